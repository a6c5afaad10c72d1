import { describe, expect, test } from "@jest/globals";
import type { Finding } from "../../src/findings/finding.ts";
import { mergePlaces, mergeReporters } from "../../src/review/merge-same.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";

const star = (service: string) =>
  `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "${service}:*", Resource = "*" }] })`;
const text = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: `${service}:*`, Resource: "*" }],
  });
const inline = (name: string, policy: string) =>
  `resource "aws_iam_role_policy" "${name}" {\n  role   = "${name}"\n  policy = ${policy}\n}\n`;

const uses = {
  "a template": (a: string, b: string): FakeFiles => ({
    "main.tf":
      inline("a", `templatefile("p.json.tpl", { service = "${a}" })`) +
      inline("b", `templatefile("p.json.tpl", { service = "${b}" })`),
    "p.json.tpl": text("${service}"),
  }),
  "a module": (a: string, b: string): FakeFiles => ({
    "main.tf": `module "a" {
  source  = "./shared"
  service = "${a}"
}
module "b" {
  source  = "./shared"
  service = "${b}"
}
`,
    "shared/main.tf": `variable "service" {}\n${inline("p", star("${var.service}"))}`,
  }),
  for_each: (a: string, b: string): FakeFiles => ({
    "main.tf": `resource "aws_iam_role_policy" "p" {
  for_each = { a = "${a}"${b && `, b = "${b}"`} }
  role     = each.key
  policy   = ${star("${each.value}")}
}
`,
  }),
};

async function states(base: FakeFiles, head: FakeFiles): Promise<string[]> {
  const change = fakeChange(base, head);
  const { findings } = await reviewChange(change, undefined, undefined, "2026-11-24");
  return findings
    .filter(({ issueCode }) => issueCode === "STAR_IN_ACTION_AND_RESOURCE")
    .map(({ state, policy }) => `${state} ${/\bb\b/.test(policy ?? "") ? "b" : "a"}`)
    .sort();
}

describe.each(Object.entries(uses))("%s", (_, files) => {
  test.each<[name: string, base: FakeFiles, head: FakeFiles, expected: string[]]>([
    [
      "stays",
      { ...files("s3", "ec2"), "main.tf": `# Before.\n${files("s3", "ec2")["main.tf"]}` },
      files("s3", "ec2"),
      ["pre-existing a"],
    ],
    [
      "gives another more, which does not hide behind the first",
      files("s3", "s3"),
      files("s3", "iam"),
      ["pre-existing a", "widened b"],
    ],
    [
      "gives another what the first has",
      files("iam", "s3"),
      files("iam", "iam"),
      ["pre-existing a", "widened b"],
    ],
  ])("%s", async (_, base, head, expected) => {
    expect(await states(base, head)).toEqual(expected);
  });
});

test.each([
  [
    "a further use of what was there, that opens something",
    ["iam", ""],
    ["iam", "iam"],
    ["introduced b", "pre-existing a"],
  ],
  [
    "a further use of what is merely against good practice",
    ["polly", ""],
    ["polly", "polly"],
    ["pre-existing a"],
  ],
  ["a new use of another kind", ["s3", ""], ["s3", "iam"], ["introduced b", "pre-existing a"]],
  ["several new ones at once", ["none", ""], ["s3", "iam"], ["introduced a"]],
])("%s", async (_, [a = "", b = ""], [c = "", d = ""], expected) => {
  const base = a === "none" ? { "main.tf": "" } : uses.for_each(a, b);
  expect(await states(base, uses.for_each(c, d))).toEqual(expected);
});

test("a use that is gone makes none of the others new", async () => {
  const base: FakeFiles = { "main.tf": inline("a", star("iam")) + inline("b", star("iam")) };
  expect(await states(base, { "main.tf": inline("b", star("iam")) })).toEqual([
    "fixed a",
    "pre-existing b",
  ]);
  const both = uses.for_each("iam", "iam");
  const left = { "main.tf": both["main.tf"]?.toString().replace('a = "iam", ', "") ?? "" };
  expect(await states(both, left)).toEqual(["fixed a", "pre-existing b"]);
});

test("who accepts several at one place accepts no further one", async () => {
  const fingerprints = async (services: string) => {
    const file = String(uses.for_each("s3", "x")["main.tf"]);
    const head = { "main.tf": file.replace(/for_each = .*/, `for_each = ${services}`) };
    const { findings } = await reviewChange(fakeChange({ "main.tf": "" }, head));
    const found = findings.filter(({ issueCode }) => issueCode === "STAR_IN_ACTION_AND_RESOURCE");
    expect(found).toHaveLength(1);
    return found[0]?.fingerprint;
  };
  const two = await fingerprints('{ a = "s3", b = "ec2" }');
  expect(await fingerprints('{ a = "s3", b = "ec2" }')).toBe(two);
  expect(await fingerprints('{ a = "s3", b = "ec2", c = "iam" }')).not.toBe(two);
});

describe("on one side", () => {
  const at = { file: "p.json", start: 0, end: 1 };
  const finding = (fields: Partial<Finding>): Finding => ({
    issueCode: "X",
    findingType: "WARNING",
    at,
    related: [],
    details: "",
    subject: "s",
    controls: [],
    ...fields,
  });
  const file = finding({ address: "p.json" });
  const use = finding({ address: "role.a", reportedBy: ["access-analyzer"] });

  test("a use stands for the mere file, with all reporters", () => {
    const both = ["offline", "access-analyzer"] as const;
    expect(mergePlaces([file, use])).toEqual([{ ...use, reportedBy: both }]);
    expect(mergePlaces([use, file])).toEqual([{ ...use, reportedBy: both }]);
  });

  test("uses stay apart where the change is to be told", () => {
    expect(mergeReporters([file, use, finding({ address: "role.a" })])).toEqual([
      file,
      { ...use, reportedBy: ["offline", "access-analyzer"] },
    ]);
  });
});

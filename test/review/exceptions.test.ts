import { describe, expect, test } from "@jest/globals";
import type { Review } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";

const today = "2026-11-24";
const accept = 'leastwise:accept PUBLIC_RESOURCE_POLICY reason="status page" until=2026-12-31';

/** A policy of a bucket that everyone may do the actions with. */
const open = (...actions: string[]) => document(statement(actions));
const statement = (actions: readonly string[], resource = "arn:aws:s3:::site/*") => ({
  Effect: "Allow",
  Principal: "*",
  Action: actions,
  Resource: resource,
});
const document = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);

const exceptionFor = (more: string, until = "2026-12-31") =>
  `exceptions: [{ rule: PUBLIC_RESOURCE_POLICY, reason: status page, owner: web, until: ${until}, ${more} }]`;

function under(configuration: string, base: FakeFiles | undefined, head: FakeFiles, day = today) {
  const file = { [settingsPath]: configuration };
  return reviewChange(
    fakeChange(base && { ...base, ...file }, { ...head, ...file }),
    undefined,
    undefined,
    day,
  );
}

/** The states of what the rule found, and what became of the exceptions. */
function outcome({ verdict, findings, exceptions = [] }: Review): string[] {
  return [
    verdict,
    ...findings
      .filter(({ issueCode }) => issueCode === "PUBLIC_RESOURCE_POLICY")
      .map(({ state, accepted }) => `${state}${accepted ? " accepted" : ""}`),
    ...exceptions.map(({ state, findings: count }) => `${state}: ${count}`),
  ];
}

describe("an exception without a fingerprint is about what it first met", () => {
  const get = { "a.json": open("s3:GetObject") };
  const getAndPut = { "a.json": open("s3:GetObject", "s3:PutObject") };

  test.each([["address: a.json"], ["path: '*.json'"]])("%s", async (more) => {
    const exception = exceptionFor(more);
    expect(outcome(await under(exception, {}, get))).toEqual([
      "pass",
      "introduced accepted",
      "in force: 1",
    ]);
    expect(outcome(await under(exception, get, getAndPut))).toEqual([
      "fail",
      "widened",
      "outgrown: 1",
    ]);
  });

  test("a grant that became narrower was there before", async () => {
    const narrower = under(exceptionFor("address: a.json"), getAndPut, get);
    expect(outcome(await narrower)).toEqual(["pass", "pre-existing accepted", "in force: 1"]);
  });

  test("what an administrator could do before is not new when only that is left", async () => {
    const allow = (action: string) => document({ Effect: "Allow", Action: action, Resource: "*" });
    const review = await under("", { "a.json": allow("*") }, { "a.json": allow("s3:*") });
    expect(review.findings.map(({ state, issueCode }) => `${state} ${issueCode}`)).toEqual([
      "fixed ADMINISTRATOR_ACCESS",
      "pre-existing STAR_IN_ACTION_AND_RESOURCE",
    ]);
    expect(review.verdict).toBe("pass");
  });

  test("a second statement is not what was accepted", async () => {
    const two = document(statement(["s3:GetObject"]), statement(["s3:DeleteObject"]));
    expect(outcome(await under(exceptionFor("address: a.json"), get, { "a.json": two }))).toEqual([
      "fail",
      "pre-existing accepted",
      "introduced",
      "in force: 1",
    ]);
  });

  test("a policy that comes into the folder is met for the first time", async () => {
    const both = { ...get, "b.json": open("s3:GetObject") };
    expect(outcome(await under(exceptionFor("path: '*.json'"), get, both))).toEqual([
      "pass",
      "introduced accepted",
      "in force: 1",
    ]);
  });

  test("what is longer than it was, and grants nothing, counts as well", async () => {
    const role = (hours: number) =>
      `resource "aws_iam_role" "a" {\n  name = "a"\n  max_session_duration = ${hours * 3600}\n}\n`;
    const text =
      "principals: { max-session-duration: 2h }\n" +
      "exceptions: [{ rule: SESSION_LONGER_THAN_ALLOWED, path: a.tf, reason: a, owner: b, until: 2027-01-01 }]";
    const sessions = async (before: string | undefined, after: string) => {
      const review = await under(text, before === undefined ? {} : { "a.tf": before }, {
        "a.tf": after,
      });
      return review.findings
        .filter(
          ({ issueCode, state }) =>
            issueCode === "SESSION_LONGER_THAN_ALLOWED" && state !== "fixed",
        )
        .map(({ state, accepted }) => `${state}${accepted ? " accepted" : ""}`);
    };
    expect(await sessions(undefined, role(4))).toEqual(["introduced accepted"]);
    expect(await sessions(role(4), role(12))).toEqual(["introduced"]);
  });
});

describe("an exception with a fingerprint is about one grant", () => {
  const fingerprintOf = async (policy: string) => {
    const review = await under("", {}, { "a.json": policy });
    return review.findings.find(({ issueCode }) => issueCode === "PUBLIC_RESOURCE_POLICY")
      ?.fingerprint;
  };

  test("and told when its policy grants another one", async () => {
    const more = `address: a.json, fingerprint: ${await fingerprintOf(open("s3:GetObject"))}`;
    const review = (policy: string) => under(exceptionFor(more), {}, { "a.json": policy });
    expect(outcome(await review(open("s3:GetObject")))).toEqual([
      "pass",
      "introduced accepted",
      "in force: 1",
    ]);
    expect(outcome(await review(open("s3:PutObject")))).toEqual([
      "fail",
      "introduced",
      "outgrown: 1",
    ]);
  });

  test("in a folder the others are simply others", async () => {
    const more = `path: '**', fingerprint: ${await fingerprintOf(open("s3:GetObject"))}`;
    expect(
      outcome(await under(exceptionFor(more), {}, { "a.json": open("s3:PutObject") })),
    ).toEqual(["fail", "introduced", "in force: 0"]);
  });
});

describe("the last day", () => {
  const files = { "a.json": open("s3:GetObject") };

  test.each([
    ["2026-12-30", "in force: 1"],
    ["2026-12-31", "in force: 1"],
    ["2027-01-01", "expired: 1"],
  ])("on %s: %s", async (day, expected) => {
    expect(outcome(await under(exceptionFor("path: '**'"), {}, files, day)).at(-1)).toBe(expected);
  });

  test("an expired exception that meets nothing is told as well", async () => {
    const review = await under(exceptionFor("address: gone.json", "2026-11-23"), {}, files);
    expect(outcome(review)).toEqual(["fail", "introduced", "expired: 0"]);
  });

  test("the later of two exceptions counts when the first has expired", async () => {
    const [first, second] = ["2026-11-23", "2026-12-31"].map((until) =>
      exceptionFor("path: '**'", until).slice("exceptions: [".length, -1),
    );
    const review = await under(`exceptions: [${first}, ${second}]`, {}, files);
    expect(outcome(review)).toEqual(["pass", "introduced accepted", "expired: 1", "in force: 1"]);
  });
});

test("a policy that is renamed leaves its exception behind, and the review says so", async () => {
  const policy = open("s3:GetObject");
  const review = await under(
    exceptionFor("address: a.json"),
    { "a.json": policy },
    { "b.json": policy },
  );
  expect(outcome(review)).toEqual(["pass", "pre-existing", "in force: 0"]);
  expect(review.exceptions).toMatchObject([{ about: ["a.json"], owner: "web" }]);
});

test("an exception of the owner's configuration is told with its file", async () => {
  const path = "acme/.github/.github/leastwise.yml";
  const change = {
    ...fakeChange({}, { "a.json": open("s3:GetObject") }),
    ownerConfiguration: async () => ({ path, content: { text: exceptionFor("path: '**'") } }),
  };
  const review = await reviewChange(change, undefined, undefined, today);
  expect(review.exceptions).toMatchObject([{ file: path, state: "in force", owner: "web" }]);
  expect(review.findings).toMatchObject([{ accepted: { file: path } }]);
});

describe("a comment in the source", () => {
  const bucket = (comment: string, action: string, name = "a") => `${comment}
resource "aws_s3_bucket_policy" "${name}" {
  bucket = "site"
  policy = <<EOF
${open(action)}
EOF
}
`;
  const review = (base: string, head: string, day = today) =>
    under("", { "a.tf": base }, { "a.tf": head }, day);

  test("counts for what stood under it, with a heredoc at the margin too", async () => {
    const before = bucket(`# ${accept}`, "s3:GetObject");
    expect(outcome(await review(before, `# moved\n${before}`))).toEqual([
      "pass",
      "pre-existing accepted",
      "in force: 1",
    ]);
  });

  test("counts for a policy that moved with it", async () => {
    const text = bucket(`# ${accept}`, "s3:GetObject");
    const moved = await under("", { "a.tf": text }, { "site/b.tf": text });
    expect(outcome(moved)).toEqual(["pass", "pre-existing accepted", "in force: 1"]);
  });

  test("that is moved to another policy counts for nothing there", async () => {
    const [first, second] = [bucket("", "s3:GetObject", "a"), bucket("", "s3:PutObject", "b")];
    const { exceptions } = await review(
      `# ${accept}${first}${second}`,
      `${first}# ${accept}${second}`,
    );
    expect(exceptions).toMatchObject([{ state: "outgrown", findings: 1 }]);
  });

  test("does not count when more is granted, and is not called new", async () => {
    const before = bucket(`# ${accept}`, "s3:GetObject");
    const after = bucket(`# ${accept}`, "s3:*");
    expect(outcome(await review(before, after))).toEqual(["fail", "widened", "outgrown: 1"]);
  });

  test("does not count on the day after its last", async () => {
    const before = bucket(`# ${accept}`, "s3:GetObject");
    expect(outcome(await review(before, `# moved\n${before}`, "2027-01-01"))).toEqual([
      "pass",
      "pre-existing",
      "expired: 1",
    ]);
  });

  test("whose day is moved comes with the change", async () => {
    const before = bucket(`# ${accept}`, "s3:GetObject");
    const after = before.replace("2026-12-31", "2036-12-31");
    expect(outcome(await review(before, after))).toEqual(["pass", "pre-existing", "new: 1"]);
  });

  test("in a heredoc or a string is none", async () => {
    const inText = bucket("", "s3:GetObject").replace("<<EOF\n", `<<EOF\n# ${accept}\n`);
    const { exceptions } = await review(inText, inText.replace("GetObject", "*"));
    expect(exceptions).toBeUndefined();
  });

  test("at the wrong place is told to meet nothing", async () => {
    const wrong = `# ${accept}\nlocals {}\n${bucket("", "s3:GetObject")}`;
    expect(outcome(await review("", wrong))).toEqual(["fail", "introduced", "new: 0"]);
    expect(outcome(await review(wrong, `# moved\n${wrong}`))).toEqual([
      "pass",
      "pre-existing",
      "in force: 0",
    ]);
  });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { displayText } from "../../../src/policy/text-value.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { carriers } from "../../../src/sources/terraform/carriers.ts";
import { parseHcl } from "../../../src/sources/terraform/hcl/parse-hcl.ts";
import { LineIndex } from "../../../src/text/line-index.ts";
import { renderPolicies } from "./terraform-rendering.ts";

/**
 * Repositories in the styles in which Terraform is written, each with the inventory that is expected
 * of it: `expected.txt`. Where that file is not there it is written, to be read with care.
 */
const folder = new URL("fixtures/", import.meta.url);

function filesOf(name: string): Map<string, string> {
  const root = new URL(`${name}/`, folder);
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" });
  return new Map(
    paths
      .filter((path) => /\.\w+$/.test(path) && path !== "expected.txt")
      .sort()
      .map((path) => [path, readFileSync(new URL(path, root), "utf8")]),
  );
}

function inventoryOf(texts: ReadonlyMap<string, string>): string {
  const files = { paths: new Set(texts.keys()), text: (path: string) => texts.get(path) };
  const result = readSources(files, [...texts.keys()], () => undefined);
  const line = ({ file, start }: { file: string; start: number }): string =>
    `${file}:${new LineIndex(texts.get(file) ?? "").position(start).line}`;
  const policies = renderPolicies(result).map((text, index) => {
    const places = (result.policies[index]?.document.statements ?? []).map(({ range }) =>
      line(range),
    );
    const unknowns = (result.policies[index]?.document.unknowns ?? []).map(
      ({ reference, reason, at }) => `  unknown ${reference}: ${reason} (${line(at)})`,
    );
    return [text, `  statements at ${places.join(", ")}`, ...unknowns].join("\n");
  });
  const owners = result.owners.map((owner) => {
    const { address, type, name, accessKeys, permissionsBoundary: boundary } = owner;
    return [
      `owner ${address}: ${type}`,
      name && ` called ${displayText(name)}`,
      boundary && ` within ${displayText(boundary)}`,
      ...(owner.managedPolicies ?? []).map((policy) => ` with ${displayText(policy)}`),
      ...accessKeys.map((key) => ` with key ${key.address}`),
      owner.hasLoginProfile && " with a password",
      owner.maxSessionDurationSeconds && ` for ${owner.maxSessionDurationSeconds} s`,
      ...(owner.groups ?? []).map((group) => ` in ${group}`),
      ...(owner.tags ?? []).map(
        ({ key, value }) => ` tag ${displayText(key)}=${displayText(value)}`,
      ),
    ]
      .filter(Boolean)
      .join("");
  });
  const guards = (result.guards ?? []).map(({ address, owner, settings }) => {
    const facts = Object.entries(settings).map(([name, value]) => ` ${name}=${value ?? "?"}`);
    return `guard ${address}${owner === undefined ? "" : ` of ${owner}`}:${facts.join("")}`;
  });
  const others = result.notJudged.map(
    ({ address, range, reason }) => `not judged ${address ?? ""} (${line(range)}): ${reason}`,
  );
  const problems = result.syntaxProblems.map(({ at, details }) => `${line(at)}: ${details}`);
  return `${[...policies, ...owners, ...guards, ...others, ...problems].join("\n")}\n`;
}

describe("no carrier of a policy is passed over in silence", () => {
  test.each(readdirSync(folder))("%s", (name) => {
    const texts = filesOf(name);
    const files = { paths: new Set(texts.keys()), text: (path: string) => texts.get(path) };
    const { policies, notJudged } = readSources(files, [...texts.keys()], () => undefined);
    const told = [...policies, ...notJudged].map(({ address = "" }) => `.${address}`);
    const written = [...texts].flatMap(([path, text]) => {
      const blocks = path.endsWith(".tf") ? parseHcl(text).body.blocks : [];
      return blocks.filter(
        ({ type, labels, body }) =>
          type === "resource" &&
          (carriers[labels[0]?.text ?? ""] ?? []).some(({ path: argument }) =>
            body.attributes.some((attribute) => attribute.name === argument),
          ),
      );
    });
    const silent = written
      .map(({ labels }) => labels.map(({ text }) => text).join("."))
      .filter((address) => !told.some((line) => line.split("/").at(-1)?.includes(`${address}`)));
    expect(silent).toEqual(
      name === "organization-guardrails" ? ["aws_organizations_policy.tags"] : [],
    );
  });
});

describe("the inventory of a repository", () => {
  test.each(readdirSync(folder))("%s", (name) => {
    const inventory = inventoryOf(filesOf(name));
    const expected = new URL(`${name}/expected.txt`, folder);
    if (!existsSync(expected)) writeFileSync(expected, inventory);
    expect(inventory).toBe(readFileSync(expected, "utf8"));
  });
});

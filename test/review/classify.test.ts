import { describe, expect, test } from "@jest/globals";
import type { Finding } from "../../src/findings/finding.ts";
import { classify, type GrantChange, type JudgedSide } from "../../src/review/classify.ts";

/** `CODE address subject` → a finding. */
function finding(text: string): Finding {
  const [issueCode = "", address = "", subject = ""] = text.split(" ");
  return {
    issueCode,
    findingType: "WARNING",
    at: { file: "main.tf", start: 0, end: 1 },
    related: [],
    details: "",
    address,
    subject,
    controls: [],
  };
}

/** Findings, and the addresses that stand there without one. */
function side(findings: readonly string[], quiet: readonly string[] = []): JudgedSide {
  const all = findings.map(finding);
  return {
    findings: all,
    addresses: new Set([...all.map(({ address }) => address ?? ""), ...quiet]),
  };
}

function states(base: JudgedSide, head: JudgedSide): string[] {
  return classify(base, head).map(
    ({ state, finding: { issueCode, address, subject } }) =>
      `${state} ${issueCode} ${address} ${subject}`,
  );
}

describe("what belongs to the change", () => {
  test.each([
    { name: "nothing", base: side([]), head: side([]), expected: [] },
    {
      name: "a new policy",
      base: side([]),
      head: side(["STAR role.a s3:*"]),
      expected: ["introduced STAR role.a s3:*"],
    },
    {
      name: "what was there",
      base: side(["STAR role.a s3:*"]),
      head: side(["STAR role.a s3:*"]),
      expected: ["pre-existing STAR role.a s3:*"],
    },
    {
      name: "what went away",
      base: side(["STAR role.a s3:*"]),
      head: side([], ["role.a"]),
      expected: ["fixed STAR role.a s3:*"],
    },
    {
      name: "another grant by the same policy",
      base: side(["STAR role.a s3:*"]),
      head: side(["STAR role.a s3:*", "STAR role.a ec2:*"]),
      expected: ["pre-existing STAR role.a s3:*", "introduced STAR role.a ec2:*"],
    },
    {
      name: "a second statement of the same content",
      base: side(["STAR role.a s3:*"]),
      head: side(["STAR role.a s3:*", "STAR role.a s3:*"]),
      expected: ["pre-existing STAR role.a s3:*", "introduced STAR role.a s3:*"],
    },
    {
      name: "a policy that was renamed",
      base: side(["STAR role.a s3:*"]),
      head: side(["STAR role.b s3:*"]),
      expected: ["pre-existing STAR role.b s3:*"],
    },
    {
      name: "a policy that was copied",
      base: side(["STAR role.a s3:*"]),
      head: side(["STAR role.a s3:*", "STAR role.b s3:*"]),
      expected: ["pre-existing STAR role.a s3:*", "introduced STAR role.b s3:*"],
    },
    {
      name: "a grant that went from one standing role to another is new there",
      base: side(["STAR role.a s3:*"], ["role.b"]),
      head: side(["STAR role.b s3:*"], ["role.a"]),
      expected: ["introduced STAR role.b s3:*", "fixed STAR role.a s3:*"],
    },
    {
      name: "a grant that went from a standing role to a new one is new there",
      base: side(["STAR role.a s3:*"]),
      head: side(["STAR role.b s3:*"], ["role.a"]),
      expected: ["introduced STAR role.b s3:*", "fixed STAR role.a s3:*"],
    },
    {
      name: "one removed policy excuses one new one",
      base: side(["STAR role.a s3:*"]),
      head: side(["STAR role.b s3:*", "STAR role.c s3:*"]),
      expected: ["pre-existing STAR role.b s3:*", "introduced STAR role.c s3:*"],
    },
  ])("$name", ({ base, head, expected }) => {
    expect(states(base, head)).toEqual(expected);
  });
});

describe("another grant in the place of one that was there", () => {
  /** `CODE address: subject` → a finding about a grant. */
  const grants = (...texts: string[]): JudgedSide => {
    const found = texts.map((text) => {
      const [head = "", subject = ""] = text.split(": ");
      return { ...finding(head), subject };
    });
    return {
      findings: found,
      addresses: new Set(["role.a", ...found.map(({ address = "" }) => address)]),
    };
  };
  const changed = (base: JudgedSide, head: JudgedSide, change: GrantChange) =>
    classify(base, head, () => change).map(
      ({ state, finding: { issueCode, subject } }) => `${state} ${issueCode} ${subject}`,
    );
  const get = grants("STAR role.a: allow s3:get*");
  const all = grants("STAR role.a: allow s3:*");

  test.each<[GrantChange, string[]]>([
    ["more", ["widened STAR allow s3:*"]],
    ["no more", ["pre-existing STAR allow s3:*"]],
    ["undecided", ["introduced STAR allow s3:*", "fixed STAR allow s3:get*"]],
  ])("%s", (change, expected) => {
    expect(changed(get, all, change)).toEqual(expected);
  });

  test("one that was split in two", () => {
    const parts = grants("STAR role.a: allow s3:get*", "STAR role.a: allow s3:list*");
    expect(changed(all, parts, "no more")).toEqual([
      "pre-existing STAR allow s3:get*",
      "pre-existing STAR allow s3:list*",
    ]);
  });

  test.each([
    ["elsewhere", grants("STAR role.a: allow s3:*"), grants("STAR role.b: allow s3:get*")],
    ["that is no grant", grants("STAR role.a: deny s3:*"), grants("STAR role.a: deny s3:get*")],
    ["beside one that stays", all, grants("STAR role.a: allow s3:*", "STAR role.a: allow ec2:*")],
  ])("not %s", (_, base, head) => {
    expect(changed(base, head, "no more").some((text) => text.startsWith("introduced"))).toBe(true);
  });

  test("one that stood behind another rule's was there, and the other is fixed", () => {
    const { findings, addresses } = grants("ADMIN role.a: everything");
    const admin = {
      findings: findings.map((each) => ({ ...each, findingType: "SECURITY_WARNING" as const })),
      addresses,
    };
    expect(changed(admin, all, "no more")).toEqual([
      "pre-existing STAR allow s3:*",
      "fixed ADMIN everything",
    ]);
    for (const change of ["more", "undecided"] as const) {
      expect(changed(admin, all, change)).toEqual([
        "introduced STAR allow s3:*",
        "fixed ADMIN everything",
      ]);
    }
    const untagged = grants("TAGS role.a: no tags");
    expect(changed(untagged, all, "no more")).toContain("introduced STAR allow s3:*");
  });

  test("an error is about the form of a policy, not about what it grants", () => {
    const asErrors = ({ findings, addresses }: JudgedSide): JudgedSide => ({
      findings: findings.map((each) => ({ ...each, findingType: "ERROR" })),
      addresses,
    });
    expect(changed(asErrors(get), asErrors(all), "no more")).toEqual([
      "introduced STAR allow s3:*",
      "fixed STAR allow s3:get*",
    ]);
  });
});

test("fingerprints are stable, and tell equal findings apart", () => {
  const head = side(["STAR role.a s3:*", "STAR role.a s3:*", "STAR role.b s3:*"]);
  const fingerprints = classify(side([]), head).map(({ fingerprint }) => fingerprint);
  expect(new Set(fingerprints).size).toBe(3);
  expect(fingerprints.every((text) => /^[0-9a-f]{16}$/.test(text))).toBe(true);
  const reordered = classify(
    side(["STAR role.c x"]),
    side(["STAR role.b s3:*", "STAR role.a s3:*"]),
  );
  expect(reordered[0]?.fingerprint).toBe(fingerprints[2]);
  expect(reordered[1]?.fingerprint).toBe(fingerprints[0]);
});

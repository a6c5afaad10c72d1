import { describe, expect, test } from "@jest/globals";
import type { Finding } from "../../src/findings/finding.ts";
import type { ClassifiedFinding } from "../../src/review/classify.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import {
  type SuggestedSide,
  type SuggestedState,
  verifySuggestions,
} from "../../src/review/verify-suggestions.ts";
import { fakeChange } from "../support/fake-change.ts";

/** Every word `bad` is a finding, `worse` one of another rule, and `broken` cannot be read. */
function side(text: string, tries: string[] = []): SuggestedSide {
  const stateOf = (now: string): SuggestedState => ({
    findings: [...now.matchAll(/bad|worse/g)].map(({ 0: word, index }) => finding(word, index)),
    policies: now.includes("broken") ? 0 : 1,
    notJudged: 0,
    complete: !now.includes("elsewhere"),
  });
  return {
    texts: new Map([["a.json", text]]),
    cost: () => text.length,
    compare: (changed) => {
      const after = changed.get("a.json") ?? "";
      tries.push(after);
      return {
        before: stateOf(text),
        after: stateOf(after),
        grantsMore: () => after.includes("open"),
      };
    },
  };
}

function finding(word: string, start: number, newText?: string): Finding {
  const at = { file: "a.json", start, end: start + word.length };
  return {
    issueCode: word.toUpperCase(),
    findingType: "ERROR",
    at,
    related: [],
    details: "",
    address: "a.json",
    subject: `${word} ${start}`,
    controls: [],
    ...(newText !== undefined && {
      suggestion: { title: "Fix", edits: [{ range: at, newText }] },
    }),
  };
}

function offered(
  text: string,
  found: Finding,
  state: ClassifiedFinding["state"] = "introduced",
): boolean {
  const [verified] = verifySuggestions([{ finding: found, state, fingerprint: "f" }], side(text));
  return verified?.finding.suggestion !== undefined;
}

describe("a suggestion is offered", () => {
  test.each([
    ["when it removes its finding", "good", true],
    ["and not when the finding is still there", "bad!", false],
    ["nor when it brings another one", "worse", false],
    ["nor when the text cannot be read any more", "broken", false],
    ["nor when files are needed that nobody has looked at", "elsewhere", false],
    ["nor when it changes nothing", "bad", false],
    ["nor when somebody gets more access by it", "open", false],
  ])("%s", (_, newText, expected) => {
    expect(offered("bad bad", finding("bad", 4, newText))).toBe(expected);
  });

  test("only for findings that belong to the change", () => {
    expect(offered("bad", finding("bad", 0, "good"), "pre-existing")).toBe(false);
    expect(offered("bad", finding("bad", 0, "good"), "widened")).toBe(true);
  });

  test("only when its edits can be applied", () => {
    const found = finding("bad", 0);
    const range = { file: "a.json", start: 0, end: 2 };
    const edit = (at: Finding["at"]) => ({ range: at, newText: "x" });
    const withEdits = (edits: ReturnType<typeof edit>[]) =>
      offered("bad", { ...found, suggestion: { title: "Fix", edits } });
    expect(withEdits([edit(range), edit({ ...range, start: 1 })])).toBe(false);
    expect(withEdits([edit({ ...range, end: 9 })])).toBe(false);
    expect(withEdits([edit({ ...range, file: "b.json" })])).toBe(false);
    expect(withEdits([edit(range)])).toBe(true);
  });
});

test("forty are tried, the most severe first, and the rest are not offered", () => {
  const text = "bad ".repeat(60);
  const tries: string[] = [];
  const classified = Array.from({ length: 60 }, (_, index) => ({
    finding: {
      ...finding("bad", index * 4, "ok"),
      findingType: index < 30 ? ("WARNING" as const) : ("ERROR" as const),
    },
    state: "introduced" as const,
    fingerprint: String(index),
  }));
  const verified = verifySuggestions(classified, side(text, tries));
  expect(tries).toHaveLength(40);
  const offers = verified.filter(({ finding: { suggestion } }) => suggestion);
  expect(offers.map(({ finding: { findingType } }) => findingType)).toEqual([
    ...Array(30).fill("ERROR"),
    ...Array(10).fill("WARNING"),
  ]);
});

test("a side of more than the room for tries has none", () => {
  const text = `bad${" ".repeat(8 * 1024 * 1024)}`;
  expect(offered(text, finding("bad", 0, "ok"))).toBe(false);
});

test("a review offers the fix of a misspelt action", async () => {
  const policy = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::a/*" }]
}`;
  const { findings } = await reviewChange(fakeChange({}, { "a.json": policy }));
  const [misspelt] = findings.filter(({ issueCode }) => issueCode === "INVALID_ACTION");
  expect(misspelt?.suggestion?.edits).toMatchObject([{ newText: "GetObject" }]);
});

const exact = (operator: string) => `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::a/*",
    "Condition": { "${operator}": { "aws:UserAgent": "build/*" } }
  }]
}`;

test("a fix by which a policy grants what it says is offered with that word", async () => {
  const { findings } = await reviewChange(fakeChange({}, { "a.json": exact("StringEquals") }));
  const [wildcard] = findings.filter(
    ({ issueCode }) => issueCode === "WILDCARD_WITHOUT_LIKE_OPERATOR",
  );
  expect(wildcard?.suggestion?.title).toMatch(/ It then grants what it says$/);
});

test("what is redundant goes without it, wherever it stands in its list", async () => {
  const list = (...actions: string[]) => `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ${JSON.stringify(actions)}, "Resource": "arn:aws:s3:::a/*" }
  ]
}`;
  const offers = async (...actions: string[]) => {
    const { findings } = await reviewChange(fakeChange({}, { "a.json": list(...actions) }));
    return findings.flatMap(({ issueCode, suggestion }) =>
      issueCode === "REDUNDANT_ACTION" ? [suggestion?.title] : [],
    );
  };
  expect(await offers("s3:PutObject", "s3:Put*")).toEqual(["Remove `s3:PutObject`"]);
  expect(await offers("s3:Put*", "s3:PutObject")).toEqual(["Remove `s3:PutObject`"]);
  expect(await offers("s3:PutObject", "s3:Put*", "s3:PutObject", "s3:PutObjectAcl")).toEqual([
    "Remove the 3 entries that are covered",
  ]);
});

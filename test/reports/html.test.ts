import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { htmlReport } from "../../src/reports/html.ts";
import { style, styleHash } from "../../src/reports/html-style.ts";
import type { Review, ReviewFinding } from "../../src/review/review.ts";
import { readHtml } from "./html-reader.ts";
import { accessEntry, accessLine, finding, review } from "./review-fixture.ts";

/** The report and its visible text, white space folded. */
function shown(parts: Partial<Review> = {}): { html: string; text: string } {
  const html = htmlReport(review(parts));
  return { html, text: readHtml(html).text.replace(/\s+/g, " ") };
}

describe("the file", () => {
  test("needs nothing but itself, and says so to the browser", () => {
    const { tags } = readHtml(shown().html);
    const policy = tags.find(({ attributes }) => "http-equiv" in attributes)?.attributes.content;
    expect(policy).toBe(
      `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(styleHash).toBe(`sha256-${createHash("sha256").update(style).digest("base64")}`);
    expect(style).not.toMatch(/url\(|@import|<\//);
    expect(tags.map(({ name }) => name)).not.toContain("script");
  });

  test.each(["light", "dark"] as const)("has letters that stand out: %s", (scheme) => {
    const colors = palette(scheme);
    const faint = letters
      .map(([letter, ground]) => ({ letter, ground, ratio: contrast(colors, letter, ground) }))
      // Web Content Accessibility Guidelines 2.2, criterion 1.4.3.
      .filter(({ ratio }) => !(ratio >= 4.5));
    expect(faint).toEqual([]);
  });

  test("has one heading of the first rank, and none that skips a rank", () => {
    const all = htmlReport(review({ escalations: [escalation], findings: everyState }));
    const ranks = readHtml(all)
      .tags.filter(({ name, isEnd }) => !isEnd && /^h\d$/.test(name))
      .map(({ name }) => Number(name.slice(1)));
    expect(ranks.filter((rank) => rank === 1)).toHaveLength(1);
    ranks.forEach((rank, index) => {
      expect(rank - (ranks[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test("the navigation leads to every part, and each id stands once", () => {
    const { tags } = readHtml(shown({ findings: everyState }).html);
    const ids = tags.flatMap(({ attributes }) => attributes.id ?? []);
    const targets = tags.flatMap(({ attributes: { href = "" } }) =>
      href.startsWith("#") ? [href.slice(1)] : [],
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(targets));
    expect(new Set(targets)).toEqual(new Set(ids));
  });

  test("is the same for the same review", () => {
    expect(shown()).toEqual(shown());
  });
});

describe("the verdict", () => {
  test.each([
    [{ verdict: "fail" }, "Fail 1 security warning"],
    [{ verdict: "pass", title: "Nothing new" }, "Pass Nothing new"],
    [{ verdict: "incomplete", title: "a.tf is too long" }, "Incomplete a.tf is too long"],
    [{ verdict: "pass", wouldBe: "fail", title: "would fail" }, "Warn only would fail"],
  ] satisfies [Partial<Review>, string][])("%j", (parts, words) => {
    expect(shown(parts).text).toContain(words);
  });

  test("what was compared", () => {
    expect(shown().text).toContain("aaaaaaaaaaaa compared with bbbbbbbbbbbb");
    expect(shown({ base: null, head: "files" }).text).toContain("files as it stands");
  });
});

describe("findings", () => {
  test("with their source, the place marked, and the fix", () => {
    const place = { file: "main.tf", start: { line: 2, column: 3 }, end: { line: 3, column: 4 } };
    const { html, text } = shown({
      findings: [
        finding({
          ...place,
          excerpt: ["\tab<c", "defg"],
          related: [{ ...place, message: "on `x`" }],
          controls: ["NIST 800-53 AC-6"],
          suggestion: {
            title: "Do so",
            edits: [{ ...place, newText: "X" }],
            lines: { start: 2, texts: ["\tab<c", "defg"] },
          },
        }),
      ],
    });
    expect(html).toContain(
      '<span class="number">2</span><span class="text">    a<mark>b&lt;c</mark></span></span>\n' +
        '<span class="line"><span class="number">3</span><span class="text"><mark>def</mark>g</span>',
    );
    expect(text).toContain("Security warning PASS_ROLE_WITH_STAR_IN_RESOURCE line 2");
    expect(text).toContain("main.tf, line 2: on x");
    expect(text).toContain("Controls: NIST 800-53 AC-6");
    expect(text).toContain("Fix: Do so What the fix changes − ab<c −defg + aXg");
    expect(html).toContain(
      '<a href="https://docs.example.com/checks#pass-role" rel="noopener noreferrer">More on PASS_ROLE_WITH_STAR_IN_RESOURCE</a>',
    );
  });

  test("an address that is none of the web is no link", () => {
    const learnMoreLink = "javascript:alert(1)";
    const { tags } = readHtml(shown({ findings: [finding({ learnMoreLink })] }).html);
    const targets = tags.flatMap(({ attributes }) => attributes.href ?? []);
    expect(targets.filter((target) => !target.startsWith("#"))).toEqual([]);
  });

  test("new, from before, fixed and accepted ones stand apart", () => {
    const { text } = shown({ findings: everyState });
    expect(text).toContain("Findings: 2 ");
    expect(text).toContain("was there, and grants more now");
    expect(text).toContain("Fixed: 1 FIXED_ONE in ");
    expect(text).toContain("From before: 1 They were there before the change");
  });

  test("without any, that is said", () => {
    expect(shown({ findings: [] }).text).toContain("The change brings none.");
    expect(shown({ findings: [], base: null }).text).toContain("Nothing found.");
  });

  test("many are cut, and that is said", () => {
    const findings = Array.from({ length: 6_000 }, (_, index) =>
      finding({ fingerprint: String(index), start: { line: index + 1, column: 1 } }),
    );
    const { html, text } = shown({ findings });
    expect(text).toContain(
      "The first 300 are shown with their source, the other 5700 in the table, which ends after 5000: JSON has all of them.",
    );
    expect(html.match(/<article class="card finding/g)).toHaveLength(300);
    expect(html.match(/<tr><td>/g)).toHaveLength(5_000);
    expect(text).toContain("700 left out: JSON has all of them.");
    expect(html.length).toBeLessThan(3_000_000);
  });
});

describe("access", () => {
  test("who can do what, with an example and the place", () => {
    const access = {
      entries: [
        accessEntry({
          exposure: {
            public: true,
            accounts: ["111122223333"],
            organizations: [],
            services: [],
            providers: [],
          },
          removed: [accessLine({ actions: ["s3:PutObject"] })],
        }),
      ],
      newAccess: "some",
      notCompared: ["aws_s3_bucket_public_access_block.x"],
    } as const;
    const { text } = shown({ access });
    expect(text).toContain("New access: 1 role; 1 not compared.");
    expect(text).toContain("role aws_iam_role.deploy");
    expect(text).toContain("open to everyone open to other accounts: 111122223333");
    expect(text).toContain("new s3:GetObject on arn:aws:s3:::logs/* · infra/main.tf, line 12");
    expect(text).toContain("Example of a request Actions3:GetObject");
    expect(text).toContain("gone s3:PutObject on ");
    expect(text).toContain("Not compared, though it differs and may open something");
  });

  test("many principals are folded and cut", () => {
    const entries = Array.from({ length: 310 }, (_, index) =>
      accessEntry({
        principal: `aws_iam_role.r${index}`,
        granted: [accessLine({ actions: [`s3:A${index}`] })],
      }),
    );
    const { text } = shown({ access: { entries, newAccess: "some", notCompared: [] } });
    expect(text).toContain("250 more");
    expect(text).toContain("10 more left out: JSON has all of them.");
  });
});

describe("what else a reader has to know", () => {
  test("escalation paths, step by step", () => {
    const { text, html } = shown({ escalations: [escalation, { ...escalation, state: "fixed" }] });
    expect(text).toContain("New: 1 critical Pass a role aws_iam_role.deploy");
    expect(text).toContain("Closed by the change: 1");
    expect(html).toContain("<li>deploy</li>\n<li>iam:PassRole on every role</li>");
  });

  test("what could not be read stands before the findings, the rest behind", () => {
    const entry = { file: "a.tf", line: 3, address: null, reason: "it is `odd`", unread: true };
    const { text } = shown({
      coverage: {
        policies: 2,
        full: 1,
        partial: [
          {
            policy: "p",
            unknowns: [{ reference: "var.x", reason: "input without a value", file: "m", line: 9 }],
          },
        ],
        notJudged: [entry, { ...entry, file: "", reason: "elsewhere", unread: false }],
      },
    });
    const at = (words: string) => {
      expect(text).toContain(words);
      return text.indexOf(words);
    };
    expect(at("Could not be read: 1 it is odd a.tf, line 3")).toBeLessThan(
      at("Name the role ARNs"),
    );
    expect(at("Not judged: 1 elsewhere")).toBeGreaterThan(at("Name the role ARNs"));
    expect(text).toContain("2 policies judged, 1 of them known in part");
    expect(text).toContain("var.x: input without a value (m, line 9)");
  });

  test("exceptions, the configuration, its mistakes and its changes", () => {
    const { text } = shown({
      configurationProblems: [{ file: "c.yml", line: 2, column: 3, details: "Take `x` out." }],
      configuration: {
        file: ".github/leastwise.yml",
        commit: null,
        ownerFile: "org.yml",
        mode: "enforce",
        failOn: "ERROR",
        comments: "always",
        rules: { SOME_RULE: "off" },
      },
      configurationChange: { file: "c.yml", settings: ["`fail-on` differs."], effects: [] },
      exceptions: [
        {
          issueCode: "SOME_CODE",
          state: "in force",
          findings: 1,
          about: [],
          file: "a.tf",
          line: 4,
          reason: "Alarmed on use",
          owner: null,
          until: "2027-06-30",
        },
      ],
    });
    expect(text).toContain("The configuration is not valid c.yml, line 2, column 3: Take x out.");
    expect(text).toContain("Settings that differ fail-on differs.");
    expect(text).toContain("a.tf:4: SOME_CODE");
    expect(text).toContain("org.yml");
    expect(text).toContain("Switched off by the configuration: SOME_RULE.");
  });

  test("what AWS did not answer", () => {
    const { text } = shown({
      accessAnalyzer: {
        notAsked: null,
        required: false,
        policies: 2,
        answered: 1,
        paidChecks: 0,
        problems: [{ reason: "AWS is busy", policies: ["p.json"], missing: true }],
        leftOut: 0,
        withdrawn: [],
      },
    });
    expect(text).toContain("What AWS did not answer No answer: AWS is busy. p.json");
  });
});

const escalation = {
  id: "pass-role",
  name: "Pass a role",
  severity: "critical",
  principal: "aws_iam_role.deploy",
  path: ["deploy", "iam:PassRole on every role", "acts as it"],
  state: "introduced",
} as const;

const everyState: readonly ReviewFinding[] = [
  finding({ fingerprint: "f1" }),
  finding({ fingerprint: "f2", state: "widened" }),
  finding({ fingerprint: "f3", state: "pre-existing" }),
  finding({ fingerprint: "f4", state: "fixed", issueCode: "FIXED_ONE" }),
  finding({
    fingerprint: "f5",
    accepted: { file: null, line: null, reason: "x", owner: null, until: null },
  }),
];

/** What is written on what. */
const letters = [
  ...["page", "surface", "code", "good-fill", "bad-fill"].flatMap((ground) => [
    ["text", ground] as const,
    ["muted", ground] as const,
  ]),
  ...["page", "surface"].flatMap((ground) => [
    ["link", ground] as const,
    ["bad", ground] as const,
    ["good", ground] as const,
  ]),
  ...["bad", "security", "warn", "hint", "good"].map((name) => [name, `${name}-fill`] as const),
  ["mark-text", "mark"],
] as const;

/** The colours of a scheme by name, as `#rrggbb`. */
function palette(scheme: "light" | "dark"): ReadonlyMap<string, string> {
  const [light = "", dark = ""] = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, text]) => text);
  const text = scheme === "light" ? light : dark;
  return new Map(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name = "", color = ""]) => [
      name,
      color,
    ]),
  );
}

function contrast(colors: ReadonlyMap<string, string>, letter: string, ground: string): number {
  const [a = 0, b = 0] = [letter, ground].map((name) => luminance(colors.get(name) ?? ""));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative luminance, as the guidelines define it. */
function luminance(color: string): number {
  const [red = Number.NaN, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

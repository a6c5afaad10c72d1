import type {
  AppliedConfiguration,
  Review,
  ReviewException,
  ReviewFinding,
  ReviewNotJudged,
} from "../review/review.ts";
import { accessAnalyzerProblems, accessAnalyzerSentences } from "./access-analyzer.ts";
import {
  configurationSentences,
  exceptionPlace,
  exceptionSentence,
  sortedExceptions,
} from "./configuration.ts";
import { accessHtml } from "./html-access.ts";
import { escalationsHtml } from "./html-escalations.ts";
import { byRuleHtml, findingsHtml, findingsTable } from "./html-findings.ts";
import { style, styleHash } from "./html-style.ts";
import { code, escapeHtml, fold, list, prose } from "./html-text.ts";
import { partlyKnown } from "./partly-known.ts";
import {
  addressInFile,
  countByType,
  counted,
  groupByReason,
  type NotJudgedGroup,
  newFindings,
  shortCommit,
  unjudgedCount,
} from "./wording.ts";

/** How much is shown at most; JSON has all of it. */
const fixedMax = 1000;
const groupsMax = 200;
const placesMax = 200;
const partialMax = 1000;
const unknownsMax = 20;

/** A part of the report, with what the navigation says of it. */
interface Part {
  readonly id: string;
  readonly title: string;
  /** HTML; empty when there is nothing to say. */
  readonly html: string;
}

/**
 * A review as one HTML file that needs nothing else: no script, nothing from elsewhere, and a security
 * policy that admits none. For people who decide on access, on a screen and on paper. The same for the
 * same review. Ends with a line feed.
 */
export function htmlReport(review: Review): string {
  const parts = allParts(review).filter(({ html }) => html !== "");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>Leastwise: ${escapeHtml(review.title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    '<a class="skip" href="#main">Skip to the review</a>',
    headerHtml(review),
    '<nav aria-label="Parts of the review">',
    list(parts.map(({ id, title }) => `<a href="#${id}">${title}</a>`)),
    "</nav>",
    '<main id="main">',
    ...parts.map(partHtml),
    "</main>",
    footerHtml(review),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function partHtml({ id, title, html }: Part): string {
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${title}</h2>\n${html}\n</section>`;
}

/** What a reader has to know first stands first, as in the check run. */
function allParts(review: Review): Part[] {
  const { coverage, findings, configurationProblems } = review;
  const unread = coverage.notJudged.filter((entry) => entry.unread);
  const others = coverage.notJudged.filter((entry) => !entry.unread);
  const fresh = newFindings(review);
  const fixed = findings.filter(({ state }) => state === "fixed");
  const before = findings.filter(({ state, accepted }) => state === "pre-existing" && !accepted);
  return [
    { id: "access", title: "Who can do what", html: accessHtml(review) ?? "" },
    { id: "escalation", title: "Escalation paths", html: escalationsHtml(review) },
    {
      id: "configuration-problems",
      title: "The configuration is not valid",
      html: list(
        configurationProblems.map(
          ({ file, line, column, details }) =>
            `${code(file)}, line ${line}, column ${column}: ${prose(details)}`,
        ),
      ),
    },
    { id: "unread", title: `Could not be read: ${unread.length}`, html: notJudgedHtml(unread) },
    { id: "aws", title: "What AWS did not answer", html: accessAnalyzerHtml(review) },
    { id: "findings", title: `Findings: ${fresh.length}`, html: newFindingsHtml(review, fresh) },
    { id: "exceptions", title: "Exceptions", html: exceptionsHtml(review) },
    { id: "changes", title: "Changes of the configuration", html: configurationChangeHtml(review) },
    { id: "fixed", title: `Fixed: ${fixed.length}`, html: fixedHtml(fixed) },
    {
      id: "unjudged",
      title: `No longer judged: ${unjudgedCount(review)}`,
      html: unjudgedHtml(review),
    },
    { id: "not-judged", title: `Not judged: ${others.length}`, html: notJudgedHtml(others) },
    {
      id: "partial",
      title: `Known in part: ${partlyKnown(coverage).policies.length}`,
      html: partialHtml(review),
    },
    { id: "before", title: `From before: ${before.length}`, html: beforeHtml(before) },
    { id: "configuration", title: "Configuration", html: configurationHtml(review) },
  ];
}

function headerHtml(review: Review): string {
  const { base, head, verdict, wouldBe, title, coverage } = review;
  const [name, word] = wouldBe ? (["warn", "Warn only"] as const) : verdictWords[verdict];
  const { policies } = coverage;
  const partly = partlyKnown(coverage).policies.length;
  const facts = [
    base === null
      ? `${code(shortCommit(head))} as it stands`
      : `${code(shortCommit(head))} compared with ${code(shortCommit(base))}`,
    `${counted(policies, "policy", "policies")} judged${partly > 0 ? `, ${partly} of them known in part` : ""}`,
  ];
  return [
    "<header>",
    '<p class="product">Leastwise: review of IAM changes</p>',
    `<h1><span class="verdict ${name}">${word}</span> ${prose(title)}</h1>`,
    list(facts, "facts"),
    "</header>",
  ].join("\n");
}

const verdictWords: Readonly<Record<Review["verdict"], readonly [name: string, word: string]>> = {
  pass: ["pass", "Pass"],
  fail: ["fail", "Fail"],
  incomplete: ["incomplete", "Incomplete"],
};

function newFindingsHtml({ base }: Review, findings: readonly ReviewFinding[]): string {
  if (findings.length === 0) {
    return `<p>${base === null ? "Nothing found." : "The change brings none."}</p>`;
  }
  return [
    `<p class="lead">${escapeHtml(countByType(findings))}.</p>`,
    byRuleHtml(findings),
    findingsHtml(findings),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function beforeHtml(findings: readonly ReviewFinding[]): string {
  if (findings.length === 0) return "";
  const words = "They were there before the change, and do not count for it.";
  return `<p>${words}</p>\n${fold(counted(findings.length, "finding"), findingsTable(findings))}`;
}

function fixedHtml(findings: readonly ReviewFinding[]): string {
  const rest = findings.length - fixedMax;
  return list([
    ...findings
      .slice(0, fixedMax)
      .map(({ issueCode, policy, file }) => `${code(issueCode)} in ${code(policy ?? file)}`),
    ...(rest > 0 ? [`${rest} more: JSON has all of them`] : []),
  ]);
}

/** What was found in base and may still be there, by its cause. */
function unjudgedHtml({ unjudged = [] }: Review): string {
  const rest = unjudged.length - groupsMax;
  return list([
    ...unjudged.slice(0, groupsMax).map(({ reason, findings }) => {
      const shown = findings
        .slice(0, fixedMax)
        .map(({ issueCode, policy, file }) => `${code(issueCode)} in ${code(policy ?? file)}`);
      const more = findings.length - shown.length;
      return `${prose(reason)}\n${list([...shown, ...(more > 0 ? [`${more} more: JSON has all of them`] : [])])}`;
    }),
    ...(rest > 0 ? [`${counted(rest, "more reason")}: JSON has all of them`] : []),
  ]);
}

/** A reason with its places; an entry that is about no single file has none. */
function notJudgedHtml(entries: readonly ReviewNotJudged[]): string {
  const groups = groupByReason(entries);
  const rest = groups.length - groupsMax;
  return list([
    ...groups.slice(0, groupsMax).map(notJudgedGroup),
    ...(rest > 0 ? [`${counted(rest, "more reason")}: JSON has all of them`] : []),
  ]);
}

/** Few places are shown at once. */
const openMax = 5;

function notJudgedGroup({ reason, entries }: NotJudgedGroup): string {
  const placed = entries.filter(({ file }) => file !== "");
  const rest = placed.length - placesMax;
  const places = list([
    ...placed.slice(0, placesMax).map(({ file, line, address }) => {
      const about = addressInFile(file, address);
      return `${code(file)}, line ${line}${about === null ? "" : `: ${code(about)}`}`;
    }),
    ...(rest > 0 ? [`${counted(rest, "more place")}: JSON has all of them`] : []),
  ]);
  if (places === "") return prose(reason);
  return `${prose(reason)}\n${placed.length > openMax ? fold(counted(placed.length, "place"), places) : places}`;
}

function partialHtml({ coverage }: Review): string {
  const { policies, others } = partlyKnown(coverage);
  if (policies.length === 0) return "";
  const rest = policies.length - partialMax;
  const items = policies.slice(0, partialMax).map(({ policy, unknowns }) => {
    const more = unknowns.length - unknownsMax;
    const values = unknowns
      .slice(0, unknownsMax)
      .map(
        ({ reference, reason, file, line }) =>
          `${code(reference)}: ${escapeHtml(reason)} (${code(file)}, line ${line})`,
      );
    return `${code(policy)}${list([...values, ...(more > 0 ? [`${more} more`] : [])])}`;
  });
  const all = list([...items, ...(rest > 0 ? [`${rest} more: JSON has all of them`] : [])]);
  const words =
    "What is not known before deployment was neither taken for harmless nor for everything.";
  const besides = others === "" ? "" : ` ${others}`;
  return `<p>${words}${besides}</p>\n${fold(counted(policies.length, "policy", "policies"), all)}`;
}

function accessAnalyzerHtml({ accessAnalyzer }: Review): string {
  const problems = accessAnalyzerProblems(accessAnalyzer).map(
    ({ text, policies }) => `${prose(text)}${list(policies.map((policy) => code(policy)))}`,
  );
  const withdrawn = (accessAnalyzer?.withdrawn ?? []).map(
    ({ issueCode, file, start }) =>
      `${code(issueCode)} in ${code(file)}, line ${start.line}, does not count, since AWS knows the name`,
  );
  return list([...problems, ...withdrawn]);
}

function exceptionsHtml(review: Review): string {
  const { met, unmet } = sortedExceptions(review);
  const items = (exceptions: readonly ReviewException[]) =>
    list(
      exceptions.map(
        (exception) => `${code(exceptionPlace(exception))}: ${prose(exceptionSentence(exception))}`,
      ),
    );
  return [
    items(met),
    unmet.length === 0 ? "" : fold(`${unmet.length} that meet nothing here`, items(unmet)),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** The change does not govern its own review, so this tells what would come after its merge. */
function configurationChangeHtml({ configurationChange }: Review): string {
  if (!configurationChange) return "";
  const { file, settings, effects } = configurationChange;
  const none = settings.length === 0 && effects.length === 0 ? " No setting differs." : "";
  return [
    `<p>The change edits ${code(file)}, and is judged with the configuration of its base.${none}</p>`,
    ...(settings.length > 0 ? ["<h3>Settings that differ</h3>", list(settings.map(prose))] : []),
    ...(effects.length > 0
      ? ["<h3>With the new configuration, of this change</h3>", list(effects.map(prose))]
      : []),
  ].join("\n");
}

function configurationHtml(review: Review): string {
  const { configuration, accessAnalyzer } = review;
  if (!configuration) return "";
  const words = [...configurationSentences(review), ...accessAnalyzerSentences(accessAnalyzer)];
  return list([...words.map(prose), modeWords[configuration.mode]]);
}

const modeWords: Readonly<Record<AppliedConfiguration["mode"], string>> = {
  enforce: "What the configuration forbids fails the check.",
  warn: "Warn only: the check says what it would have failed for, and succeeds.",
};

function footerHtml({ base }: Review): string {
  const how =
    base === null
      ? "Everything that stands in the files was judged."
      : "Only what the change brings counts. What was there before is listed, and what could not be judged is not the same as harmless.";
  return `<footer><p>${how} Made by Leastwise from source alone: nothing was deployed or run.</p></footer>`;
}

import type { Acceptance, FindingState, Review, ReviewFinding } from "../review/review.ts";
import { isNew } from "../review/review.ts";
import { escapeJson } from "./json.ts";
import type { RuleDescription } from "./rules.ts";
import {
  artifactLocation,
  isWellFormed,
  lineLocation,
  locationLink,
  message,
  physicalLocation,
  region,
  rootId,
} from "./sarif-location.ts";
import {
  configurationNotifications,
  executionNotifications,
  notices,
} from "./sarif-notifications.ts";
import { ruleId, SarifRules, sarifLevels } from "./sarif-rules.ts";
import { visibleText } from "./visible-text.ts";
import { lastLine } from "./wording.ts";

/**
 * GitHub's bounds: docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit.
 * A file past them is refused. Of the results it shows the 5,000 most severe, of the places 100.
 */
const resultsMax = 25_000;
const relatedMax = 99;
/** Links in one message. */
const linksMax = 10;

/** What the log says of the program that wrote it. */
export interface SarifTool {
  /** A semantic version. */
  readonly version: string;
  /** Every rule that Leastwise brings, whether it found something or not. */
  readonly rules: readonly RuleDescription[];
}

export interface SarifOptions {
  /**
   * True: accepted findings as well, with their suppressions, and fixed ones, as absent. GitHub code
   * scanning knows neither and would open alerts for them, so that they are otherwise told of in
   * notifications only.
   */
  readonly complete: boolean;
}

/**
 * A review as a log in SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), in the parts of it that
 * GitHub code scanning takes. The same for the same review: no times, no random ids. Ends with a line
 * feed.
 */
export function sarifReport(review: Review, tool: SarifTool, { complete }: SarifOptions): string {
  const rules = new SarifRules(tool.rules, review);
  const shown = shownFindings(review, complete);
  const leftOut = shown.length - resultsMax;
  const log = {
    $schema:
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Leastwise",
            semanticVersion: tool.version,
            informationUri: "https://github.com/leastwise/leastwise",
            rules: rules.descriptors,
            notifications: notices,
          },
        },
        invocations: [
          {
            executionSuccessful: review.verdict !== "incomplete" && review.wouldBe !== "incomplete",
            ...(rules.overrides.length > 0 && { ruleConfigurationOverrides: rules.overrides }),
            toolConfigurationNotifications: configurationNotifications(review),
            toolExecutionNotifications: executionNotifications(review, { complete, leftOut }),
          },
        ],
        originalUriBaseIds: {
          [rootId]: { description: { text: "The root of the repository." } },
        },
        columnKind: "utf16CodeUnits",
        results: shown.slice(0, resultsMax).map((finding) => result(finding, review, rules)),
        properties: runProperties(review),
      },
    ],
  };
  return `${escapeJson(JSON.stringify(log, undefined, 2))}\n`;
}

/** What the change brings comes first, each part the most severe first. */
function shownFindings({ findings }: Review, complete: boolean): ReviewFinding[] {
  const isOld = ({ state, accepted }: ReviewFinding) => state === "pre-existing" && !accepted;
  const isAccepted = ({ state, accepted }: ReviewFinding) => state !== "fixed" && accepted;
  return [
    ...findings.filter(isNew),
    ...findings.filter(isOld),
    ...(complete ? findings.filter(isAccepted) : []),
    ...(complete ? findings.filter(({ state }) => state === "fixed") : []),
  ];
}

function runProperties({ base, head, verdict, wouldBe, title, access }: Review): object {
  return {
    base: base === null ? null : visibleText(base),
    head: visibleText(head),
    verdict,
    ...(wouldBe && { wouldBe }),
    title: visibleText(title),
    newAccess: access?.newAccess ?? null,
  };
}

function result(finding: ReviewFinding, { base }: Review, rules: SarifRules): object {
  const { issueCode, findingType, policy, fingerprint, related, accepted, state } = finding;
  const fix = state === "fixed" ? undefined : fixOf(finding);
  return {
    ruleId: ruleId(issueCode),
    ruleIndex: rules.index(finding),
    kind: "fail",
    level: sarifLevels[findingType],
    message: { text: messageText(finding) },
    locations: [
      {
        physicalLocation: { ...physicalLocation(finding), ...contextRegion(finding) },
        ...(policy !== null && {
          logicalLocations: [{ fullyQualifiedName: visibleText(policy), kind: "resource" }],
        }),
      },
    ],
    ...(related.length > 0 && {
      relatedLocations: related.slice(0, relatedMax).map((place, index) => ({
        id: index + 1,
        physicalLocation: physicalLocation(place),
        message: message(place.message),
      })),
    }),
    // Not under GitHub's own name `primaryLocationLineHash`: its upload action works that out from
    // the source, and warns of every other value.
    partialFingerprints: { "leastwise/v1": fingerprint },
    ...(base !== null && { baselineState: baselineStates[state] }),
    ...(accepted && { suppressions: [suppression(accepted)] }),
    ...(fix && { fixes: [fix] }),
    properties: resultProperties(finding),
  };
}

/**
 * The whole lines of the place, for readers that do not have the files; none where they are not all
 * there, or the place is those lines already.
 */
function contextRegion(finding: ReviewFinding): object {
  const { start, end, excerpt } = finding;
  const last = lastLine(finding);
  const isWhole =
    start.column === 1 && (end.line > last || end.column > (excerpt.at(-1) ?? "").length);
  if (excerpt.length !== last - start.line + 1 || isWhole) return {};
  const text = excerpt.join("\n");
  if (!isWellFormed(text)) return {};
  return { contextRegion: { startLine: start.line, endLine: last, snippet: { text } } };
}

const baselineStates: Readonly<Record<FindingState, string>> = {
  introduced: "new",
  widened: "updated",
  "pre-existing": "unchanged",
  fixed: "absent",
};

/** The sentence of the finding, and links to the places that explain it. Never empty. */
function messageText({ details, issueCode, related }: ReviewFinding): string {
  const { text } = message(details === "" ? ruleId(issueCode) : details);
  if (related.length === 0) return text;
  const links = related
    .slice(0, linksMax)
    .map((place, index) => locationLink(place.message || "here", index + 1));
  const rest = related.length - links.length;
  return `${text} See: ${links.join(", ")}${rest > 0 ? `, and ${rest} more` : ""}.`;
}

function resultProperties(finding: ReviewFinding): object {
  const { findingType, confidence, state, controls, practice, reportedBy } = finding;
  return {
    findingType,
    confidence,
    state,
    controls,
    ...(practice !== undefined && { practice }),
    reportedBy,
  };
}

function suppression({ file, line, reason, owner, until }: Acceptance): object {
  const who = owner === null ? "" : `, ${owner}`;
  const when = until === null ? "for this pull request" : `until ${until}`;
  return {
    kind: line === null ? "external" : "inSource",
    status: "accepted",
    justification: visibleText(`${reason}${who}, ${when}`),
    ...(file !== null && line !== null && { location: lineLocation(file, line) }),
  };
}

/** The suggestion, which a review has tried out; none where its text is not for every reader. */
function fixOf({ suggestion }: ReviewFinding): object | undefined {
  if (!suggestion || suggestion.edits.length === 0) return undefined;
  if (!suggestion.edits.every(({ newText }) => isWellFormed(newText))) return undefined;
  const files = [...new Set(suggestion.edits.map(({ file }) => file))];
  return {
    description: message(suggestion.title),
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactLocation(file),
      replacements: suggestion.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({
          deletedRegion: region(edit),
          insertedContent: { text: edit.newText },
        })),
    })),
  };
}

import type { Review, ReviewException } from "../review/review.ts";
import { accessAnalyzerProblems, accessAnalyzerSentences } from "./access-analyzer.ts";
import {
  configurationSentences,
  exceptionPlace,
  exceptionSentence,
  sortedExceptions,
} from "./configuration.ts";
import { lineLocation, message } from "./sarif-location.ts";
import type { SarifLevel } from "./sarif-rules.ts";
import { counted } from "./wording.ts";

/** Most notifications of one kind. */
const notificationsMax = 1000;
/** Most values of one policy that are named as unknown. */
const unknownsMax = 10;

/** The kinds of notifications, as SARIF describes them beside the rules. */
export const notices: readonly object[] = Object.entries({
  UNREAD: "Could not be read, so that the review is incomplete.",
  NOT_JUDGED: "Could not be judged.",
  KNOWN_IN_PART: "A policy of which parts are not known before deployment.",
  ACCESS_ANALYZER: "What IAM Access Analyzer was asked, and what it did not answer.",
  EXCEPTION: "An exception that meets a finding.",
  FIXED: "A finding that the change fixes.",
  NO_LONGER_JUDGED:
    "Findings from before that are neither fixed for certain nor known to be there.",
  LEFT_OUT: "Results that the log does not have.",
  CONFIGURATION_NOT_VALID: "A mistake in the configuration, so that the review is incomplete.",
  CONFIGURATION: "What of the configuration bears on the result.",
}).map(([id, text]) => ({
  id,
  shortDescription: { text },
  fullDescription: { text },
  help: { text },
}));

/** What the run could not judge, and what a reader of the results has to know besides. */
export function executionNotifications(
  review: Review,
  { complete, leftOut }: { readonly complete: boolean; readonly leftOut: number },
): readonly object[] {
  const { notJudged } = review.coverage;
  return [
    ...atMost(
      notJudged.filter(({ unread }) => unread),
      ({ file, line, address, reason }) =>
        notification("UNREAD", "error", subject(address, reason), file, line),
    ),
    ...atMost(
      notJudged.filter(({ unread }) => !unread),
      ({ file, line, address, reason }) =>
        notification("NOT_JUDGED", "warning", subject(address, reason), file, line),
    ),
    ...atMost(review.coverage.partial, ({ policy, unknowns }) => {
      const named = unknowns
        .slice(0, unknownsMax)
        .map(({ reference, reason }) => `\`${reference}\` (${reason})`);
      const rest = unknowns.length - named.length;
      const all = [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
      const [first] = unknowns;
      return notification("KNOWN_IN_PART", "note", subject(policy, all), first?.file, first?.line);
    }),
    ...accessAnalyzerNotifications(review),
    ...atMost(exceptionsToTell(review), (exception) =>
      notification(
        "EXCEPTION",
        exception.state === "in force" ? "note" : "warning",
        subject(exceptionPlace(exception), exceptionSentence(exception)),
        exception.line === null ? undefined : (exception.file ?? undefined),
        exception.line ?? undefined,
      ),
    ),
    ...(complete ? [] : fixedNotifications(review)),
    ...atMost(review.unjudged ?? [], ({ reason, findings }) => {
      const named = findings
        .slice(0, unknownsMax)
        .map(({ issueCode, policy, file }) => `${issueCode} in \`${policy ?? file}\``);
      const rest = findings.length - named.length;
      const all = [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
      return notification("NO_LONGER_JUDGED", "warning", `${reason}. Found before: ${all}`);
    }),
    ...(leftOut > 0
      ? [
          notification(
            "LEFT_OUT",
            "warning",
            `${counted(leftOut, "result")} left out: GitHub takes no longer log.`,
          ),
        ]
      : []),
  ];
}

/** In a scan, where everything is judged, an exception that meets nothing can go. */
function exceptionsToTell(review: Review): readonly ReviewException[] {
  const { met, unmet } = sortedExceptions(review);
  return review.base === null ? [...met, ...unmet] : met;
}

function accessAnalyzerNotifications({ accessAnalyzer }: Review): readonly object[] {
  const failing = accessAnalyzer?.required ? "error" : "warning";
  return [
    ...accessAnalyzerProblems(accessAnalyzer).map(({ text, policies }) =>
      notification("ACCESS_ANALYZER", failing, [text, ...policies].join(" ")),
    ),
    ...accessAnalyzerSentences(accessAnalyzer).map((sentence) =>
      notification("ACCESS_ANALYZER", "note", sentence),
    ),
  ];
}

/** Without a place: a place in the base would be looked for in head. */
function fixedNotifications({ findings }: Review): readonly object[] {
  return atMost(
    findings.filter(({ state }) => state === "fixed"),
    ({ issueCode, policy, file }) =>
      notification("FIXED", "note", `${issueCode} in \`${policy ?? file}\``),
  );
}

export function configurationNotifications(review: Review): readonly object[] {
  const { configurationProblems, configurationChange } = review;
  return [
    ...atMost(configurationProblems, ({ file, line, details }) =>
      notification("CONFIGURATION_NOT_VALID", "error", details, file, line),
    ),
    ...configurationSentences(review).map((sentence) =>
      notification("CONFIGURATION", "note", sentence),
    ),
    ...(configurationChange
      ? [...configurationChange.settings, ...configurationChange.effects].map((sentence) =>
          notification(
            "CONFIGURATION",
            "note",
            `The change edits the configuration, and is judged with that of its base. ${sentence}`,
          ),
        )
      : []),
  ];
}

function subject(address: string | null, words: string): string {
  return address === null ? words : `\`${address}\`: ${words}`;
}

function atMost<T>(entries: readonly T[], toNotification: (entry: T) => object): object[] {
  const rest = entries.length - notificationsMax;
  return [
    ...entries.slice(0, notificationsMax).map(toNotification),
    ...(rest > 0
      ? [
          notification(
            "LEFT_OUT",
            "warning",
            `${counted(rest, "more notification")}: JSON has all.`,
          ),
        ]
      : []),
  ];
}

/** @param line from 1. Without a file the notification is about the run. */
function notification(id: string, level: SarifLevel, words: string, file = "", line = 1): object {
  return {
    descriptor: { id },
    level,
    message: message(words),
    ...(file !== "" && { locations: [lineLocation(file, line)] }),
  };
}

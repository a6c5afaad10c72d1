import type { Review, ReviewException } from "../review/review.ts";
import { counted, shortCommit } from "./wording.ts";

/** Exceptions that meet a finding, or are new and so at the wrong place; and the others. */
export function sortedExceptions({ exceptions = [] }: Review): {
  readonly met: readonly ReviewException[];
  readonly unmet: readonly ReviewException[];
} {
  const isTold = ({ findings, state }: ReviewException) => findings > 0 || state === "new";
  return {
    met: exceptions.filter(isTold),
    unmet: exceptions.filter((exception) => !isTold(exception)),
  };
}

/** What an exception says, as one sentence of plain words with foreign text in backticks. */
export function exceptionSentence(exception: ReviewException): string {
  const { issueCode, about, state, findings, reason, owner, until } = exception;
  const where = about.length === 0 ? "" : ` in ${about.map(code).join(" and ")}`;
  const what = `${code(issueCode)}${where}${findings > 1 ? `, ${findings} findings` : ""}`;
  const why = `${code(reason)}${owner === null ? "" : `, by ${code(owner)}`}`;
  return `${what}: ${findings === 0 && state === "new" ? meetsNothing : accountWords[state]}${why}, ${until === null ? "for this pull request" : `until ${until}`}.`;
}

const meetsNothing = "comes with this change, and meets no finding where it stands: ";

/** Why it is of no account. */
const accountWords: Readonly<Record<ReviewException["state"], string>> = {
  "in force": "",
  expired: "expired, and does not count: ",
  new: "comes with this change, and does not count for it: ",
  outgrown: "accepted for another grant, and does not count: ",
};

/** Where an exception stands: file, and line from 1 when there is one. */
export function exceptionPlace({ file, line }: ReviewException): string {
  if (file === null) return "by command";
  return line === null ? file : `${file}:${line}`;
}

/** What of the configuration bears on the report, as sentences with foreign text in backticks. */
export function configurationSentences({ configuration }: Review): string[] {
  if (!configuration) return [];
  const changed = Object.entries(configuration.rules);
  const off = changed.filter(([, setting]) => setting === "off").map(([rule]) => code(rule));
  const retyped = changed
    .filter(([, setting]) => setting !== "off")
    .map(([rule, setting]) => `${code(rule)} (${code(setting)})`);
  const { file, commit, ownerFile, failOn } = configuration;
  const own =
    file === null
      ? []
      : [`${code(file)}${commit === null ? "" : ` at ${code(shortCommit(commit))}`}`];
  const files = [...own, ...(ownerFile === null ? [] : [code(ownerFile)])];
  const custom = configuration.customRules?.length ?? 0;
  return [
    files.length > 0
      ? `Judged with the configuration ${files.join(" and ")}; new findings fail from ${code(failOn)} on.`
      : "Judged by the defaults, since there is no configuration.",
    ...(off.length > 0 ? [`Switched off by the configuration: ${off.join(", ")}.`] : []),
    ...(retyped.length > 0
      ? [`With another finding type by the configuration: ${retyped.join(", ")}.`]
      : []),
    ...(custom > 0 ? [`Judged by ${counted(custom, "custom rule")} of the team as well.`] : []),
  ];
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

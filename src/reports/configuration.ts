import type { Review, ReviewException } from "../review/review.ts";
import { counted } from "./wording.ts";

/** What an exception says, as one sentence of plain words with foreign text in backticks. */
export function exceptionSentence(exception: ReviewException): string {
  const { issueCode, state, findings, reason, owner, until } = exception;
  const what = `${code(issueCode)}, ${counted(findings, "finding")}`;
  const why = `${code(reason)}${owner === null ? "" : `, ${code(owner)}`}`;
  switch (state) {
    case "in force":
      return `${what}: ${why}, ${until === null ? "for this pull request" : `until ${until}`}.`;
    case "expired":
      return `${what}: expired on ${until}, and does not count: ${why}.`;
    case "new":
      return `${what}: comes with this change, and does not count for it: ${why}, until ${until}.`;
  }
}

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
  const files = [configuration.file, configuration.ownerFile].flatMap((file) =>
    file === null ? [] : [code(file)],
  );
  const custom = configuration.customRules?.length ?? 0;
  return [
    ...(files.length > 0 ? [`Judged with the configuration ${files.join(" and ")}.`] : []),
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

import type { Change } from "../../src/review/change.ts";
import type { ReviewFinding } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { applyEdits } from "../../src/text/edit.ts";
import { LineIndex } from "../../src/text/line-index.ts";
import { fakeChange } from "./fake-change.ts";

type Texts = Readonly<Record<string, string>>;

/**
 * What a file becomes when the suggestion of the first finding with this code is taken; `undefined`
 * when there is no suggestion. Fails when there is no such finding.
 *
 * @param files a whole repository; the configuration apart.
 * @param repository where it stands on GitHub.
 */
export async function suggested(
  code: string,
  files: Texts,
  configuration = "",
  repository?: Change["repository"],
): Promise<string | undefined> {
  const found = (await reviewed(files, configuration, repository)).find(
    ({ issueCode }) => issueCode === code,
  );
  if (!found) throw new Error(`no ${code}`);
  const edits = found.suggestion?.edits;
  const [{ file } = { file: "" }] = edits ?? [];
  const text = files[file];
  if (!edits || text === undefined) return undefined;
  const index = new LineIndex(text);
  return applyEdits(
    text,
    edits.map(({ start, end, newText }) => ({
      range: { file, start: index.offset(start) ?? -1, end: index.offset(end) ?? -1 },
      newText,
    })),
  );
}

async function reviewed(
  files: Texts,
  configuration: string,
  repository: Change["repository"],
): Promise<readonly ReviewFinding[]> {
  const change = fakeChange(undefined, { [settingsPath]: configuration, ...files });
  const { findings } = await reviewChange({ ...change, ...(repository && { repository }) });
  return findings;
}

/**
 * A text in which lines between `+` signs are what a suggestion adds: the text before and after.
 * Lines that start with `-` go, lines that start with `+` come; all others stay.
 */
export function diffed(text: string): { readonly before: string; readonly after: string } {
  const lines = text.split("\n");
  const without = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.replace(/^[+-]/, ""))
      .join("\n");
  return { before: without("+"), after: without("-") };
}

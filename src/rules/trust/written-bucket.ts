import type { ContinuedText } from "../../findings/addition.ts";
import type { Statement } from "../../policy/policy-document.ts";
import {
  displayText,
  placeholderText,
  rangeOf,
  sliceText,
  type TextValue,
} from "../../policy/text-value.ts";

/**
 * The ARN of the only bucket whose resources the statements name, as it is written in one of them:
 * called with what is to stand behind it, `/*` for its objects. `undefined` when they name several,
 * or when a text cannot be told to be one bucket.
 */
export function bucketOf(
  statements: readonly Statement[],
): ((ending: string) => ContinuedText) | undefined {
  const texts = statements.flatMap(({ resource }) => resource?.values ?? []);
  const named = texts.filter((text) => placeholderText(text) !== "*").map(bucketIn);
  // The bucket alone is the plainest text to continue.
  const [plainest] = named.toSorted((a, b) => Number(isCut(a)) - Number(isCut(b)));
  if (!plainest || named.some((each) => each?.name !== plainest.name)) return undefined;
  const { text, bucket, upTo } = plainest;
  return (ending) => ({
    kind: "continued",
    of: text.range,
    ...(upTo !== undefined && { upTo }),
    ending,
    parts: bucket.parts.map((part) => (part.kind === "literal" ? part.text : part)),
  });
}

interface WrittenBucket {
  readonly text: TextValue;
  readonly bucket: TextValue;
  readonly name: string;
  /** Where the bucket ends in the file, when more follows. */
  readonly upTo?: number;
}

function bucketIn(text: TextValue): WrittenBucket | undefined {
  if (text.when) return undefined;
  const whole = placeholderText(text);
  const slash = whole.indexOf("/");
  const bucket = slash < 0 ? text : sliceText(text, 0, slash);
  const name = displayText(bucket);
  const isBucket =
    /^arn:(?:aws[a-z-]*|\$\{[^}]*\}):s3:::(?:[^*?/:$]|\$\{[^}]*\})+$/.test(name) ||
    (/^\$\{[^}]*\}$/.test(name) && (slash > 0 || /bucket.*arn\}$/i.test(name)));
  if (!isBucket) return undefined;
  if (slash < 0) return { text, bucket, name };
  const { file, start, end } = rangeOf(text, slash, slash + 1);
  const isExact = file === text.range.file && end - start === 1 && start > text.range.start;
  return { text, bucket, name, upTo: isExact && end <= text.range.end ? start : text.range.end };
}

function isCut(bucket: WrittenBucket | undefined): boolean {
  return bucket?.upTo !== undefined;
}

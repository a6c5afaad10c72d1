import { type ActionClass, arnFormats, takesNoResource } from "./action-classes.ts";
import type { Automata } from "./automata.ts";

/** An action and a resource that it takes, by the catalogue. */
export interface ExampleResource {
  readonly action: string;
  readonly resource: string;
}

/** Actions of a class that are tried; the others have mostly the same resource types. */
const actionsTried = 40;
const formatsTried = 60;

/**
 * Resources that people would recognise, made from patterns and the ARN formats of the actions.
 * Whether the statements match them is still to be seen.
 */
export function* exampleResources(
  actions: ActionClass,
  patterns: readonly string[],
  automata: Automata,
): Generator<ExampleResource> {
  const seen = new Set<string>();
  for (const pattern of patterns) {
    for (const example of examplesOf(actions, pattern, automata)) {
      if (seen.has(example.resource)) continue;
      seen.add(example.resource);
      yield example;
    }
  }
}

function* examplesOf(
  actions: ActionClass,
  pattern: string,
  automata: Automata,
): Generator<ExampleResource> {
  const isStar = /^\*+$/.test(pattern);
  const filled = isStar ? undefined : fillPattern(pattern);
  const formats = new Set<string>();
  for (const { name: action, known } of actions.actions.slice(0, actionsTried)) {
    const none = takesNoResource(action);
    if (none === true) {
      if (isStar) yield { action, resource: "*" };
      continue;
    }
    if (none === undefined) {
      // Not in the catalogue: any resource may be right.
      const service = action.slice(0, action.indexOf(":"));
      const resource = filled ?? `arn:aws:${service}:us-east-1:111122223333:example`;
      if (known) yield { action, resource };
      continue;
    }
    for (const format of arnFormats(action)) {
      if (formats.has(format) || !format.startsWith("arn:")) continue;
      formats.add(format);
      if (formats.size > formatsTried) return;
      const concrete = fillFormat(format);
      const resource = filled === undefined ? concrete : mergeArns(filled, concrete);
      if (automata.of("format", format).matches(resource)) yield { action, resource };
    }
  }
}

/**
 * The ARN formats of the resource types of the actions, each with one action that takes it; without
 * a format where any resource may be right.
 */
export function resourceFormats(actions: ActionClass): {
  readonly formats: readonly { readonly action: string; readonly format?: string }[];
  /** False when there are too many to try. */
  readonly isComplete: boolean;
} {
  const formats = new Map<string, { action: string; format?: string }>();
  for (const { name, known } of actions.actions) {
    const none = takesNoResource(name);
    if (none === undefined && known) formats.set("", { action: name });
    for (const format of arnFormats(name)) {
      if (!formats.has(format)) formats.set(format, { action: name, format });
    }
    if (formats.size > formatsTried) return { formats: [...formats.values()], isComplete: false };
  }
  return { formats: [...formats.values()], isComplete: true };
}

/** Usual names in place of made-up characters, as long as the text keeps its properties. */
export function beautified(text: string, keeps: (text: string) => boolean): string {
  let best = text;
  const usual = ["arn", "aws", undefined, "us-east-1", "111122223333"];
  usual.forEach((value, at) => {
    const parts = best.split(":");
    if (value === undefined || parts.length < 6 || parts[at] === "") return;
    parts[at] = value;
    if (keeps(parts.join(":"))) best = parts.join(":");
  });
  return best;
}

function fillFormat(format: string): string {
  return format.replace(
    /\$\{([^}]*)\}/g,
    (_, name: string) => usualValues.get(name.toLowerCase()) ?? "example",
  );
}

const usualValues = new Map([
  ["partition", "aws"],
  ["region", "us-east-1"],
  ["account", "111122223333"],
]);

function fillPattern(pattern: string): string {
  const usual = ["arn", "aws", "s3", "us-east-1", "111122223333"];
  const parts = pattern.split(":");
  return parts
    .map((part, at) =>
      at < 5 && /^[*?]+$/.test(part) && parts.length > 5
        ? (usual[at] ?? part)
        : part.replaceAll("*", "example").replaceAll("?", "x"),
    )
    .join(":");
}

/** A pattern that is shorter than an ARN takes its missing end from the format. */
function mergeArns(filled: string, concrete: string): string {
  const own = filled.split(":");
  if (own.length >= 6) return filled;
  const rest = concrete.split(":").slice(own.length - (own.at(-1) === "example" ? 1 : 0));
  const start = own.at(-1) === "example" ? own.slice(0, -1) : own;
  return [...start, ...rest].join(":");
}

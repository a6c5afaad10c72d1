import { knownText } from "../../../policy/text-value.ts";
import { fileLengthMax } from "../../source.ts";
import { spreadEntries } from "../choice.ts";
import { describeCall } from "../describe.ts";
import {
  booleanValue,
  errorValue,
  knownString,
  stringValue,
  unknownValue,
  type Value,
} from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** Functions that read files of the repository. */
export const fileFunctions: Readonly<Record<string, TerraformFunction>> = {
  basename: {
    min: 1,
    max: 1,
    compute: ([path], { range }) => {
      const text = path && knownString(path);
      return text === undefined
        ? undefined
        : stringValue(text.split("/").filter(Boolean).at(-1) ?? ".", range);
    },
  },
  file: {
    min: 1,
    max: 1,
    compute: (args, call) =>
      read("file", args, call, (path, text) => stringValue(text, wholeOf(path, text))),
  },
  fileexists: {
    min: 1,
    max: 1,
    compute: ([path], { world, range }) => {
      const name = path && knownString(path);
      const found = name === undefined ? undefined : world.find(name);
      if (!found || found.kind === "outside") return undefined;
      return booleanValue(found.kind !== "missing", range);
    },
  },
  templatefile: {
    min: 2,
    max: 2,
    compute: (args, call) =>
      read("templatefile", args, call, (path, text) => {
        const variables = variablesOf(args[1]);
        return variables ? call.world.renderTemplate(path, text, variables) : call.refuse();
      }),
  },
};

function read(
  name: string,
  args: readonly Value[],
  { world, range }: Call,
  use: (path: string, text: string) => Value,
): Value | undefined {
  const path = args[0] && knownString(args[0]);
  if (path === undefined) return undefined;
  const found = world.find(path);
  switch (found.kind) {
    case "text":
      if (found.text.length > fileLengthMax) return undefined;
      return use(found.path, found.text);
    case "unread":
      return unknownValue(describeCall(name, args.slice(0, 1)), "not supported", range);
    case "missing":
      // Terraform refuses a file that is not there; one that is made by a build may be there then.
      return errorValue(describeCall(name, args.slice(0, 1)), range, "outside the repository");
    case "outside":
      return unknownValue(describeCall(name, args.slice(0, 1)), "outside the repository", range);
  }
}

function wholeOf(file: string, text: string) {
  return { file, start: 0, end: text.length };
}

function variablesOf(value: Value | undefined): ReadonlyMap<string, Value> | undefined {
  const entries = value && spreadEntries(value);
  if (!entries) return undefined;
  const variables = new Map<string, Value>();
  for (const entry of entries) {
    const name = knownText(entry.key);
    if (name !== undefined) variables.set(name, entry.value);
  }
  return variables;
}

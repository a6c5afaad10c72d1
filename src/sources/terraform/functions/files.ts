import { knownText } from "../../../policy/text-value.ts";
import { fileLengthMax } from "../../source.ts";
import { itemsMax } from "../budget.ts";
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
import { encodingFunctions } from "./encoding.ts";
import type { Call, TerraformFunction } from "./function.ts";
import { globsOf, matchesGlob } from "./glob.ts";
import { toSet } from "./sets.ts";

/** Functions that read files of the repository. */
export const fileFunctions: Readonly<Record<string, TerraformFunction>> = {
  basename: onPath((path) => cleaned(path).split("/").at(-1) || "/"),
  dirname: onPath((path) => {
    const slash = path.lastIndexOf("/");
    return cleaned(slash < 0 ? "." : path.slice(0, slash + 1));
  }),
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
      if (!found || found.kind === "outside" || found.kind === "linked") return undefined;
      return booleanValue(found.kind !== "missing", range);
    },
  },
  filebase64: {
    min: 1,
    max: 1,
    compute: (args, call) =>
      read(
        "filebase64",
        args,
        call,
        (path, text) =>
          encodingFunctions.base64encode?.compute([stringValue(text, wholeOf(path, text))], call) ??
          unknownValue(describeCall("filebase64", args), "not supported", call.range),
      ),
  },
  fileset: { min: 2, max: 2, compute: fileset },
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

function onPath(compute: (path: string) => string): TerraformFunction {
  return {
    min: 1,
    max: 1,
    compute: ([path], { range }) => {
      const text = path && knownString(path);
      return text === undefined ? undefined : stringValue(compute(text), range);
    },
  };
}

/** The shortest path that means the same. */
function cleaned(path: string): string {
  const steps: string[] = [];
  const isAbsolute = path.startsWith("/");
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else if (!isAbsolute) steps.push(step);
  }
  return (isAbsolute ? "/" : "") + steps.join("/") || ".";
}

/** The paths below a directory that match a pattern, in order. */
function fileset(args: readonly Value[], { world, range }: Call): Value | undefined {
  const [directory, pattern] = args.map((arg) => knownString(arg));
  if (directory === undefined || pattern === undefined) return undefined;
  const alternatives = globsOf(pattern);
  const paths = world.list(directory);
  if (!alternatives || !paths || !world.budget.spend(Math.ceil(paths.length / 16)))
    return undefined;
  const found = paths.filter((path) =>
    alternatives.some((steps) => matchesGlob(steps, path.split("/"))),
  );
  if (found.length > itemsMax) return undefined;
  return toSet(
    found.map((path) => stringValue(path, range)),
    { range },
  );
}

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
    case "linked":
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

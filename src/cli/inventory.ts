import { openPaths } from "../git/paths.ts";
import { inventoryJson, inventoryTerminal } from "../reports/inventory.ts";
import { visibleText } from "../reports/visible-text.ts";
import type { Change } from "../review/change.ts";
import { type ListedInventory, listInventory } from "../review/list-inventory.ts";
import { reviewChange } from "../review/review-change.ts";
import {
  type DefaultConfigurationOptions,
  withDefaultConfiguration,
} from "./default-configuration.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { type Io, terminalOptions } from "./io.ts";

/** `leastwise inventory`: the policies that stand under the paths, as far as source alone tells. */
export async function inventory(
  paths: readonly string[],
  options: DefaultConfigurationOptions & { readonly format: "terminal" | "json" },
  io: Io,
): Promise<ExitStatus> {
  const change = await openPaths(paths, io.workingDirectory);
  const listed = await readInventory(await withDefaultConfiguration(change, options, io));
  io.stdout.write(
    options.format === "json"
      ? inventoryJson(listed)
      : inventoryTerminal(listed, terminalOptions(io)),
  );
  for (const { file, line, column, details } of problemsOf(listed)) {
    io.stderr.write(`leastwise: ${visibleText(`${file}:${line}:${column}: ${details}`)}\n`);
  }
  if (listed.configurationProblems.length > 0) return exitStatus.usage;
  return listed.notJudged.some(({ unread }) => unread) ? exitStatus.incomplete : exitStatus.clean;
}

function problemsOf({ configurationProblems, syntaxProblems }: ListedInventory) {
  return [...configurationProblems, ...syntaxProblems];
}

/** Loads the files as a review does, and reads them without judging. */
async function readInventory(change: Change): Promise<ListedInventory> {
  let listed: ListedInventory | undefined;
  await reviewChange(change, (input) => {
    const result = listInventory(input);
    if ("wanted" in result) return { wanted: { base: [], head: result.wanted } };
    listed = result.inventory;
    return { review: nothingReviewed(input.head.label) };
  });
  // Without a file that may matter there is nothing to read.
  return listed ?? empty;
}

const empty: ListedInventory = {
  policies: [],
  owners: [],
  guards: [],
  notJudged: [],
  syntaxProblems: [],
  configurationProblems: [],
};

/** The review of a run that only reads. Nobody sees it. */
export function nothingReviewed(head: string) {
  return {
    base: null,
    head,
    verdict: "pass" as const,
    title: "",
    findings: [],
    coverage: { policies: 0, full: 0, partial: [], notJudged: [] },
    configurationProblems: [],
  };
}

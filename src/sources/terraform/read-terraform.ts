import type { NotJudged, Owner } from "../../policy/inventory.ts";
import type { ConfiguredInputs, SourceFiles, SourceResult, SyntaxProblem } from "../source.ts";
import { mergeResults, nothing } from "../source-result.ts";
import { differences } from "../variants.ts";
import { Attachments, extractAttachments, withAttachments } from "./attached-policies.ts";
import { BudgetPool } from "./budget.ts";
import { extractPolicies } from "./carried-policies.ts";
import { Configuration } from "./configuration.ts";
import { ConfiguredValues } from "./configured-values.ts";
import { directoryOf } from "./directories.ts";
import { Extraction, Gathered } from "./extraction.ts";
import { extractGrants } from "./granted-access.ts";
import { extractGroupMembers } from "./group-members.ts";
import { extractGuards } from "./guards.ts";
import { type Declaration, isConfigurationPath } from "./module.ts";
import { reportModuleCall } from "./module-calls.ts";
import { isValuesPath, Modules } from "./modules.ts";
import { reportGrant } from "./out-of-reach.ts";
import { extractAccessKey, extractLoginProfile, extractOwner } from "./owners.ts";
import { findRoots } from "./roots.ts";
import { extractUnusedDocuments } from "./unused-documents.ts";
import { findVariants } from "./variants.ts";

/**
 * Reads Terraform and OpenTofu configurations: the directories given, and those that use them as
 * modules. A directory that another one calls is evaluated as it is called there; every other one
 * by itself, with the defaults of its variables, its `terraform.tfvars` and `*.auto.tfvars`, and
 * once more with each other values file. Never throws. What is not known before deployment stays an
 * unknown part; what is out of reach is listed.
 *
 * @param directories from the root of the repository, without a slash at the end; empty for the root
 * @param inputs the values files that are named for directories: such a directory is a root, and is
 * evaluated with each list of them instead
 */
export function readTerraform(
  files: SourceFiles,
  directories: readonly string[],
  inputs: ConfiguredInputs["terraform"] = [],
): SourceResult {
  const pool = new BudgetPool();
  const modules = new Modules(files, pool);
  const configured = new ConfiguredValues(inputs);
  const { roots, notJudged } = findRoots(modules, directories, configured);
  const results: SourceResult[] = [];
  const evaluated = new Set<string>();
  const readRoot = (directory: string): void => {
    const module = modules.get(directory);
    if (!module) return;
    const isConfigured = configured.has(directory);
    const variants = isConfigured
      ? configured.variants(modules, directory)
      : findVariants(modules, directory, configured);
    const [first, ...rest] = isConfigured ? variants.found : [undefined, ...variants.found];
    const plain = readConfiguration(new Configuration(module, modules, pool, first), evaluated);
    results.push(plain, variants.result);
    for (const variant of rest) {
      const result = readConfiguration(
        new Configuration(module, modules, pool, variant),
        evaluated,
      );
      results.push(differences(result, plain));
    }
  };
  for (const root of roots) readRoot(root);
  // A module that its callers leave out all the same is there for others.
  for (const directory of new Set(directories)) if (!evaluated.has(directory)) readRoot(directory);

  const problems = new Map<string, SyntaxProblem>();
  const ofModules = modules.loaded.flatMap(({ syntaxProblems }) => syntaxProblems);
  for (const problem of [...ofModules, ...results.flatMap((result) => result.syntaxProblems)]) {
    const { file, start, end } = problem.at;
    problems.set(`${file}:${start}:${end} ${problem.details}`, problem);
  }
  return {
    ...mergeResults([
      {
        ...nothing,
        notJudged: [
          ...notJudged,
          ...configured.unknownDirectories(modules),
          ...linkedFiles(modules),
        ],
      },
      ...results,
    ]),
    syntaxProblems: [...problems.values()],
  };
}

/** A file that is a link is part of its directory to Terraform; what it says there is not read. */
function linkedFiles({ files, loaded }: Modules): NotJudged[] {
  const directories = new Set(loaded.map(({ directory }) => directory));
  return [...(files.links ?? [])]
    .filter((path) => isConfigurationPath(path) || isValuesPath(path))
    .filter((path) => directories.has(directoryOf(path)))
    .map((path) => ({
      range: { file: path, start: 0, end: 0 },
      address: path,
      reason:
        "A symbolic link, which is not followed: what it declares in its directory is not judged.",
      unread: false,
    }));
}

function readConfiguration(configuration: Configuration, evaluated: Set<string>): SourceResult {
  const gathered = new Gathered();
  const extractions = configuration.worlds().map((world) => {
    evaluated.add(world.module.directory);
    return new Extraction(world, gathered);
  });
  const attached = new Attachments();
  const everywhere = (extract: (extraction: Extraction) => void): void => {
    for (const extraction of extractions) extract(extraction);
  };
  const everyDeclaration = (
    extract: (declaration: Declaration, extraction: Extraction) => void,
  ): void =>
    everywhere((extraction) => {
      for (const declaration of extraction.module.declarations.values()) {
        extract(declaration, extraction);
      }
    });

  everyDeclaration(extractOwner);
  everyDeclaration(extractAccessKey);
  everyDeclaration(extractLoginProfile);
  everyDeclaration(extractGroupMembers);
  everyDeclaration(extractPolicies);
  everyDeclaration((declaration, extraction) =>
    extractAttachments(declaration, extraction, attached),
  );
  everyDeclaration(extractGrants);
  everyDeclaration(reportGrant);
  everyDeclaration(extractGuards);
  everywhere((extraction) => {
    for (const call of extraction.module.calls.values()) reportModuleCall(call, extraction);
  });
  everywhere(extractUnusedDocuments);
  everywhere((extraction) => {
    for (const { range, reason } of extraction.module.notFollowed) {
      extraction.skip(range, undefined, reason);
    }
  });

  reportBounds(configuration, gathered);
  const isElsewhere = (holder: string): boolean => gathered.elsewhere.has(holder);
  const addressed = (owner: Owner): Owner => {
    const variantOf = configuration.variantOf(owner.address);
    const address = configuration.address(owner.address);
    return { ...owner, address, ...(variantOf !== undefined && { variantOf }) };
  };
  const elsewhere = [...gathered.elsewhere.values()].map(addressed);
  return {
    policies: withAttachments(gathered.policies, attached, configuration, isElsewhere),
    owners: [...gathered.owners.values()].map(addressed),
    ...(elsewhere.length > 0 && { elsewhere }),
    ...(gathered.guards.length > 0 && { guards: gathered.guards }),
    notJudged: [...configuration.notJudged, ...gathered.notJudged],
    syntaxProblems: [...configuration.syntaxProblems.values()],
  };
}

function reportBounds({ budget, root }: Configuration, { notJudged }: Gathered): void {
  const [first] = root.module.declarations.values();
  const range = { file: first?.file ?? root.module.directory, start: 0, end: 0 };
  for (const bound of budget.passed) {
    const reason = `This directory has ${bound}: what lies beyond is taken as unknown.`;
    notJudged.push({ range, reason, unread: true });
  }
}

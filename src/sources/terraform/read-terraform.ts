import type { SourceFiles, SourceResult } from "../source.ts";
import { type Attachments, extractAttachments, withAttachments } from "./attached-policies.ts";
import { extractPolicies } from "./carried-policies.ts";
import { Extraction } from "./extraction.ts";
import { loadModule, type Module } from "./module.ts";
import { ModuleWorld } from "./module-world.ts";
import { reportGrant, reportModuleCall } from "./out-of-reach.ts";
import { extractAccessKey, extractOwner } from "./owners.ts";
import { extractUnusedDocuments } from "./unused-documents.ts";

/**
 * Reads Terraform and OpenTofu configurations: each directory as a module of its own, with the
 * defaults of its variables and the values of its `terraform.tfvars` and `*.auto.tfvars`. Never
 * throws. What is not known before deployment stays an unknown part; what is out of reach is listed.
 *
 * @param directories from the root of the repository, without a slash at the end; empty for the root
 */
export function readTerraform(files: SourceFiles, directories: readonly string[]): SourceResult {
  const unique = new Set(directories);
  const names = namesByDirectory(files, unique);
  const results = [...unique].map((directory) =>
    readModule(loadModule(files, directory, names.get(directory) ?? []), files),
  );
  return {
    policies: results.flatMap(({ policies }) => policies),
    owners: results.flatMap(({ owners }) => owners),
    notJudged: results.flatMap(({ notJudged }) => notJudged),
    syntaxProblems: results.flatMap(({ syntaxProblems }) => syntaxProblems),
  };
}

function readModule(module: Module, files: SourceFiles): SourceResult {
  const world = new ModuleWorld(module, files);
  const extraction = new Extraction(module, world);
  const declarations = [...module.declarations.values()];
  const attached: Attachments = { holders: new Map(), boundaries: new Set() };

  for (const declaration of declarations) extractOwner(declaration, extraction);
  for (const declaration of declarations) extractAccessKey(declaration, extraction);
  for (const declaration of declarations) extractPolicies(declaration, extraction);
  for (const declaration of declarations) extractAttachments(declaration, extraction, attached);
  for (const declaration of declarations) reportGrant(declaration, extraction);
  for (const call of module.calls.values()) reportModuleCall(call, extraction);
  extractUnusedDocuments(extraction);
  const finish = withAttachments(extraction, attached);

  for (const bound of world.budget.passed) {
    const [first] = declarations;
    const range = { file: first?.file ?? module.directory, start: 0, end: 0 };
    const reason = `This directory has ${bound}: what lies beyond is taken as unknown.`;
    extraction.skip(range, undefined, reason, true);
  }
  return {
    policies: extraction.policies.map(finish),
    owners: [...extraction.owners.values()].map((owner) => ({
      ...owner,
      address: extraction.address(owner.address),
    })),
    notJudged: [...module.notJudged, ...world.notJudged, ...extraction.notJudged],
    syntaxProblems: [...module.syntaxProblems, ...world.syntaxProblems],
  };
}

function namesByDirectory(
  files: SourceFiles,
  directories: ReadonlySet<string>,
): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const path of files.paths) {
    const directory = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    if (!directories.has(directory)) continue;
    const found = names.get(directory);
    if (found) found.push(path);
    else names.set(directory, [path]);
  }
  return names;
}

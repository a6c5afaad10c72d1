import { readCloudFormation } from "./cloudformation/read-cloudformation.ts";
import { templateUsers } from "./cloudformation/template-users.ts";
import { isTerraformPath, isTextTemplatePath } from "./detect.ts";
import { mentionsPolicy } from "./json/policy-content.ts";
import { readJsonPolicy } from "./json/read-json.ts";
import { readYaml } from "./read-yaml.ts";
import {
  type ConfiguredInputs,
  type DeclaredUse,
  noInputs,
  type SourceFiles,
  type SourceResult,
} from "./source.ts";
import { mergeResults, nothing } from "./source-result.ts";
import { readTerraform } from "./terraform/read-terraform.ts";
import { isSharedByUnits, sharedReason } from "./terraform/terragrunt.ts";
import { terraformDirectories } from "./terraform/users.ts";

/**
 * Reads what the paths in focus hold or take part in: policies, their owners, what cannot be
 * judged, and mistakes of syntax. Never fails for what stands in a file.
 *
 * `focus` are paths that changed, or all that are scanned; a path that is not there on this side,
 * or whose text is not loaded, gives nothing itself. Terraform files, and files that Terraform
 * reads, count for the configurations that they are part of.
 * Templates count with those that take them in. `declaredUse` says what the configuration declares
 * a raw policy file to be, and `inputs` which values it has for parameters and variables: a change
 * of these files reaches the templates and configurations that they are for.
 */
export function readSources(
  files: SourceFiles,
  focus: readonly string[],
  declaredUse: (path: string) => DeclaredUse | undefined,
  inputs: ConfiguredInputs = noInputs,
): SourceResult {
  const focused = new Set(focus);
  const paths = [...focused].sort();
  const directories = terraformDirectories(files, paths, inputs.terraform);
  const terraform =
    directories.length > 0 ? readTerraform(files, directories, inputs.terraform) : nothing;
  // A file that Terraform reads as a policy is judged by its use there.
  const read = new Set(terraform.policies.map(({ document }) => document.range.file));
  const isJudged = (path: string) => read.has(path) && declaredUse(path) === undefined;
  const parameterFiles = parameterFilesOf(inputs);
  const configured = [...parameterFiles]
    .filter(([, lists]) => lists.some((list) => list.some((path) => focused.has(path))))
    .map(([template]) => template);
  const reached = new Set([...paths, ...configured]);
  const candidates = new Set([...reached, ...templateUsers(files, paths)]);
  const others = [...candidates]
    .filter((path) => !isTerraformPath(path) && files.paths.has(path) && !isJudged(path))
    .map((path): ReadFile => {
      const text = files.text(path);
      const lists = parameterFiles.get(path);
      return {
        path,
        ...(text === undefined ? nothing : readFile(path, text, files, declaredUse, lists)),
      };
    });
  // A file that a template takes in is judged by its use there, too; two that take each other in
  // both stay. A template that was only suspected of taking one in does not belong here.
  const taken = new Map(others.map(({ path, reads = [] }) => [path, new Set(reads)]));
  const isTaken = new Set<string>();
  for (const [user, reads] of taken) {
    for (const path of reads) if (!taken.get(path)?.has(user)) isTaken.add(path);
  }
  const own = others.filter(({ path, reads = [] }) => {
    if (!reached.has(path) && !reads.some((read) => focused.has(read))) return false;
    return declaredUse(path) !== undefined || parameterFiles.has(path) || !isTaken.has(path);
  });
  const missing = others.length > 0 ? missingTemplates(files, parameterFiles) : nothing;
  return mergeResults([terraform, ...own, missing, sharedByUnits(files, paths)]);
}

/** A name that is mistyped must not pass for one that counts. */
function missingTemplates(
  files: SourceFiles,
  parameterFiles: ReadonlyMap<string, readonly (readonly string[])[]>,
): SourceResult {
  const notJudged = [...parameterFiles].flatMap(([template, lists]) => {
    const file = lists.flat().find((path) => files.paths.has(path));
    // Without the files either, the scan is of another part of the repository.
    if (files.paths.has(template) || file === undefined) return [];
    const reason = `The configuration of Leastwise names parameter files for \`${template}\`, which is not there.`;
    return [{ range: { file, start: 0, end: 0 }, address: template, reason, unread: false }];
  });
  return { ...nothing, notJudged };
}

/** Values that units of Terragrunt take from files which are not followed. */
function sharedByUnits(files: SourceFiles, paths: readonly string[]): SourceResult {
  const notJudged = paths.flatMap((path) => {
    const text = /\.hcl$/i.test(path) ? files.text(path) : undefined;
    if (text === undefined || !isSharedByUnits(path, text, files)) return [];
    const range = { file: path, start: 0, end: 0 };
    return [{ range, address: path, reason: sharedReason, unread: false }];
  });
  return { ...nothing, notJudged };
}

interface ReadFile extends SourceResult {
  readonly path: string;
  /** Other files that were read as a part of it. */
  readonly reads?: readonly string[];
}

function readFile(
  path: string,
  text: string,
  files: SourceFiles,
  declaredUse: (path: string) => DeclaredUse | undefined,
  parameterFiles: readonly (readonly string[])[] = [],
): SourceResult {
  const declared = declaredUse(path);
  if (declared) {
    return readYaml(path, text, declared) ?? readJsonPolicy(path, text, declared) ?? nothing;
  }
  if (isTextTemplatePath(path)) return readTextTemplate(path, text);
  return (
    readCloudFormation(path, text, files, parameterFiles) ??
    readJsonPolicy(path, text) ??
    readYaml(path, text) ??
    nothing
  );
}

/** The lists of parameter files by template. */
function parameterFilesOf({
  cloudFormation,
}: ConfiguredInputs): ReadonlyMap<string, readonly (readonly string[])[]> {
  const lists = new Map<string, (readonly string[])[]>();
  for (const { template, parameterFiles } of cloudFormation) {
    lists.set(template, [...(lists.get(template) ?? []), parameterFiles]);
  }
  return lists;
}

/** What a template engine makes of a file is not known here; guessing would raise false alarms. */
function readTextTemplate(path: string, text: string): SourceResult {
  if (!mentionsPolicy(text)) return nothing;
  const range = { file: path, start: 0, end: text.length };
  const reason =
    "a policy in a text template: it is judged only where a Terraform configuration fills it in";
  return { ...nothing, notJudged: [{ range, address: path, reason, unread: false }] };
}

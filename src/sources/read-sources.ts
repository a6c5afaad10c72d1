import { readCloudFormation } from "./cloudformation/read-cloudformation.ts";
import { isTerraformPath, isTextTemplatePath } from "./detect.ts";
import { mentionsPolicy } from "./json/policy-content.ts";
import { readJsonPolicy } from "./json/read-json.ts";
import type { DeclaredUse, SourceFiles, SourceResult } from "./source.ts";
import { mergeResults, nothing } from "./source-result.ts";
import { readTerraform } from "./terraform/read-terraform.ts";

/**
 * Reads what the paths in focus hold or take part in: policies, their owners, what cannot be
 * judged, and mistakes of syntax. Never fails for what stands in a file.
 *
 * `focus` are paths that changed, or all that are scanned; a path that is not there on this side,
 * or whose text is not loaded, gives nothing itself. Terraform files count for their directory.
 * `declaredUse` says what the configuration declares a raw policy file to be.
 */
export function readSources(
  files: SourceFiles,
  focus: readonly string[],
  declaredUse: (path: string) => DeclaredUse | undefined,
): SourceResult {
  const paths = [...new Set(focus)].sort();
  const directories = new Set(paths.filter(isTerraformPath).map(directoryOf));
  const terraform = directories.size > 0 ? readTerraform(files, [...directories]) : nothing;
  // A file that Terraform reads as a policy is judged by its use there.
  const read = new Set(terraform.policies.map(({ document }) => document.range.file));
  const isJudged = (path: string) => read.has(path) && declaredUse(path) === undefined;
  const others = paths
    .filter((path) => !isTerraformPath(path) && files.paths.has(path) && !isJudged(path))
    .map((path) => {
      const text = files.text(path);
      return text === undefined ? nothing : readFile(path, text, declaredUse(path));
    });
  return mergeResults([terraform, ...others]);
}

function readFile(path: string, text: string, declared: DeclaredUse | undefined): SourceResult {
  if (declared) return readJsonPolicy(path, text, declared) ?? nothing;
  if (isTextTemplatePath(path)) return readTextTemplate(path, text);
  return readCloudFormation(path, text) ?? readJsonPolicy(path, text) ?? nothing;
}

/** What a template engine makes of a file is not known here; guessing would raise false alarms. */
function readTextTemplate(path: string, text: string): SourceResult {
  if (!mentionsPolicy(text)) return nothing;
  const range = { file: path, start: 0, end: text.length };
  const reason =
    "a policy in a text template: it is judged only where a Terraform configuration fills it in";
  return { ...nothing, notJudged: [{ range, address: path, reason, unread: false }] };
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

import type { OwnAccount } from "../../findings/addition.ts";
import type { Style, Target } from "./style.ts";

/**
 * What stands for the id of the account that a file is deployed to: the id where the policy itself
 * tells, else what its syntax has for it. `undefined` when there is nothing: a raw policy has no
 * words for it, and a Terraform module has to declare the data source.
 *
 * Sources: "Pseudo parameters reference" of the CloudFormation User Guide; `aws_caller_identity` of
 * the AWS provider.
 */
export function ownAccount(
  { id }: OwnAccount,
  syntax: Style["syntax"],
  file: string,
  { text, texts }: Target,
): string | undefined {
  if (id !== undefined) return `"${id}"`;
  if (file.endsWith(".tf")) {
    const name = callerIdentity(file, texts);
    if (name === undefined) return undefined;
    const reference = `data.aws_caller_identity.${name}.account_id`;
    // JSON in a heredoc looks like an object of HCL with colons: a template is right in both.
    return syntax === "hcl" ? reference : `"\${${reference}}"`;
  }
  if (!isTemplate(text)) return undefined;
  return syntax === "yaml" ? "!Ref AWS::AccountId" : '{ "Ref": "AWS::AccountId" }';
}

function callerIdentity(file: string, texts: ReadonlyMap<string, string>): string | undefined {
  const folder = folderOf(file);
  for (const [path, text] of texts) {
    if (!path.endsWith(".tf") || folderOf(path) !== folder) continue;
    const [, name] =
      /^data[ \t]+"aws_caller_identity"[ \t]+"([A-Za-z_][\w-]{0,100})"/m.exec(text) ?? [];
    if (name !== undefined) return name;
  }
  return undefined;
}

export function isTemplate(text: string): boolean {
  return /^[ \t{]*"?Resources"?[ \t]*:/m.test(text);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

import type { OwnAccount } from "../../findings/addition.ts";
import { blocksFor, isTemplate, isTerraform } from "./declared.ts";
import { quotedText } from "./quoted-text.ts";
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
  { id, within = ["", ""] }: OwnAccount,
  syntax: Style["syntax"],
  target: Target,
): string | undefined {
  const [before, after] = within;
  const isAlone = before === "" && after === "";
  // References stand in it.
  if (![before, after].every((each) => quotedText(each, { syntax }) && !each.includes("$"))) {
    return undefined;
  }
  if (id !== undefined) return `"${before}${id}${after}"`;
  if (isTerraform(target.file)) {
    const name = declaredData("aws_caller_identity", target);
    if (name === undefined) return undefined;
    const reference = `data.aws_caller_identity.${name}.account_id`;
    // JSON in a heredoc looks like an object of HCL with colons: a template is right in both.
    return syntax === "hcl" && isAlone ? reference : `"${before}\${${reference}}${after}"`;
  }
  if (!isTemplate(target.text)) return undefined;
  if (!isAlone) {
    const substituted = `"${before}\${AWS::AccountId}${after}"`;
    return syntax === "yaml" ? `!Sub ${substituted}` : `{ "Fn::Sub": ${substituted} }`;
  }
  return syntax === "yaml" ? "!Ref AWS::AccountId" : '{ "Ref": "AWS::AccountId" }';
}

/** The name of the first data source of a type that the module of a file declares, and only once. */
export function declaredData(type: string, target: Target): string | undefined {
  return blocksFor(target).find(
    (block) => block.keyword === "data" && block.type === type && block.isSingle,
  )?.name;
}

import { knownText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { builtObject, builtText } from "../built-nodes.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Resource } from "../template.ts";

/**
 * The known form of the ARN of the alias that SAM makes for `AutoPublishAlias`, by what templates
 * call it: `Function.Alias`, or its logical id `FunctionAliaslive` (SAM specification, "Resources
 * generated when AutoPublishAlias is specified"). `undefined`: it is no such name.
 */
export function publishedAlias(
  name: string,
  evaluator: Evaluator,
): { readonly id: string; readonly form: string } | undefined {
  const id = /^(\w+)\.Alias$/.exec(name)?.[1] ?? /^(\w+?)Alias\w+$/.exec(name)?.[1];
  const resource = id === undefined ? undefined : evaluator.template.resources.get(id);
  const alias = resource && aliasName(resource, evaluator);
  if (id === undefined || alias === undefined) return undefined;
  if (!name.endsWith(".Alias") && name !== `${id}Alias${alias.replace(/\W/g, "")}`) {
    return undefined;
  }
  const front = "arn:{partition}:lambda:{region}:{account}:function:{name}";
  return { id, form: `${front}:${alias}` };
}

/** What calls a function: its alias, when SAM publishes one. */
export function calledFunction(resource: Resource, at: Range) {
  const name = resource.properties.has("AutoPublishAlias")
    ? `${resource.name}.Alias`
    : resource.name;
  return builtObject({ Ref: builtText(name, at) }, at);
}

function aliasName({ type, properties }: Resource, evaluator: Evaluator): string | undefined {
  const written = properties.get("AutoPublishAlias")?.value;
  if (type !== "AWS::Serverless::Function" || !written) return undefined;
  const value = evaluator.resolve(written);
  const known = value?.kind === "string" ? knownText(value.value) : undefined;
  return known !== undefined && /^[\w-]{1,128}$/.test(known) ? known : undefined;
}

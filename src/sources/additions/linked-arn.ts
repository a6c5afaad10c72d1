import type { LinkedArn } from "../../findings/addition.ts";
import { type Block, blocksFor, isTemplate, isTerraform, waitsFor } from "./declared.ts";
import { declaredData } from "./own-account.ts";
import type { Style, Target } from "./style.ts";

/**
 * The ARN of the resource that delivers to another one, where the files of a module or template name
 * exactly one: they link it in its own block, or in a block of their own. `undefined` where they name
 * none or several, or where a link leads to something else. Without another one: the only one of its
 * type.
 *
 * Sources: the AWS provider; "Resource and property types reference" of the CloudFormation User Guide,
 * return values.
 */
export function linkedArn(
  { type, to }: LinkedArn,
  { syntax }: Pick<Style, "syntax">,
  target: Target,
): string | undefined {
  const form = forms[type];
  if (!form) return undefined;
  const { file } = target;
  const place = { file, start: target.start ?? -1 };
  if (isTerraform(file)) {
    const [, owner] = /(?:^|[./])(aws_[a-z0-9_]+\.[\w-]+)(?:\[[^\]]*\])?$/.exec(to ?? "") ?? [];
    if (to !== undefined && owner === undefined) return undefined;
    const blocks = blocksFor(target);
    // What is handed to a module is for a resource that only sounds like one of its caller.
    const isOfModule = /(?:^|[./])module\./.test(to ?? "");
    if (owner !== undefined && isOfModule && !leadsTo(owner, place, blocks)) return undefined;
    const block = onlyLinked(blocks, form.terraform, owner, {
      own: form.terraform.type,
      nameOf,
    });
    if (!block) return undefined;
    // A name that is put together waits for nothing.
    if (form.terraform.template) return form.terraform.template(block, target);
    if (waitsFor(block, place, blocks)) return undefined;
    return syntax === "hcl" ? `${nameOf(block)}.arn` : `"\${${nameOf(block)}.arn}"`;
  }
  if (!isTemplate(target.text)) return undefined;
  if (to !== undefined && !to.startsWith(`${file}#`)) return undefined;
  const owner = to?.slice(file.length + 1);
  if (owner !== undefined && !/^[A-Za-z0-9]+$/.test(owner)) return undefined;
  const blocks = blocksFor(target);
  const block = onlyLinked(blocks, form.cloudFormation, owner, {
    own: type,
    nameOf: ({ name }) => name,
  });
  if (!block) return undefined;
  const written = form.cloudFormation.arn(block, syntax === "yaml");
  const { isByName = false } = form.cloudFormation;
  return isByName || !waitsFor(block, place, blocks) ? written : undefined;
}

/** Whether what stands at a place is for a resource of the same module. */
function leadsTo(
  owner: string,
  place: { readonly file: string; readonly start: number },
  blocks: readonly Block[],
): boolean {
  return blocks.some(
    (block) =>
      block.keyword === "resource" &&
      (nameOf(block) === owner || mentions(block.body, owner)) &&
      waitsFor(block, place, blocks),
  );
}

function nameOf({ type, name }: Block): string {
  return `${type}.${name}`;
}

interface Form {
  readonly terraform: {
    readonly type: string;
    readonly links: readonly string[];
    /** Where its own attribute cannot be used, since it waits for the policy. */
    readonly template?: (block: Block, target: Target) => string | undefined;
  };
  readonly cloudFormation: {
    readonly links: readonly string[];
    readonly arn: (block: Block, isYaml: boolean) => string | undefined;
    /** Put together without a reference to it. */
    readonly isByName?: boolean;
  };
}

const forms: Readonly<Record<string, Form>> = {
  "AWS::CloudFront::Distribution": {
    terraform: { type: "aws_cloudfront_distribution", links: [] },
    cloudFormation: {
      links: [],
      arn: ({ name }, isYaml) =>
        substituted(
          `arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/\${${name}}`,
          isYaml,
        ),
    },
  },
  "AWS::CloudTrail::Trail": {
    terraform: { type: "aws_cloudtrail", links: [], template: trailArn },
    cloudFormation: {
      links: [],
      isByName: true,
      arn: ({ body }, isYaml) => {
        const [, reference, name] =
          /\bTrailName"?\s*:\s*(?:!Ref ([A-Za-z0-9]+)|["']?([\w.-]+)["']?)[ \t]*,?$/m.exec(body) ??
          [];
        const trail = reference === undefined ? name : `\${${reference}}`;
        if (trail === undefined) return undefined;
        const account = "${AWS::Region}:${AWS::AccountId}";
        return substituted(`arn:\${AWS::Partition}:cloudtrail:${account}:trail/${trail}`, isYaml);
      },
    },
  },
  "AWS::Events::Rule": {
    terraform: { type: "aws_cloudwatch_event_rule", links: ["aws_cloudwatch_event_target"] },
    cloudFormation: {
      links: [],
      arn: ({ name }, isYaml) =>
        isYaml ? `!GetAtt ${name}.Arn` : `{ "Fn::GetAtt": ["${name}", "Arn"] }`,
    },
  },
  "AWS::RolesAnywhere::TrustAnchor": {
    terraform: { type: "aws_rolesanywhere_trust_anchor", links: [] },
    cloudFormation: {
      links: [],
      arn: ({ name }, isYaml) =>
        isYaml
          ? `!GetAtt ${name}.TrustAnchorArn`
          : `{ "Fn::GetAtt": ["${name}", "TrustAnchorArn"] }`,
    },
  },
  "AWS::SNS::Topic": {
    terraform: { type: "aws_sns_topic", links: ["aws_sns_topic_subscription"] },
    cloudFormation: {
      links: ["AWS::SNS::Subscription"],
      arn: ({ name }, isYaml) => (isYaml ? `!Ref ${name}` : `{ "Ref": "${name}" }`),
    },
  },
};

function substituted(text: string, isYaml: boolean): string {
  return isYaml ? `!Sub "${text}"` : `{ "Fn::Sub": "${text}" }`;
}

/**
 * A trail is made after the policy of its bucket, so that its ARN is put together: from its name and
 * the data sources of the module.
 */
function trailArn({ body }: Block, target: Target): string | undefined {
  const names = [...body.matchAll(/^([ \t]*)name[ \t]*=[ \t]*(\S[^\n]*)$/gm)];
  // Selectors have names, too, further in.
  const [outermost] = names.toSorted(([, a = ""], [, b = ""]) => a.length - b.length);
  const written = outermost?.[2]?.trim() ?? "";
  const [, literal] = /^"([\w.-]+)"$/.exec(written) ?? [];
  const [reference] = /^(?:var|local)\.[A-Za-z_][\w-]*$/.exec(written) ?? [];
  const name = literal ?? (reference === undefined ? undefined : `\${${reference}}`);
  const region = declaredData("aws_region", target);
  const account = declaredData("aws_caller_identity", target);
  if (name === undefined || region === undefined || account === undefined) return undefined;
  const partition = declaredData("aws_partition", target);
  const start = partition === undefined ? "aws" : `\${data.aws_partition.${partition}.partition}`;
  // The attribute has a new name since version 6 of the provider.
  const isNew = blocksFor(target).some(({ body }) =>
    body.includes(`data.aws_region.${region}.region`),
  );
  const place = `\${data.aws_region.${region}.${isNew ? "region" : "name"}}`;
  return `"arn:${start}:cloudtrail:${place}:\${data.aws_caller_identity.${account}.account_id}:trail/${name}"`;
}

/** Resources of the type that are looked for in links; among more, one is not told from the text. */
const candidatesMax = 100;

function onlyLinked(
  blocks: readonly Block[],
  { links }: { readonly links: readonly string[] },
  owner: string | undefined,
  { own, nameOf }: { readonly own: string; readonly nameOf: (block: Block) => string },
): Block | undefined {
  const candidates = blocks.filter(({ keyword, type }) => keyword === "resource" && type === own);
  if (candidates.length > candidatesMax) return undefined;
  const found = new Set<Block | undefined>(owner === undefined ? candidates : []);
  for (const block of blocks) {
    if (owner === undefined || !mentions(block.body, owner)) continue;
    if (block.keyword !== "resource") continue;
    if (block.type === own) found.add(block);
    else if (links.includes(block.type)) {
      const linked = candidates.filter((each) => mentions(block.body, nameOf(each)));
      found.add(linked.length === 1 ? linked[0] : undefined);
    }
  }
  const [only] = found;
  return found.size === 1 && only?.isSingle ? only : undefined;
}

function mentions(body: string, name: string): boolean {
  for (let at = body.indexOf(name); at >= 0; at = body.indexOf(name, at + 1)) {
    const before = body[at - 1] ?? " ";
    const after = body[at + name.length] ?? " ";
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

import type { LinkedArn } from "../../findings/addition.ts";
import { declaredData, inFolder, isTemplate } from "./own-account.ts";
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
  file: string,
  target: Target,
): string | undefined {
  const form = forms[type];
  if (!form) return undefined;
  if (file.endsWith(".tf")) {
    const [, owner] = /(?:^|\.)(aws_[a-z0-9_]+\.[\w-]+)(?:\[[^\]]*\])?$/.exec(to ?? "") ?? [];
    if (to !== undefined && owner === undefined) return undefined;
    const blocks = remembered(file, target, () => terraformBlocks(file, target));
    const block = onlyLinked(blocks, form.terraform, owner, {
      own: form.terraform.type,
      nameOf,
    });
    if (!block) return undefined;
    if (form.terraform.template) return form.terraform.template(block, file, target);
    return syntax === "hcl" ? `${nameOf(block)}.arn` : `"\${${nameOf(block)}.arn}"`;
  }
  if (!isTemplate(target.text)) return undefined;
  if (to !== undefined && !to.startsWith(`${file}#`)) return undefined;
  const owner = to?.slice(file.length + 1);
  if (owner !== undefined && !/^[A-Za-z0-9]+$/.test(owner)) return undefined;
  const blocks = remembered(file, target, () => templateBlocks(target.text));
  const block = onlyLinked(blocks, form.cloudFormation, owner, {
    own: type,
    nameOf: ({ name }) => name,
  });
  return block && form.cloudFormation.arn(block, syntax === "yaml");
}

function nameOf({ type, name }: Block): string {
  return `${type}.${name}`;
}

interface Form {
  readonly terraform: {
    readonly type: string;
    readonly links: readonly string[];
    /** Where its own attribute cannot be used, since it waits for the policy. */
    readonly template?: (block: Block, file: string, target: Target) => string | undefined;
  };
  readonly cloudFormation: {
    readonly links: readonly string[];
    readonly arn: (block: Block, isYaml: boolean) => string | undefined;
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
function trailArn({ body }: Block, file: string, target: Target): string | undefined {
  const names = [...body.matchAll(/^([ \t]*)name[ \t]*=[ \t]*(\S[^\n]*)$/gm)];
  // Selectors have names, too, further in.
  const [outermost] = names.toSorted(([, a = ""], [, b = ""]) => a.length - b.length);
  const written = outermost?.[2]?.trim() ?? "";
  const [, literal] = /^"([\w.-]+)"$/.exec(written) ?? [];
  const [reference] = /^(?:var|local)\.[A-Za-z_][\w-]*$/.exec(written) ?? [];
  const name = literal ?? (reference === undefined ? undefined : `\${${reference}}`);
  const region = declaredData("aws_region", file, target);
  const account = declaredData("aws_caller_identity", file, target);
  if (name === undefined || region === undefined || account === undefined) return undefined;
  const partition = declaredData("aws_partition", file, target);
  const start = partition === undefined ? "aws" : `\${data.aws_partition.${partition}.partition}`;
  // The attribute has a new name since version 6 of the provider.
  const isNew = inFolder(file, target).some((text) =>
    text.includes(`data.aws_region.${region}.region`),
  );
  const place = `\${data.aws_region.${region}.${isNew ? "region" : "name"}}`;
  return `"arn:${start}:cloudtrail:${place}:\${data.aws_caller_identity.${account}.account_id}:trail/${name}"`;
}

interface Block {
  readonly type: string;
  readonly name: string;
  readonly body: string;
  /** There is one of it, whatever is decided later. */
  readonly isSingle: boolean;
}

/** Resources of the type that are looked for in links; among more, one is not told from the text. */
const candidatesMax = 100;

function onlyLinked(
  blocks: readonly Block[],
  { links }: { readonly links: readonly string[] },
  owner: string | undefined,
  { own, nameOf }: { readonly own: string; readonly nameOf: (block: Block) => string },
): Block | undefined {
  const candidates = blocks.filter(({ type }) => type === own);
  if (candidates.length > candidatesMax) return undefined;
  const found = new Set<Block | undefined>(owner === undefined ? candidates : []);
  for (const block of blocks) {
    if (owner === undefined || !mentions(block.body, owner)) continue;
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

/** The blocks of a file are asked for by every suggestion for it. */
function remembered(
  file: string,
  { texts }: Target,
  read: () => readonly Block[],
): readonly Block[] {
  let files = blocksOf.get(texts);
  if (!files) {
    files = new Map();
    blocksOf.set(texts, files);
  }
  let blocks = files.get(file);
  if (!blocks) {
    blocks = read();
    files.set(file, blocks);
  }
  return blocks;
}

const blocksOf = new WeakMap<Target["texts"], Map<string, readonly Block[]>>();

/** The resources of the module that a file belongs to. */
function terraformBlocks(file: string, target: Target): readonly Block[] {
  const blocks: Block[] = [];
  for (const text of inFolder(file, target)) {
    const header = /^resource[ \t]+"([a-z0-9_]+)"[ \t]+"([A-Za-z_][\w-]*)"[ \t]*\{/gm;
    for (const { 0: whole, 1: type = "", 2: name = "", index } of text.matchAll(header)) {
      const start = index + whole.length;
      const end = text.indexOf("\n}", start);
      const body = text
        .slice(start, end < 0 ? text.length : end)
        .replaceAll(/^[ \t]*(?:#|\/\/).*$/gm, "");
      blocks.push({ type, name, body, isSingle: !/^[ \t]*(?:count|for_each)[ \t]*=/m.test(body) });
    }
  }
  return blocks;
}

/** The resources of a template in YAML, or in JSON that has one member on each line. */
function templateBlocks(text: string): readonly Block[] {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => /^"?Resources"?\s*:\s*\{?$/.test(line.trim()));
  const outer = indentOf(lines[start] ?? "");
  const inside = start < 0 ? [] : lines.slice(start + 1);
  const first = inside.find((line) => isContent(line));
  const inner = first === undefined ? 0 : indentOf(first);
  const blocks: { name: string; lines: string[] }[] = [];
  for (const line of inside) {
    if (!isContent(line)) continue;
    if (indentOf(line) <= outer) break;
    const [, name] = /^"?([A-Za-z0-9]{1,255})"?\s*:/.exec(line.trim()) ?? [];
    if (indentOf(line) === inner && name !== undefined) blocks.push({ name, lines: [line] });
    else blocks.at(-1)?.lines.push(line);
  }
  return blocks.map(({ name, lines: own }) => {
    const body = own.join("\n");
    const [, type = ""] = /\bType"?\s*:\s*["']?(AWS::[A-Za-z0-9:]+)/.exec(body) ?? [];
    return { type, name, body, isSingle: !/\bCondition"?\s*:\s*["']?\w/.test(body) };
  });
}

function isContent(line: string): boolean {
  return line.trim() !== "" && !line.trimStart().startsWith("#");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

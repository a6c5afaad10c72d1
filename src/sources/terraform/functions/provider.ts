import { parseArn } from "../../../policy/arn.ts";
import { knownText, literalText, sliceText, type TextValue } from "../../../policy/text-value.ts";
import { toText } from "../json-text.ts";
import { concatTexts, type Entry, knownString, textual, type Value } from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/**
 * The functions of the AWS provider about ARNs. A provider can be called otherwise in a configuration;
 * then they stay unknown, as those of other providers do.
 */
export const providerFunctions: Readonly<Record<string, TerraformFunction>> = {
  "provider::aws::arn_build": { min: 5, max: 5, compute: build },
  "provider::aws::arn_parse": { min: 1, max: 1, compute: ([arn], call) => parse(arn, call) },
  "provider::aws::trim_iam_role_path": {
    min: 1,
    max: 1,
    compute: ([arn], call) => withoutPath(arn, call),
  },
};

function build(args: readonly Value[], { range, world }: Call): Value | undefined {
  const texts: TextValue[] = [literalText("arn", range)];
  for (const arg of args) {
    const text = toText(arg, world.budget);
    if (!text) return undefined;
    texts.push(literalText(":", range), text);
  }
  return textual(concatTexts(texts, range));
}

function parse(value: Value | undefined, { range, world, refuse }: Call): Value | undefined {
  const text = value && toText(value, world.budget);
  const arn = text && parseArn(text);
  if (!arn) return value && knownString(value) !== undefined ? refuse() : undefined;
  const entries = [
    ["account_id", arn.account],
    ["partition", arn.partition],
    ["region", arn.region],
    ["resource", arn.resource],
    ["service", arn.service],
  ] as const;
  return {
    kind: "object",
    entries: entries.map(
      ([key, part]): Entry => ({ key: literalText(key, range), value: textual(part) }),
    ),
    range,
  };
}

/** `arn:aws:iam::123456789012:role/app` of `arn:aws:iam::123456789012:role/teams/app`. */
function withoutPath(value: Value | undefined, { range, world }: Call): Value | undefined {
  const text = value && toText(value, world.budget);
  const arn = text && parseArn(text);
  const resource = arn && knownText(arn.resource);
  // With another resource the provider refuses, and an unknown part may hold a slash.
  if (!text || !arn || resource === undefined || !resource.startsWith("role/")) return undefined;
  const name = resource.lastIndexOf("/") + 1;
  const { partition, service, region, account } = arn;
  const colon = literalText(":", range);
  return textual(
    concatTexts(
      [
        literalText("arn:", range),
        partition,
        colon,
        service,
        colon,
        region,
        colon,
        account,
        literalText(":role/", range),
        sliceText(arn.resource, name, resource.length),
      ],
      range,
    ),
  );
}

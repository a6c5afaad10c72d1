import type { CustomRule } from "../rules/custom/custom-rule.ts";
import type { customRulesSchema } from "./custom-rules-description.ts";
import type { TextSchema, ValueOf } from "./schema.ts";

type Written = ValueOf<ReturnType<typeof customRulesSchema<TextSchema>>>[number];

/** The rules of a file, with what holds where it says nothing; of two with one code the later counts. */
export function toCustomRules(
  written: readonly Written[],
  defaults: readonly CustomRule[],
): readonly CustomRule[] {
  if (written.length === 0) return defaults;
  const byCode = new Map(
    [...defaults, ...written.map(toCustomRule)].map((rule) => [rule.code, rule]),
  );
  return [...byCode.values()];
}

function toCustomRule({ code, message, type, ...rule }: Written): CustomRule {
  const { deny, require, examples = {} } = rule;
  const { types = [], names = [], except = [] } = rule.for ?? {};
  return {
    code,
    message,
    type: type ?? "SECURITY_WARNING",
    for: { types, names, except },
    ...(deny && {
      deny: {
        actions: deny.actions ?? [],
        resources: deny.resources ?? [],
        unless: deny.unless ?? [],
      },
    }),
    ...(require && {
      require: {
        tags: require.tags ?? [],
        ...(require.boundary !== undefined && { boundary: require.boundary }),
        conditions: require.conditions ?? [],
        on: require.on ?? "trust",
      },
    }),
    examples: {
      reported: examples.reported ?? [],
      notReported: examples["not-reported"] ?? [],
    },
  };
}

import type { Range } from "../../text/range.ts";
import { reasonOf } from "./access.ts";
import { collapse } from "./choice.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import type { Declaration } from "./module.ts";
import type { Scope } from "./scope.ts";
import { type Condition, stepsOf } from "./steps.ts";
import {
  knownInteger,
  knownString,
  numberValue,
  type ObjectValue,
  unknownPart,
  unknownValue,
  type Value,
} from "./value.ts";

/** Instances of one resource, and blocks out of one dynamic block, that are followed. */
export const instancesMax = 256;

/** One instance of a resource or data source. */
export interface Instance {
  /** With its key: `aws_iam_role.app["web"]`. */
  readonly address: string;
  readonly declaration: Declaration;
  readonly scope: Scope;
  readonly key?: Value;
  /** What has to hold for the instance to be there. */
  readonly when: readonly Condition[];
  /** It stands for any number of instances. */
  readonly many: boolean;
}

/**
 * The instances that `count` or `for_each` asks for; one that is marked when that is not known.
 *
 * @param prefix the address of the module around the declaration, with a dot; empty for a root
 */
export function instancesOf(
  declaration: Declaration,
  scope: Scope,
  prefix: string,
): readonly Instance[] {
  const { attributes } = declaration.body;
  const count = attributes.get("count");
  const forEach = attributes.get("for_each");
  if (count) {
    const value = evaluate(count.expression, { ...scope, file: count.file });
    return countSteps(value).map((step, index) => {
      const key = step.many
        ? unknownValue(`count.index of ${describe(value)}`, reasonOf(value), value.range)
        : numberValue(index, value.range);
      const suffix = step.many ? "[*]" : `[${index}]`;
      return instance(declaration, scope, prefix, suffix, step, key, [
        ["count", single("index", key, value.range)],
      ]);
    });
  }
  if (forEach) {
    const value = evaluate(forEach.expression, { ...scope, file: forEach.file });
    const steps = stepsOf(value, value.range) ?? [
      unknownStep(value, (name) => `length(${name}) > 0`),
    ];
    if (steps.length > instancesMax) exceed(scope);
    return steps.slice(0, instancesMax).map((step) => {
      const key = knownString(step.key);
      const suffix = key === undefined ? "[*]" : `["${key}"]`;
      return instance(declaration, scope, prefix, suffix, step, step.key, [
        ["each", iteratorValue(step.key, step.value, value.range)],
      ]);
    });
  }
  return [{ address: prefix + declaration.address, declaration, scope, when: [], many: false }];

  function exceed({ world }: Scope): void {
    world.budget.exceed(`more than ${instancesMax} instances of ${declaration.address}`);
  }

  function countSteps(value: Value): { when: readonly Condition[]; many: boolean }[] {
    if (value.kind === "choice") {
      const then = value.then ? countSteps(value.then) : [];
      const otherwise = value.otherwise ? countSteps(value.otherwise) : [];
      const longer = then.length >= otherwise.length ? then : otherwise;
      const shorter = longer === then ? otherwise : then;
      const condition = { condition: value.condition, holds: longer === then };
      return longer.map((step, index) =>
        index < shorter.length ? step : { ...step, when: [condition, ...step.when] },
      );
    }
    const known = knownInteger(value);
    if (known === undefined || known < 0) return [unknownStep(value, (name) => `${name} > 0`)];
    if (known > instancesMax) exceed(scope);
    return Array.from({ length: Math.min(known, instancesMax) }, () => ({ when: [], many: false }));
  }
}

function unknownStep(value: Value, condition: (reference: string) => string) {
  const reduced = collapse(value);
  const reference = describe(reduced);
  const asked = unknownPart(condition(reference), reasonOf(value), value.range);
  return {
    key: unknownValue(`keys(${reference})[*]`, reasonOf(value), value.range),
    value: unknownValue(`${reference}[*]`, reasonOf(value), value.range),
    when: [{ condition: asked, holds: true }],
    many: true,
  };
}

function instance(
  declaration: Declaration,
  scope: Scope,
  prefix: string,
  suffix: string,
  { when, many }: { readonly when: readonly Condition[]; readonly many: boolean },
  key: Value,
  variables: readonly (readonly [string, Value])[],
): Instance {
  return {
    address: prefix + declaration.address + suffix,
    declaration,
    scope: { ...scope, variables: new Map([...scope.variables, ...variables]) },
    key,
    when,
    many,
  };
}

function single(name: string, value: Value, range: Range): ObjectValue {
  const key = { parts: [{ kind: "literal" as const, text: name, at: range }], range };
  return { kind: "object", entries: [{ key, value }], range };
}

/** `each`, or what an iterator is called: an object of key and value. */
export function iteratorValue(key: Value, value: Value, range: Range): Value {
  const entries = [single("key", key, range), single("value", value, range)];
  return { kind: "object", entries: entries.flatMap((object) => object.entries), range };
}

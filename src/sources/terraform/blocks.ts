import type { Range } from "../../text/range.ts";
import { evaluate } from "./evaluate.ts";
import { instancesMax, iteratorValue } from "./instances.ts";
import { bodyOf, type LocatedBlock, type MergedBody } from "./module.ts";
import { rangeIn, type Scope, withVariables } from "./scope.ts";
import { type Condition, stepsOf } from "./steps.ts";

/** A nested block, or one that a dynamic block makes. */
export interface NestedBlock {
  readonly body: MergedBody;
  readonly scope: Scope;
  /** The block's type and labels. */
  readonly header: Range;
  readonly range: Range;
  /** What has to hold for the block to be there. */
  readonly when: readonly Condition[];
  /** It stands for any number of blocks. */
  readonly many: boolean;
}

/** The nested blocks of a type, with those of `dynamic` blocks, in the order of the text. */
export function nestedBlocks(body: MergedBody, type: string, scope: Scope): NestedBlock[] {
  return body.blocks.flatMap((located) => {
    const { block, file } = located;
    if (block.type === type) {
      const inner = { ...scope, file };
      return [
        {
          body: bodyOf(block.body, file),
          scope: inner,
          header: rangeIn(inner, block.headerSpan),
          range: rangeIn(inner, block.span),
          when: [],
          many: false,
        },
      ];
    }
    if (block.type !== "dynamic" || block.labels[0]?.text !== type) return [];
    return dynamicBlocks(located, type, scope);
  });
}

function dynamicBlocks({ block, file }: LocatedBlock, type: string, outer: Scope): NestedBlock[] {
  const scope = { ...outer, file };
  const content = block.body.blocks.find((inner) => inner.type === "content");
  const attributes = bodyOf(block.body, file).attributes;
  const forEach = attributes.get("for_each");
  if (!content || !forEach) return [];
  const iterator = attributes.get("iterator")?.expression;
  const name = iterator?.kind === "variable" ? iterator.name : type;
  const range = rangeIn(scope, block.span);
  const value = evaluate(forEach.expression, scope);
  const steps = stepsOf(value, rangeIn(scope, forEach.expression.span)) ?? [];
  if (steps.length > instancesMax) {
    scope.world.budget.exceed(`more than ${instancesMax} blocks out of one dynamic block`);
  }
  return steps.slice(0, instancesMax).map((step) => ({
    body: bodyOf(content.body, file),
    scope: withVariables(scope, [[name, iteratorValue(step.key, step.value, range)]]),
    header: rangeIn(scope, block.headerSpan),
    range: rangeIn(scope, content.span),
    when: step.when,
    many: step.many,
  }));
}

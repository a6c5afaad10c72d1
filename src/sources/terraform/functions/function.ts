import type { Range } from "../../../text/range.ts";
import type { World } from "../scope.ts";
import type { ErrorValue, Value } from "../value.ts";

/** One of Terraform's functions, over values that may be unknown in parts. */
export interface TerraformFunction {
  readonly min: number;
  /** Absent: any number of arguments. */
  readonly max?: number;
  /**
   * The function sees choices as they are. Otherwise it is computed for both arms of every
   * argument that is a choice.
   */
  readonly seesChoices?: true;
  /** `undefined`: the result depends on what is not known, or is not supported. */
  compute(args: readonly Value[], call: Call): Value | undefined;
}

export interface Call {
  readonly range: Range;
  readonly world: World;
  /** Terraform refuses these arguments. */
  refuse(): ErrorValue;
}

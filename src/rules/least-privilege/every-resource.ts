import { isEveryResource } from "../../policy/arn.ts";
import type { Statement } from "../../policy/policy-document.ts";
import type { Range } from "../../text/range.ts";

/** Where the statement says that it is about every resource; `undefined` when it does not. */
export function everyResource(statement: Statement): Range | undefined {
  return statement.resource?.values.find(isEveryResource)?.range;
}

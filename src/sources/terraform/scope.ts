import type { Range } from "../../text/range.ts";
import type { SyntaxProblem } from "../source.ts";
import type { Budget } from "./budget.ts";
import type { Span } from "./hcl/ast.ts";
import type { InstanceValue, Value } from "./value.ts";

/** What an expression can refer to. */
export interface Scope {
  readonly world: World;
  /** The file that the expression stands in, for the places of what it makes. */
  readonly file: string;
  /** `each`, `count`, iterators of dynamic blocks, names of `for`, variables of a template file. */
  readonly variables: ReadonlyMap<string, Value>;
  /** The current element of a splat. */
  readonly element?: Value;
  /** A template file sees its own variables only. */
  readonly closed?: true;
}

/** The module around an expression, and the files of the repository. */
export interface World {
  readonly budget: Budget;
  /** `var.x`, `local.x`, `module.x`, `path.module`, `aws_s3_bucket.x`, `data.aws_region.x`. */
  resolve(path: readonly string[], at: Range): Value;
  attribute(instance: InstanceValue, name: string, at: Range): Value;
  /** The path as Terraform would take it, from the root of the repository. */
  find(path: string): FoundFile;
  /** Paths of the repository below a directory, from there. `undefined`: it lies outside. */
  list(path: string): readonly string[] | undefined;
  /** JSON that is spliced into texts, by the reference that stands for it there. */
  readonly spliced: Map<string, Value>;
  /** Mistakes in JSON text that is part of a policy. */
  reportSyntax(problems: readonly SyntaxProblem[]): void;
  /** Evaluates the text of a file as a template with these variables alone. */
  renderTemplate(file: string, text: string, variables: ReadonlyMap<string, Value>): Value;
}

export type FoundFile =
  | { readonly kind: "text"; readonly path: string; readonly text: string }
  /** It exists, but its text is not there. */
  | { readonly kind: "unread"; readonly path: string }
  /** A symbolic link leads there, which is not followed. */
  | { readonly kind: "linked" }
  | { readonly kind: "missing" }
  /** Outside of the repository: an absolute path, or `..` past its root. */
  | { readonly kind: "outside" };

export function rangeIn(scope: Scope, span: Span): Range {
  return { file: scope.file, start: span.start, end: span.end };
}

/** The scope with more variables. */
export function withVariables(scope: Scope, added: readonly (readonly [string, Value])[]): Scope {
  return { ...scope, variables: new Map([...scope.variables, ...added]) };
}

import type { Node } from "../../policy/node.ts";
import type { PolicyKind } from "../../policy/policy.ts";
import type { Range } from "../../text/range.ts";

/**
 * A policy that a resource gives without writing its document: what the properties mean, as the
 * policy document that AWS makes of them.
 */
export interface DerivedPolicy {
  /** Names of the properties that it comes from, below the resource. */
  readonly path: readonly string[];
  readonly kind: PolicyKind;
  /** What it is attached to, as a CloudFormation type. */
  readonly resourceType?: string;
  /** Names of the resources in the template that it belongs to. */
  readonly owners: readonly string[];
  readonly range: Range;
  /** Not resolved yet: it holds the values as they are written. */
  readonly document: Node;
  /** True when the document itself was written, and only its place is unusual. */
  readonly isWritten?: boolean;
}

/** Something that grants access and for which no document can be given. */
export interface Listed {
  readonly path: readonly string[];
  readonly range: Range;
  readonly reason: string;
}

import type { Inventory, NotJudged, Owner } from "../policy/inventory.ts";
import type { Policy, PolicyKind } from "../policy/policy.ts";
import type { Range } from "../text/range.ts";

/**
 * One side of a change as the sources see it. They are pure: when they ask for the text of a file
 * that has not been loaded, the caller notes the wish, loads it and runs them again.
 */
export interface SourceFiles {
  /** Every file of the tree: paths from the root of the repository, with forward slashes. */
  readonly paths: ReadonlySet<string>;
  /** Symbolic links and submodules, which are not followed. Absent: none, or not known. */
  readonly links?: ReadonlySet<string>;
  /** `undefined`: there is no such file, or its text is not there (yet), or it cannot be read. */
  text(path: string): string | undefined;
}

/** What a source makes of a file or a group of files. */
export interface SourceResult extends Inventory {
  readonly policies: readonly Policy[];
  readonly owners: readonly Owner[];
  readonly notJudged: readonly NotJudged[];
  readonly syntaxProblems: readonly SyntaxProblem[];
}

/** A place where a file breaks the rules of its language. What could be read is in the inventory. */
export interface SyntaxProblem {
  readonly language: "json" | "yaml" | "hcl";
  readonly at: Range;
  readonly details: string;
}

/** What the configuration file says of a raw policy file. */
export interface DeclaredUse {
  readonly kind: PolicyKind;
  readonly resourceType?: string;
}

/** Values that the configuration file names for what is reviewed; paths from the repository's root. */
export interface ConfiguredInputs {
  /** Several entries for one directory are variants of it, each evaluated. */
  readonly terraform: readonly {
    /** The directory of a root: `infra/prod`; `.` is the repository's own. */
    readonly directory: string;
    /** As given to `-var-file`, later ones over earlier ones. */
    readonly varFiles: readonly string[];
  }[];
  /** Several entries for one template are variants of it. */
  readonly cloudFormation: readonly {
    /** The path of a template. */
    readonly template: string;
    readonly parameterFiles: readonly string[];
  }[];
}

export const noInputs: ConfiguredInputs = { terraform: [], cloudFormation: [] };

/** Bounds for text that strangers wrote. Past them the file is reported, never skipped. */
export const fileLengthMax = 1024 * 1024;

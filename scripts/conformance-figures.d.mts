/** A finding as ValidatePolicy returns it, as far as it is compared. */
export interface ApiFinding {
  readonly issueCode: string;
  readonly findingType: string;
  readonly locations: readonly {
    readonly path: readonly object[];
    readonly span: { readonly start: Position; readonly end: Position };
  }[];
}

interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A policy with AWS's answer: a line of the corpus. */
export interface Case {
  readonly name: string;
  readonly policyType: string;
  readonly resourceType?: string;
  readonly text: string;
  readonly findings: readonly ApiFinding[];
}

export interface CodeFigures {
  /** How many findings AWS has, and how many we have. */
  aws: number;
  ours: number;
  /** Findings that both have in a policy, and those of them with the same paths and spans. */
  both: number;
  exact: number;
}

export interface Difference {
  readonly policy: string;
  readonly issueCode: string;
  /** `elsewhere`: both report it, in different places. */
  readonly kind: "missing" | "unexpected" | "elsewhere";
  /** True for codes that ask whether a name exists: the dates of both sides may tell the difference. */
  readonly byCatalogue: boolean;
  readonly at: readonly string[];
  readonly instead: readonly string[];
}

/** The cases of a text with one JSON object a line. */
export function readCases(jsonl: string): Case[];

export function compare(
  cases: readonly Case[],
  validate: (each: Case) => readonly ApiFinding[],
): { codes: Map<string, CodeFigures>; differences: Difference[] };

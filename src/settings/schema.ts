/**
 * What may stand in a configuration file, as data. The reader of the file, the published JSON Schema
 * and the table in the documentation are all made from it.
 */
export type Schema =
  | ChoiceSchema
  | FlagSchema
  | TextSchema
  | DateSchema
  | ListSchema
  | MappingSchema
  | TextOrMappingSchema
  | TableSchema;

/** One of several words. */
interface ChoiceSchema {
  readonly kind: "choice";
  readonly words: readonly string[];
  /** True when the codes of the file's custom rules are words as well. */
  readonly customCodes?: true;
}

/** `true` or `false`. */
interface FlagSchema {
  readonly kind: "flag";
}

export interface TextSchema {
  readonly kind: "text";
  /** In UTF-16 units. */
  readonly lengthMax: number;
  readonly form?: {
    /** A regular expression over the whole text; fixed, linear, and the same in JSON Schema. */
    readonly pattern: string;
    /** What would be right, as a sentence for people. */
    readonly advice: string;
  };
  /** What is wrong with a text of the right form, and what would be right. */
  readonly check?: (text: string) => string | undefined;
}

/** A day as `2026-12-31`. */
interface DateSchema {
  readonly kind: "date";
}

export interface ListSchema {
  readonly kind: "list";
  readonly item: Schema;
  readonly itemsMax: number;
  readonly itemsMin?: 1;
  /** The member that no two entries may have the same text for. */
  readonly unique?: string;
}

export interface MappingSchema {
  readonly kind: "mapping";
  readonly members: Readonly<Record<string, Member>>;
  /** At least one of these has to be there. */
  readonly oneOf?: readonly string[];
  /** What is wrong with members that are right each for itself. */
  readonly check?: (value: Readonly<Record<string, unknown>>) => string | undefined;
}

/** A text, or a mapping where there is more to say. */
interface TextOrMappingSchema {
  readonly kind: "text or mapping";
  readonly text: TextSchema;
  readonly mapping: MappingSchema;
}

/** A mapping whose keys are names that are known elsewhere, all with values of one kind. */
export interface TableSchema {
  readonly kind: "table";
  /** What a key is, for messages: `rule`. */
  readonly of: string;
  readonly keys: readonly string[];
  /** True when the codes of the file's custom rules are keys as well. */
  readonly customCodes?: true;
  readonly value: Schema;
}

export interface Member {
  readonly schema: Schema;
  /** A sentence or two for the documentation and for editors. */
  readonly means: string;
  /** What holds when it is not there, in Markdown. */
  readonly without?: string;
  readonly required?: true;
}

/** The value that a schema lets through. */
export type ValueOf<S> = S extends { kind: "choice"; words: readonly (infer W)[] }
  ? W
  : S extends { kind: "flag" }
    ? boolean
    : S extends { kind: "text" | "date" }
      ? string
      : S extends { kind: "list"; item: infer I }
        ? readonly ValueOf<I>[]
        : S extends { kind: "text or mapping"; text: infer T; mapping: infer N }
          ? ValueOf<T> | ValueOf<N>
          : S extends { kind: "table"; value: infer V }
            ? Readonly<Record<string, ValueOf<V>>>
            : S extends { kind: "mapping"; members: infer M }
              ? {
                  readonly [K in keyof M as M[K] extends { required: true } ? K : never]: ValueOf<
                    M[K] extends { schema: infer T } ? T : never
                  >;
                } & {
                  readonly [K in keyof M as M[K] extends { required: true } ? never : K]?: ValueOf<
                    M[K] extends { schema: infer T } ? T : never
                  >;
                }
              : never;

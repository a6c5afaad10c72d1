import { findingTypes } from "../findings/finding.ts";
import { conditionOperators } from "../policy/condition-operator.ts";
import { actionPattern, mistypedAction } from "../rules/custom/action-pattern.ts";
import {
  conditionPlaces,
  customCodePattern,
  type DemandedCondition,
  principalWords,
} from "../rules/custom/custom-rule.ts";
import { repeatedCondition } from "../rules/custom/demanded-conditions.ts";
import type { ListSchema, MappingSchema, TextSchema } from "./schema.ts";

/** Rules of one file; each asks one question about every principal. */
const customRulesMax = 50;
const actionsMax = 100;
const namesMax = 100;
const conditionsMax = 10;
const valuesMax = 50;
const examplesMax = 20;
const arnLengthMax = 2048;

const operators = conditionOperators
  .map(([name]) => name)
  .filter((name) => name !== "Null")
  .join("|");

const condition = {
  kind: "mapping",
  members: {
    operator: {
      schema: {
        kind: "text",
        lengthMax: 60,
        form: {
          pattern: `^(Null|(ForAllValues:|ForAnyValue:)?(${operators})(IfExists)?)$`,
          advice:
            "A condition operator of IAM is meant, in its own spelling: `StringEquals`, `Bool`, `ForAnyValue:StringLike`, `ArnLikeIfExists`.",
        },
      },
      means: "The operator, as a policy has it.",
      required: true,
    },
    key: {
      schema: {
        kind: "text",
        lengthMax: 300,
        form: {
          pattern: "^[^\\s:]+:\\S+$",
          advice: "A condition key is meant: `aws:PrincipalTag/team`, `iam:PassedToService`.",
        },
      },
      means: "The condition key.",
      required: true,
    },
    values: {
      schema: {
        kind: "list",
        itemsMin: 1,
        itemsMax: valuesMax,
        item: { kind: "text", lengthMax: arnLengthMax },
      },
      means: "The values; one of them has to fit, as in a policy.",
      required: true,
    },
  },
} as const satisfies MappingSchema;

const conditions = {
  kind: "list",
  itemsMin: 1,
  itemsMax: conditionsMax,
  item: condition,
} as const satisfies ListSchema;

const names = {
  kind: "list",
  itemsMin: 1,
  itemsMax: namesMax,
  item: { kind: "text", lengthMax: 300 },
} as const satisfies ListSchema;

/** @param path the schema of a path from the root of the repository. */
export function customRulesSchema<P extends TextSchema>(path: P) {
  const paths = { kind: "list", itemsMax: examplesMax, item: path } as const;
  return {
    kind: "list",
    itemsMax: customRulesMax,
    unique: "code",
    item: {
      kind: "mapping",
      oneOf: ["deny", "require"],
      check: contradiction,
      members: {
        code: {
          schema: {
            kind: "text",
            lengthMax: 80,
            form: {
              pattern: customCodePattern,
              advice:
                "It begins with `CUSTOM_`, and has capital letters, digits and single underscores: `CUSTOM_NO_TABLE_DELETION`.",
            },
          },
          means: "The issue code of its findings: for `rules`, `exceptions` and commands.",
          required: true,
        },
        message: {
          schema: { kind: "text", lengthMax: 500 },
          means: "The team's sentence: what is wrong, and what would be right.",
          required: true,
        },
        type: {
          schema: { kind: "choice", words: findingTypes },
          means: "The finding type.",
          without: "`SECURITY_WARNING`",
        },
        for: {
          schema: {
            kind: "mapping",
            members: {
              types: {
                schema: {
                  kind: "list",
                  itemsMin: 1,
                  itemsMax: principalWords.length,
                  item: { kind: "choice", words: principalWords },
                },
                means: "What they are. `policy`: a policy that nobody in the repository has.",
                without: "all",
              },
              names: {
                schema: names,
                means:
                  "Patterns over their names and addresses: `*` stands for any characters, `?` for one.",
                without: "all",
              },
              except: {
                schema: names,
                means: "Patterns of those that are left alone.",
                without: "none",
              },
            },
          },
          means: "Which principals it is about.",
          without: "all",
        },
        deny: {
          schema: {
            kind: "mapping",
            oneOf: ["actions", "resources"],
            check: ({ unless }) => repeated(unless),
            members: {
              actions: {
                schema: {
                  kind: "list",
                  itemsMin: 1,
                  itemsMax: actionsMax,
                  item: {
                    kind: "text",
                    lengthMax: 200,
                    form: {
                      pattern: actionPattern,
                      advice:
                        "An action is meant, or a pattern: `dynamodb:DeleteTable`, `s3:Put*`, `*`.",
                    },
                    check: mistypedAction,
                  },
                },
                means: "Patterns of actions.",
                without: "any action",
              },
              resources: {
                schema: {
                  kind: "list",
                  itemsMin: 1,
                  itemsMax: actionsMax,
                  item: {
                    kind: "text",
                    lengthMax: arnLengthMax,
                    form: {
                      pattern: "^([*]|arn:.+)$",
                      advice: "An ARN is meant, or a pattern: `arn:aws:s3:::payroll/*`, `*`.",
                    },
                  },
                },
                means: "Patterns of ARNs.",
                without: "any resource",
              },
              unless: {
                schema: conditions,
                means: "What a request has to meet, all of it, to be left alone.",
                without: "no request is left alone",
              },
            },
          },
          means: "Reported when a principal may do any of the actions on any of the resources.",
        },
        require: {
          schema: {
            kind: "mapping",
            oneOf: ["tags", "boundary", "conditions"],
            check: ({ conditions: demanded }) => repeated(demanded),
            members: {
              tags: {
                schema: {
                  kind: "list",
                  itemsMin: 1,
                  itemsMax: 50,
                  item: { kind: "text", lengthMax: 128 },
                },
                means: "Keys of tags that they carry.",
                without: "none",
              },
              boundary: {
                schema: {
                  kind: "text",
                  lengthMax: arnLengthMax,
                  form: {
                    pattern: "^arn:[a-z*-]+:iam::([0-9]{12}|aws|[*]):policy/.",
                    advice:
                      "The ARN of a managed policy is meant, or a pattern: `arn:aws:iam::*:policy/boundary`.",
                  },
                },
                means: "The permissions boundary that they have.",
                without: "none",
              },
              conditions: {
                schema: conditions,
                means: "Conditions that every request which is allowed has to meet.",
                without: "none",
              },
              on: {
                schema: { kind: "choice", words: conditionPlaces },
                means:
                  "Where `conditions` are demanded. `trust`: of those who may assume a role. `identity`: of all that a principal may do.",
                without: "`trust`",
              },
            },
          },
          means: "Reported when a principal lacks any of it.",
        },
        examples: {
          schema: {
            kind: "mapping",
            members: {
              reported: {
                schema: paths,
                means: "Files in which the rule has to find something.",
                without: "none",
              },
              "not-reported": {
                schema: paths,
                means: "Files in which it has to find nothing.",
                without: "none",
              },
            },
          },
          means: "Files that `leastwise rules test` tries the rule on.",
          without: "none",
        },
      },
    },
  } as const satisfies ListSchema;
}

type Values = Readonly<Record<string, unknown>>;

function contradiction({ deny, require, for: meant }: Values): string | undefined {
  if (deny !== undefined && require !== undefined) {
    return "A rule has either `deny` or `require`. Make two rules out of it.";
  }
  const { types } = (meant ?? {}) as { types?: readonly string[] };
  if (types === undefined || require === undefined) return undefined;
  const { tags, boundary, conditions: demanded, on } = require as Values;
  if ((tags ?? boundary) !== undefined && !types.some((word) => owning.has(word))) {
    return "`tags` and `boundary` are asked of roles, users and permission sets. Name one of them in `types`.";
  }
  if (demanded !== undefined && on !== "identity" && !types.some((word) => trusting.has(word))) {
    return "Only roles have a trust policy. Name `role` in `types`, or set `on: identity`.";
  }
  return undefined;
}

const owning: ReadonlySet<string> = new Set(["role", "user", "permission-set"]);
const trusting: ReadonlySet<string> = new Set(["role", "policy"]);

function repeated(conditions: unknown): string | undefined {
  const found = repeatedCondition((conditions ?? []) as readonly DemandedCondition[]);
  return (
    found &&
    "Two conditions have the same operator and key, which a policy cannot hold. Put their values into one, or use another operator."
  );
}

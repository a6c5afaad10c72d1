import { findingTypes } from "../findings/finding.ts";
import { policyKinds } from "../policy/policy.ts";
import { rules } from "../rules/index.ts";
import { customRulesSchema } from "./custom-rules-description.ts";
import { globLengthMax, globPattern } from "./glob.ts";
import type { MappingSchema, TextSchema } from "./schema.ts";

/** Paid checks of AWS that can be asked for. */
export const awsChecks = ["no-new-access", "no-public-access", "access-not-granted"] as const;
export const commentModes = ["never", "on-findings", "always"] as const;
export const reviewModes = ["enforce", "warn"] as const;

/** AWS's bounds of CheckAccessNotGranted: entries of a list, and characters of a resource. */
const criticalMax = 100;
const criticalLengthMax = 2048;

/** Entries of a list; more of them nobody reviews. */
const entriesMax = 200;
const sentenceLengthMax = 500;
/** AWS's bound for the tags of one principal. */
const tagsMax = 50;
/** IAM's bounds of a tag, in characters. */
const tagKeyLengthMax = 128;
const tagValueLengthMax = 256;
/** Files of values that one entry names. */
const filesMax = 20;

/** What only AWS's paid checks report; they have no rule of ours. */
const awsOnlyCodes = ["CHECK_NO_NEW_ACCESS", "CHECK_NO_PUBLIC_ACCESS", "CHECK_ACCESS_NOT_GRANTED"];

/** Every issue code that a finding can have, in the order of the alphabet. */
export const issueCodes: readonly string[] = [
  ...new Set([...rules.map(({ issueCode }) => issueCode), ...awsOnlyCodes]),
].sort();

const glob = {
  kind: "text",
  lengthMax: globLengthMax,
  form: {
    pattern: globPattern,
    advice:
      "A path from the root of the repository, without `/` in front: `*` and `?` stand for characters of one name, `**` for any folders. Other patterns are to be written as several entries.",
  },
} as const satisfies TextSchema;

const path = {
  kind: "text",
  lengthMax: globLengthMax,
  form: {
    pattern: "^(?!/)(?!(.*/)?[.][.](/|$))[^\\\\*?\\u0000-\\u001f]+$",
    advice:
      "A path from the root of the repository is meant, without `/` in front, `..` or wildcards.",
  },
} as const satisfies TextSchema;

const accountId = {
  kind: "text",
  lengthMax: 12,
  form: { pattern: "^[0-9]{12}$", advice: "An AWS account id has 12 digits." },
} as const satisfies TextSchema;

/** Everything that `.github/leastwise.yml` can hold. */
export const settingsDescription = {
  kind: "mapping",
  members: {
    "fail-on": {
      schema: { kind: "choice", words: findingTypes },
      means: "New findings of this type or a more severe one fail the check.",
      without: "`SECURITY_WARNING`",
    },
    mode: {
      schema: { kind: "choice", words: reviewModes },
      means:
        "`warn`: the check succeeds, and says what it would have failed for. For the first weeks.",
      without: "`enforce`",
    },
    comments: {
      schema: { kind: "choice", words: commentModes },
      means:
        "Whether findings are commented on in the pull request. `always` keeps one comment with the result there as well, also when nothing was found.",
      without: "`on-findings`",
    },
    rules: {
      schema: {
        kind: "table",
        of: "rule",
        keys: issueCodes,
        customCodes: true,
        value: { kind: "choice", words: ["off", ...findingTypes] },
      },
      means: "By issue code: `off`, or the finding type that the findings of the rule get.",
      without: "each rule has its own",
    },
    paths: {
      schema: {
        kind: "mapping",
        members: {
          ignore: {
            schema: { kind: "list", item: glob, itemsMax: entriesMax },
            means:
              "Files that are not judged. A changed file among them is listed as not judged, with the entry that says so.",
            without: "none",
          },
        },
      },
      means: "What is looked at.",
    },
    policies: {
      schema: {
        kind: "list",
        itemsMax: entriesMax,
        item: {
          kind: "mapping",
          members: {
            path: {
              schema: glob,
              means: "Which files the entry is about. The first entry that matches a file counts.",
              required: true,
            },
            kind: {
              schema: { kind: "choice", words: policyKinds },
              means: "How the policy is used.",
              required: true,
            },
            "resource-type": {
              schema: {
                kind: "text",
                lengthMax: 200,
                form: {
                  pattern: "^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$",
                  advice: "A CloudFormation type is meant: `AWS::S3::Bucket`.",
                },
              },
              means: "What a resource policy is attached to, as a CloudFormation type.",
            },
          },
        },
      },
      means: "How raw policy files are used.",
      without: "told by their content and their folder",
    },
    exceptions: {
      schema: {
        kind: "list",
        itemsMax: entriesMax,
        item: {
          kind: "mapping",
          members: {
            rule: {
              schema: { kind: "choice", words: issueCodes, customCodes: true },
              means: "The issue code of the findings that are accepted.",
              required: true,
            },
            address: {
              schema: { kind: "text", lengthMax: 1000 },
              means:
                "The policy or owner that they are about, as `policy` of the JSON report names it: `aws_iam_role.deploy`, `app.yml#DeployRole`. With `path`, what stands behind the `#` is enough.",
            },
            path: {
              schema: glob,
              means: "The files that they stand in. With `address` as well, both have to fit.",
            },
            fingerprint: {
              schema: {
                kind: "text",
                lengthMax: 16,
                form: {
                  pattern: "^[0-9a-f]{16}$",
                  advice:
                    "It has 16 digits and letters from `a` to `f`; the JSON report and the comment on the finding have it.",
                },
              },
              means:
                "Binds the exception to what is granted now: when the policy grants something else, the finding is back.",
              without: "it is bound to what the rule finds there first",
            },
            reason: {
              schema: { kind: "text", lengthMax: sentenceLengthMax },
              means: "Why it is accepted. Shown in every review that it counts in.",
              required: true,
            },
            owner: {
              schema: { kind: "text", lengthMax: 100 },
              means: "Who answers for it.",
              required: true,
            },
            until: {
              schema: { kind: "date" },
              means: "The last day (in UTC) on which it counts.",
              required: true,
            },
          },
          oneOf: ["address", "path"],
        },
      },
      means: "Findings that were accepted, each for a while.",
      without: "none",
    },
    "custom-rules": {
      schema: customRulesSchema(path),
      means: "Rules of the team's own; see [custom-rules.md](custom-rules.md).",
      without: "none",
    },
    access: {
      schema: {
        kind: "mapping",
        members: {
          "trusted-accounts": {
            schema: { kind: "list", itemsMax: entriesMax, item: accountId },
            means: "The team's own AWS accounts and those of partners that it trusts.",
            without: "no account is known; what stands in the files is judged by itself",
          },
          "trusted-organizations": {
            schema: {
              kind: "list",
              itemsMax: entriesMax,
              item: {
                kind: "text",
                lengthMax: 40,
                form: {
                  pattern: "^o-[a-z0-9]{10,32}$",
                  advice:
                    "An id of AWS Organizations is meant: `o-` and 10 to 32 letters and digits.",
                },
              },
            },
            means: "AWS organizations whose accounts are trusted.",
            without: "none",
          },
          "critical-actions": {
            schema: {
              kind: "list",
              itemsMax: criticalMax,
              item: {
                kind: "text",
                lengthMax: 200,
                form: {
                  pattern: "^[a-z0-9-]+:[A-Za-z0-9]+$",
                  advice:
                    "A critical action has the form `service:Action`, without wildcards: `iam:PassRole`.",
                },
              },
            },
            means:
              "Actions that no change may newly grant: `CRITICAL_ACCESS_GRANTED`. AWS's paid check `access-not-granted` asks for the same.",
            without: "none",
          },
          "critical-resources": {
            schema: {
              kind: "list",
              itemsMax: criticalMax,
              item: {
                kind: "text",
                lengthMax: criticalLengthMax,
                form: {
                  pattern: "^arn:[^:]+:[^:]+:[^:]*:[^:]*:.",
                  advice: "A critical resource is an ARN: `arn:aws:s3:::payroll`.",
                },
              },
            },
            means: "ARNs that no change may newly grant access to, likewise.",
            without: "none",
          },
        },
      },
      means: "Who is trusted, and what nobody should get.",
    },
    principals: {
      schema: {
        kind: "mapping",
        members: {
          "required-tags": {
            schema: {
              kind: "list",
              itemsMax: tagsMax,
              unique: "key",
              item: {
                kind: "text or mapping",
                text: { kind: "text", lengthMax: tagKeyLengthMax },
                mapping: {
                  kind: "mapping",
                  members: {
                    key: {
                      schema: { kind: "text", lengthMax: tagKeyLengthMax },
                      means: "The key of the tag.",
                      required: true,
                    },
                    values: {
                      schema: {
                        kind: "list",
                        itemsMin: 1,
                        itemsMax: entriesMax,
                        item: { kind: "text", lengthMax: tagValueLengthMax },
                      },
                      means: "The values that the tag may have, spelt exactly so.",
                      without: "any",
                    },
                  },
                },
              },
            },
            means:
              "The tags that every role and user carries: each by its key, or with the values that it may have. An empty list asks for none.",
            without: "`Environment`, `Owner`, `CreatedBy`, `ExpirationDate`",
          },
          "max-session-duration": {
            schema: {
              kind: "text",
              lengthMax: 10,
              form: {
                pattern: "^(([1-9][0-9]?|[1-6][0-9]{2}|7[01][0-9]|720)m|([1-9]|1[0-2])h)$",
                advice: "Minutes or hours are meant, at most 12 hours: `90m`, `4h`.",
              },
            },
            means: "The longest session that a role or permission set may have.",
            without: "each rule has its own",
          },
          "required-boundary": {
            schema: {
              kind: "text",
              lengthMax: criticalLengthMax,
              form: {
                pattern: "^arn:[a-z*-]+:iam::([0-9]{12}|[*]):policy/.",
                advice:
                  "The ARN of a managed policy is meant; the account can be `*`: `arn:aws:iam::*:policy/boundary`.",
              },
            },
            means: "The permissions boundary that every role and user must have.",
            without: "none",
          },
        },
      },
      means: "What roles and users must have.",
    },
    terraform: {
      schema: {
        kind: "list",
        itemsMax: entriesMax,
        item: {
          kind: "mapping",
          members: {
            directory: {
              schema: path,
              means: "The directory of a root module: `infra/prod`; `.` for the repository's own.",
              required: true,
            },
            "var-files": {
              schema: { kind: "list", item: path, itemsMax: filesMax },
              means:
                "What the team gives to `-var-file`, in that order. Several entries for one directory are variants: each is judged.",
              required: true,
            },
          },
        },
      },
      means: "Values of the input variables of root modules.",
      without:
        "defaults, `terraform.tfvars` and `*.auto.tfvars`; other `.tfvars` files beside them are variants",
    },
    cloudformation: {
      schema: {
        kind: "list",
        itemsMax: entriesMax,
        item: {
          kind: "mapping",
          members: {
            template: { schema: path, means: "The path of a template.", required: true },
            "parameter-files": {
              schema: { kind: "list", item: path, itemsMax: filesMax },
              means:
                "JSON or YAML files with its parameters, later ones over earlier ones. Several entries for one template are variants: each is judged.",
              required: true,
            },
          },
        },
      },
      means: "Values of the parameters of templates.",
      without: "the defaults of the templates",
    },
    aws: {
      schema: {
        kind: "mapping",
        members: {
          validate: {
            schema: { kind: "flag" },
            means: "`false`: nothing of the repository is sent to AWS.",
            without: "`true`, where the operator has switched AWS on",
          },
          required: {
            schema: { kind: "flag" },
            means: "`true`: a review without AWS's answers is incomplete.",
            without: "`false`",
          },
          checks: {
            schema: {
              kind: "list",
              item: { kind: "choice", words: awsChecks },
              itemsMax: awsChecks.length,
            },
            means: "Paid checks; the operator has to allow them as well.",
            without: "none",
          },
        },
        check: ({ validate, required }) =>
          required === true && validate === false
            ? "`required` asks for what `validate: false` switches off. Take one of them out."
            : undefined,
      },
      means: "What AWS is asked.",
    },
  },
} as const satisfies MappingSchema;

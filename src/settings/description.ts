import { findingTypes } from "../findings/finding.ts";
import { policyKinds } from "../policy/policy.ts";
import { rules } from "../rules/index.ts";
import { globLengthMax, globPattern } from "./glob.ts";
import type { MappingSchema, TextSchema } from "./schema.ts";

/** Paid checks of AWS that can be asked for. */
export const awsChecks = ["no-new-access", "no-public-access"] as const;
export const commentModes = ["never", "on-findings", "always"] as const;
export const reviewModes = ["enforce", "warn"] as const;

/** AWS's bounds of CheckAccessNotGranted: entries of a list, and characters of a resource. */
const criticalMax = 100;
const criticalLengthMax = 2048;

/** Entries of a list; more of them nobody reviews. */
const entriesMax = 200;
const sentenceLengthMax = 500;

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
      without: "told by their content",
    },
    exceptions: {
      schema: {
        kind: "list",
        itemsMax: entriesMax,
        item: {
          kind: "mapping",
          members: {
            rule: {
              schema: { kind: "choice", words: issueCodes },
              means: "The issue code of the findings that are accepted.",
              required: true,
            },
            address: {
              schema: { kind: "text", lengthMax: 1000 },
              means: "The policy or owner that they are about, as the report names it.",
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
            means: "Actions that no policy should grant, for the paid check of that.",
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
                  pattern: "^arn:",
                  advice: "A critical resource is an ARN: `arn:aws:s3:::payroll`.",
                },
              },
            },
            means: "ARNs that no policy should grant access to, for the paid check of that.",
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

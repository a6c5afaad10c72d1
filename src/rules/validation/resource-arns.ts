import { type ArnFormat, arnFormats, isArnService } from "../../catalog/arn-formats.ts";
import { servicePrefixes } from "../../catalog/catalog.ts";
import { isPartition, isRegion, partitions, regions } from "../../catalog/partitions.ts";
import type { Suggestion } from "../../findings/finding.ts";
import { matchesGlob, overlaps } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { withoutVariables } from "../../policy/policy-variables.ts";
import {
  literalText,
  placeholder,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { hintsMax } from "./action-texts.ts";
import { unknownServicesOfKeys } from "./condition-keys.ts";
import { resourceTexts } from "./resource-texts.ts";

/**
 * The form of the ARNs in `Resource` and `NotResource`, field by field. As Access Analyzer does,
 * judges only what is written out: a field with a wildcard, a policy variable or an unknown part is
 * left alone. Every text is judged once for all rules.
 */
export const resourceArnRules: readonly Rule[] = (
  [
    ["MISSING_ARN_FIELD", "a resource is no ARN: fields are missing"],
    ["INVALID_ARN_PREFIX", "an ARN does not begin with arn"],
    ["INVALID_PARTITION", "an ARN names a partition that there is not"],
    ["INVALID_SERVICE", "an ARN or condition key names a service that there is not"],
    ["INVALID_ARN_SERVICE_CASE", "the service of an ARN has capital letters"],
    ["INVALID_ARN_REGION", "an ARN names a Region that there is not"],
    ["ARN_REGION_NOT_ALLOWED", "an ARN names a Region where its service has none"],
    ["MISSING_ARN_REGION", "an ARN has no Region where its service needs one"],
    ["INVALID_ARN_ACCOUNT", "the account of an ARN is not an account id"],
    ["ARN_ACCOUNT_NOT_ALLOWED", "an ARN names an account where its service has none"],
    ["MISSING_ARN_ACCOUNT", "an ARN has no account where its resource type needs one"],
    ["INVALID_ARN_RESOURCE", "the service has no resource of that form"],
  ] as const
).map(([issueCode, summary]) => ({
  issueCode,
  findingType: "ERROR",
  summary,
  accessAnalyzer: true,

  *document(document, policy) {
    for (const problem of judge(document)) {
      const { value, details, suggestion } = problem;
      if (problem.issueCode !== issueCode || isRelativeToApi(value, policy)) continue;
      yield {
        at: value.range,
        subject: placeholderText(value),
        details,
        ...(suggestion && { suggestion }),
      };
    }
    if (issueCode === "INVALID_SERVICE") yield* unknownServicesOfKeys(document);
  },
}));

/** API Gateway's own resource policies may leave out what the API knows of itself: `execute-api:/prod/*`. */
function isRelativeToApi(value: TextValue, { resourceType }: Policy): boolean {
  return (
    resourceType?.startsWith("AWS::ApiGateway::") === true &&
    placeholderText(value).startsWith("execute-api:/")
  );
}

interface ArnProblem {
  readonly issueCode: string;
  readonly value: TextValue;
  readonly details: string;
  readonly suggestion?: Suggestion;
}

const judged = new WeakMap<PolicyDocument, readonly ArnProblem[]>();

function judge(document: PolicyDocument): readonly ArnProblem[] {
  let problems = judged.get(document);
  if (!problems) {
    let hints = hintsMax;
    problems = document.statements.flatMap(resourceTexts).flatMap((value) => {
      const found = [...judgeArn(value, hints > 0)].map((problem) => ({ ...problem, value }));
      hints -= found.length;
      return found;
    });
    judged.set(document, problems);
  }
  return problems;
}

/** Words that stand for AWS itself in the account field. */
const accountWords = new Set([
  "aws",
  "amazon",
  "aws-marketplace",
  "cloudfront",
  "elasticbeanstalk",
]);

/**
 * Services all of whose resources belong to an account. Others have some that AWS owns and that ARNs
 * name without an account (documents of `ssm`, images of `ec2`); Access Analyzer has not published
 * its list.
 */
const withoutSharedResources = new Set([
  "athena",
  "cloudwatch",
  "codebuild",
  "codepipeline",
  "cognito-idp",
  "dynamodb",
  "ecr",
  "ecs",
  "elasticfilesystem",
  "events",
  "firehose",
  "glue",
  "iam",
  "kinesis",
  "lambda",
  "logs",
  "secretsmanager",
  "sns",
  "sqs",
  "states",
]);

function* judgeArn(value: TextValue, withHint: boolean): Iterable<Omit<ArnProblem, "value">> {
  const arn = withoutVariables(placeholderText(value), placeholder);
  if (arn !== "" && /^[*?]+$/.test(arn)) return;
  const fields = arn.split(":", 6);
  if (fields.length < 6) {
    // What is not known may bring the missing fields.
    if (!arn.includes(placeholder)) {
      const meant = withMissingFields(fields);
      const suggestion = meant && replacement(value, 0, arn.length, meant);
      yield {
        ...(suggestion && { suggestion }),
        issueCode: "MISSING_ARN_FIELD",
        details: `${quotedValue(value)} is not an ARN. Write \`arn:partition:service:region:account:resource\`, or \`*\` for every resource.`,
      };
    }
    return;
  }
  const [prefix = "", partition = "", service = "", region = "", account = ""] = fields;
  const resource = arn.slice(fields.slice(0, 5).join(":").length + 1);
  const replace = (index: number, newText: string): { suggestion?: Suggestion } => {
    const before = fields.slice(0, index).join(":");
    if (before.includes(placeholder)) return {};
    const start = index === 0 ? 0 : before.length + 1;
    const suggestion = replacement(value, start, start + (fields[index] ?? "").length, newText);
    return suggestion ? { suggestion } : {};
  };

  if (prefix !== "arn") {
    if (!isLiteral(prefix) || prefix.toLowerCase() === "arn") return;
    yield {
      issueCode: "INVALID_ARN_PREFIX",
      details: `${quotedValue(value)} has the fields of an ARN, but begins with ${quoted(prefix)}. Write \`arn\`.`,
      ...replace(0, "arn"),
    };
    return;
  }

  if (isLiteral(partition) && !isPartition(partition)) {
    const meant = nearest(
      partition,
      partitions.map(({ name }) => name),
      2,
    );
    yield {
      issueCode: "INVALID_PARTITION",
      details: `There is no partition ${quoted(partition)}. Write \`aws\`, \`aws-cn\` or \`aws-us-gov\`, or \`*\`.`,
      ...(meant && replace(1, meant)),
    };
  }
  if (!isLiteral(service) || service === "") return;
  if (!isArnService(service)) {
    const lower = service.toLowerCase();
    if (isArnService(lower)) {
      yield {
        issueCode: "INVALID_ARN_SERVICE_CASE",
        details: `The service ${quoted(service)} has capital letters: an ARN is compared letter by letter. Write \`${lower}\`.`,
        ...replace(2, lower),
      };
      return;
    }
    const meant = withHint ? nearest(lower, servicePrefixes(), 2) : undefined;
    yield {
      issueCode: "INVALID_SERVICE",
      details: `There is no service ${quoted(service)}.${meant ? ` Did you mean \`${meant}\`?` : ""}`,
      ...(meant && replace(2, meant)),
    };
    return;
  }
  yield* judgePlace({ value, service, region, account, resource, withHint, replace });
}

/**
 * What a colon is missing in for certain: a bucket or its objects, whose ARNs have no Region and no
 * account, and what IAM has in an account.
 */
function withMissingFields(fields: readonly string[]): string | undefined {
  const [prefix, partition = "", service, ...rest] = fields;
  if (prefix !== "arn" || !isPartition(partition)) return undefined;
  const last = rest.at(-1) ?? "";
  const start = `arn:${partition}:${service}:`;
  if (service === "s3" && rest.slice(0, -1).every((field) => field === "") && isBucket(last)) {
    return `${start}::${last}`;
  }
  const [account = "", ...more] = rest;
  if (service !== "iam" || more.length !== 1 || !/^\d{12}$/.test(account)) return undefined;
  return `${start}:${account}:${last}`;
}

function isBucket(resource: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{2,62}(?:\/|$)/.test(resource);
}

interface Place {
  readonly value: TextValue;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
  readonly withHint: boolean;
  readonly replace: (index: number, newText: string) => { suggestion?: Suggestion };
}

/** Region, account and resource, against the forms of the service's ARNs. */
function* judgePlace(place: Place): Iterable<Omit<ArnProblem, "value">> {
  const { service, region, account, resource } = place;
  if (region === "*" && account === "*") return;
  const known = arnFormats(service);
  if (isPlain(place, known)) return;
  const formats = known.filter((format) => fits(format, resource));
  const every = (test: (format: ArnFormat) => boolean): boolean =>
    formats.length > 0 && formats.every(test);

  yield* judgeRegion(
    place,
    every((format) => format.region === ""),
    every((format) => format.region !== ""),
  );
  yield* judgeAccount(
    place,
    every((format) => format.account === ""),
    every(
      (format) =>
        format.account === "*" &&
        (format.region === "" || region !== "") &&
        names(format, resource),
    ),
  );
  if (known.length > 0 && formats.length === 0 && isLiteral(region) && isLiteral(account)) {
    yield {
      issueCode: "INVALID_ARN_RESOURCE",
      details: `${quoted(service)} has no resource of the form ${quoted(resource.replaceAll(placeholder, "*"))}. Look its ARNs up in AWS's service authorization reference.`,
    };
  }
}

/** Whether the ARN is right by the first form that it fits: nearly every one is done with this. */
function isPlain({ region, account, resource }: Place, known: readonly ArnFormat[]): boolean {
  const isRight =
    (region === "" || !isLiteral(region) || isRegion(region)) &&
    (account === "" || !isLiteral(account) || /^\d{12}$/.test(account));
  return (
    isRight &&
    known.some(
      (format) =>
        (format.region === "") === (region === "") &&
        (format.account === "") === (account === "") &&
        fits(format, resource),
    )
  );
}

function* judgeRegion(
  { service, region, value, withHint, replace }: Place,
  isNever: boolean,
  isAlways: boolean,
): Iterable<Omit<ArnProblem, "value">> {
  if (region === "") {
    if (!isAlways) return;
    yield {
      issueCode: "MISSING_ARN_REGION",
      details: `${quotedValue(value)} names no Region, and so matches nothing: every such resource of ${quoted(service)} has one. Name it, or write \`*\` for every Region.`,
    };
  } else if (isLiteral(region)) {
    if (isNever) {
      yield {
        issueCode: "ARN_REGION_NOT_ALLOWED",
        details: `${quotedValue(value)} names the Region ${quoted(region)}, and so matches nothing: such resources of ${quoted(service)} have none. Leave the field empty.`,
        ...titled(replace(3, ""), "Remove the Region"),
      };
    } else if (!isRegion(region)) {
      const meant = withHint ? nearest(region, regions, 2) : undefined;
      yield {
        issueCode: "INVALID_ARN_REGION",
        details: `There is no Region ${quoted(region)}.${meant ? ` Did you mean \`${meant}\`?` : ""}`,
        ...(meant && replace(3, meant)),
      };
    }
  }
}

function* judgeAccount(
  { service, account, value, replace }: Place,
  isNever: boolean,
  isAlways: boolean,
): Iterable<Omit<ArnProblem, "value">> {
  if (account === "") {
    if (!isAlways || !withoutSharedResources.has(service)) return;
    yield {
      issueCode: "MISSING_ARN_ACCOUNT",
      details: `${quotedValue(value)} names no account, and so matches nothing: every such resource of ${quoted(service)} belongs to one. Name it, or write \`*\`.`,
    };
  } else if (isLiteral(account) && !accountWords.has(account)) {
    if (isNever) {
      yield {
        issueCode: "ARN_ACCOUNT_NOT_ALLOWED",
        details: `${quotedValue(value)} names the account ${quoted(account)}, and so matches nothing: such ARNs of ${quoted(service)} have none. Leave the field empty.`,
        ...titled(replace(4, ""), "Remove the account"),
      };
    } else if (!/^\d{12}$/.test(account)) {
      yield {
        issueCode: "INVALID_ARN_ACCOUNT",
        details: `${quoted(account)} is not an account id. Write its twelve digits.`,
      };
    }
  }
}

function titled(replaced: { suggestion?: Suggestion }, title: string): { suggestion?: Suggestion } {
  return replaced.suggestion ? { suggestion: { ...replaced.suggestion, title } } : {};
}

function isLiteral(field: string): boolean {
  return !/[*?]/.test(field) && !field.includes(placeholder);
}

/** Longest resource part that is compared with the forms; a longer one is taken to fit. */
const comparedLengthMax = 512;

/** Whether the resource part can name something of the form. */
function fits(format: ArnFormat, resource: string): boolean {
  const ours = format.resource;
  if (ours === "*" || resource.length > comparedLengthMax) return true;
  // A `?` is one character, which few resources are: Access Analyzer reports it.
  if (isOpen(resource.charAt(0)) && !resource.startsWith("?")) return true;
  for (let index = 0; index < ours.length && index < resource.length; index++) {
    const [first, second] = [ours.charAt(index), resource.charAt(index)];
    if (isOpen(first) || isOpen(second)) break;
    if (first !== second) return false;
  }
  if (isLiteral(resource)) return matchesGlob(ours, resource);
  const pattern = resource.replaceAll(placeholder, "*");
  return overlaps(literalText(ours, nowhere), literalText(pattern, nowhere));
}

/** Whether the resource part begins as the form does, up to and with its first separator. */
function names({ resource: format }: ArnFormat, resource: string): boolean {
  const end = format.search(/[/:]/);
  return (
    end > 0 && !format.slice(0, end).includes("*") && resource.startsWith(format.slice(0, end + 1))
  );
}

function isOpen(character: string): boolean {
  return character === "*" || character === "?" || character === placeholder;
}

const nowhere = { file: "", start: 0, end: 0 };

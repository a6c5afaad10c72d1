import type { TextValue, UnknownPart } from "../../policy/text-value.ts";

/** Where in a policy a text stands, as far as it matters for what can stand in for it. */
export type TextRole =
  | { readonly kind: "action" }
  /** A resource, or whatever else is written as an ARN. `service` is a guess. */
  | { readonly kind: "arn"; readonly service: string }
  | { readonly kind: "principal"; readonly type: string }
  | { readonly kind: "condition"; readonly operator: string; readonly key: string }
  | { readonly kind: "condition key" }
  | { readonly kind: "condition operator" }
  | { readonly kind: "effect" }
  | { readonly kind: "version" }
  | { readonly kind: "sid" }
  | { readonly kind: "other" };

/**
 * What stands in for each unknown part of a text, in order: well-formed for its place, in plain ASCII
 * without quotes and backslashes. The same reference gives the same stand-in in every text of every
 * review, different ones different names.
 */
export function placeholders(value: TextValue, role: TextRole): readonly string[] {
  const { parts } = value;
  const unknownCount = parts.filter(({ kind }) => kind === "unknown").length;
  const colonsMissing = Math.max(0, 5 - literalColons(value));
  const fills: string[] = [];
  const before: Before = { start: "", colons: 0 };
  for (const part of parts) {
    if (part.kind === "literal") {
      extend(before, part.text);
      continue;
    }
    // A first part may be the whole beginning of an ARN, a last one the whole rest.
    const isFirst = before.start === "";
    const isLast = fills.length === unknownCount - 1;
    const fill = fillFor(part, role, {
      isWhole: parts.length === 1,
      before,
      colonsMissing: isFirst || isLast ? Math.max(0, colonsMissing - countColons(fills)) : 0,
    });
    fills.push(fill);
    extend(before, fill);
  }
  return fills;
}

/** What stands in front of a part. */
interface Before {
  /** The first characters. */
  start: string;
  colons: number;
}

interface Surroundings {
  /** Nothing else stands in the text. */
  readonly isWhole: boolean;
  readonly before: Readonly<Before>;
  /** Colons that an ARN has and that stand nowhere else in the text. */
  readonly colonsMissing: number;
}

function fillFor(part: UnknownPart, role: TextRole, around: Surroundings): string {
  const name = nameFor(part);
  switch (role.kind) {
    case "action":
      if (around.isWhole) return "s3:GetObject";
      return around.before.colons > 0 ? "Placeholder" : "s3";
    case "arn":
      return inArn(part, role.service, around);
    case "principal":
      return inPrincipal(part, role.type, around);
    case "condition":
      return inCondition(part, role, around);
    case "condition key":
      return around.isWhole ? `aws:PrincipalTag/${name}` : name;
    case "condition operator":
      return around.isWhole ? "StringEquals" : "";
    case "effect":
      return around.isWhole ? "Allow" : "";
    case "version":
      return around.isWhole ? "2012-10-17" : "";
    case "sid":
      return `Placeholder${hash(part.reference)}`;
    case "other":
      return hinted(part) ?? name;
  }
}

/** The fields of an ARN by the number of colons before them. */
function inArn(part: UnknownPart, service: string, around: Surroundings): string {
  const { before, colonsMissing } = around;
  if (before.start === "" && colonsMissing > 0) return arn(part, serviceOf(part) ?? service);
  if (before.start !== "" && !before.start.startsWith("arn:")) return hinted(part) ?? nameFor(part);
  const fields = ["arn", "aws", service, region, accountFor(part), nameFor(part)];
  const from = Math.min(before.colons, 5);
  const last = before.start === "" ? 0 : Math.min(5, from + colonsMissing);
  return fields.slice(from, last + 1).join(":");
}

function inPrincipal(part: UnknownPart, type: string, around: Surroundings): string {
  if (!around.isWhole) {
    if (type === "Service") return around.before.start === "" ? "ec2" : serviceSuffix(part);
    return inArn(part, "iam", around);
  }
  switch (type) {
    case "Service":
      return "ec2.amazonaws.com";
    case "Federated":
      return `arn:aws:iam::${accountFor(part)}:saml-provider/${nameFor(part)}`;
    case "CanonicalUser":
      return hash(part.reference).repeat(8);
    default:
      return hinted(part) ?? `arn:aws:iam::${accountFor(part)}:role/${nameFor(part)}`;
  }
}

function inCondition(
  part: UnknownPart,
  { operator, key }: Extract<TextRole, { kind: "condition" }>,
  around: Surroundings,
): string {
  const base = operator.toLowerCase().replace(/^for(?:any|all)values?:/, "");
  const name = key.toLowerCase();
  if (base.startsWith("arn") || name.endsWith("arn")) {
    return inArn(part, serviceOf(part) ?? "iam", around);
  }
  if (!around.isWhole) return hinted(part) ?? nameFor(part);
  if (base.includes("ipaddress")) return "203.0.113.0/24";
  if (base.startsWith("numeric")) return "1";
  if (base.startsWith("date")) return "2030-01-01T00:00:00Z";
  if (base.startsWith("bool") || base.startsWith("null")) return "true";
  if (base.startsWith("binary")) return "QUFBQQ==";
  if (name.endsWith("account")) return accountFor(part);
  if (name.endsWith("orgid")) return `o-${hash(part.reference)}00`;
  if (name.endsWith("requestedregion")) return region;
  if (name.endsWith("sourcevpc")) return `vpc-${hash(part.reference)}`;
  if (name.endsWith("sourcevpce")) return `vpce-${hash(part.reference)}`;
  return hinted(part) ?? nameFor(part);
}

const region = "us-east-1";

function arn(part: UnknownPart, service: string): string {
  if (service === "s3") return `arn:aws:s3:::${nameFor(part)}`;
  if (service === "iam" || service === "sts") {
    return `arn:aws:iam::${accountFor(part)}:role/${nameFor(part)}`;
  }
  return `arn:aws:${service}:${region}:${accountFor(part)}:${nameFor(part)}`;
}

/** From references such as `aws_s3_bucket.logs.arn`; only names that are those of ARNs as well. */
function serviceOf({ reference }: UnknownPart): string | undefined {
  const found = /\baws_(s3|iam|kms|sns|sqs|dynamodb|lambda|secretsmanager|kinesis)_/.exec(
    reference,
  );
  return found?.[1];
}

/** True for a partition of AWS and for the domain of its services: what stands in is nearly right. */
export function isOneOfFew({ reference }: UnknownPart): boolean {
  return /(?:partition|(?:url|dns)_?suffix)$/i.test(reference);
}

/** What the name of a reference tells about its value. */
function hinted(part: UnknownPart): string | undefined {
  const { reference } = part;
  if (/account_?id$/i.test(reference)) return accountFor(part);
  if (/partition$/i.test(reference)) return "aws";
  if (/region(?:\.name|\.id|_name)?$/i.test(reference)) return region;
  if (/(?:url|dns)_?suffix$/i.test(reference)) return "amazonaws.com";
  if (/\.arn$/i.test(reference)) return arn(part, serviceOf(part) ?? "iam");
  return undefined;
}

function serviceSuffix(part: UnknownPart): string {
  return hinted(part) ?? "amazonaws.com";
}

function nameFor({ reference }: UnknownPart): string {
  return `placeholder-${hash(reference)}`;
}

/** Twelve digits that look like no account of anybody that is used in examples. */
function accountFor({ reference }: UnknownPart): string {
  const digits = Number.parseInt(hash(reference), 16) % 100_000_000;
  return `1111${String(digits).padStart(8, "0")}`;
}

/** FNV-1a in 32 bits, as eight hexadecimal digits. Tells references apart; nothing rests on it. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}

function literalColons({ parts }: TextValue): number {
  return countColons(parts.flatMap((part) => (part.kind === "literal" ? [part.text] : [])));
}

function countColons(texts: readonly string[]): number {
  return texts.reduce((count, text) => count + text.split(":").length - 1, 0);
}

function extend(before: Before, text: string): void {
  if (before.start.length < 4) before.start = (before.start + text).slice(0, 4);
  before.colons += countColons([text]);
}

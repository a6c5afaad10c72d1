import { action, isKnownService, servicePrefixes } from "../../catalog/catalog.ts";
import { furtherServices } from "../../catalog/further-services.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Problem, Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { type ActionText, judgeActions } from "./action-texts.ts";

/** Names of services that people write where IAM has another prefix. */
const otherNames: Readonly<Record<string, string>> = {
  cloudwatchlogs: "logs",
  cognito: "cognito-idp",
  documentdb: "rds",
  efs: "elasticfilesystem",
  elb: "elasticloadbalancing",
  elbv2: "elasticloadbalancing",
  emr: "elasticmapreduce",
  eventbridge: "events",
  msk: "kafka",
  opensearch: "es",
  parameterstore: "ssm",
  secrets: "secretsmanager",
  sfn: "states",
  stepfunctions: "states",
};

/**
 * An action of a service that AWS does not have: nothing is allowed or denied by it. As Access
 * Analyzer does, judges every literal prefix before a colon, without regard to case and effect. A
 * prefix with a wildcard or an unknown part is left alone.
 */
export const invalidServiceInAction: Rule = {
  issueCode: "INVALID_SERVICE_IN_ACTION",
  findingType: "ERROR",
  summary: "there is no such service",
  accessAnalyzer: true,

  document: judgeActions(judge),
};

function judge({ value, text }: ActionText, withHint: boolean): Problem | undefined {
  const colon = text.indexOf(":");
  if (colon < 0) return undefined;
  const prefix = text.slice(0, colon);
  if (/[*?]/.test(prefix)) return undefined;
  if (isKnownService(prefix) || furtherServices.has(prefix.toLowerCase())) return undefined;

  const meant = withHint ? whatIsMeant(prefix, text.slice(colon + 1)) : undefined;
  const suggestion = meant && replacement(value, 0, colon, meant);
  return {
    at: value.range,
    subject: text.toLowerCase(),
    details: `${quoted(prefix)} in ${quoted(text)} is not the prefix of a service.${
      meant
        ? ` Did you mean \`${meant}\`?`
        : " Look the prefix up in AWS's service authorization reference."
    }`,
    ...(suggestion && { suggestion }),
  };
}

/** Services that have an action of that name come first. */
function whatIsMeant(prefix: string, name: string): string | undefined {
  const lower = prefix.toLowerCase();
  if (Object.hasOwn(otherNames, lower)) return otherNames[lower];
  const near = servicePrefixes().filter((known) => nearest(lower, [known], 2) !== undefined);
  return (
    nearest(
      lower,
      near.filter((known) => action(known, name)),
      2,
    ) ?? nearest(lower, near, 2)
  );
}

import type { Suggestion } from "../../findings/finding.ts";
import type { Principal, Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Problem, Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { fill } from "./federation.ts";
import {
  type AskedAllow,
  type AskedPolicy,
  type Attempt,
  admits,
  askedPolicy,
  withoutKeys,
} from "./trust-question.ts";

/** Roles for services of AWS that act for somebody else: pods, machines with certificates. */

const podIdentity = "pods.eks.amazonaws.com";
const rolesAnywhere = "rolesanywhere.amazonaws.com";

const certificateControls = [
  "NIST 800-53 AC-3 (own judgement)",
  "NIST 800-53 IA-5(2) (own judgement)",
  "NIST 800-53 IA-9 (own judgement)",
  "ISO 27001 A.5.16 (own judgement)",
  "ISO 27001 A.8.5 (own judgement)",
];

/**
 * A suggestion only: which service account gets the role is decided by the association, for which
 * `iam:PassRole` is needed, and AWS's own template of the trust policy has no condition.
 */
const eksPodIdentityWithoutCondition: Rule = {
  issueCode: "EKS_POD_IDENTITY_WITHOUT_CONDITION",
  findingType: "SUGGESTION",
  summary: "a role can be given to the pods of any cluster and namespace",
  kinds: ["trust"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 IA-9 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
  ],

  *document(document) {
    const asked = askedPolicy(document);
    for (const { allow, principal } of serviceAllows(asked, podIdentity)) {
      if (!isLetIn(allow, asked, podIdentity, withoutKeys(allow))) continue;
      yield problem(
        allow,
        principal,
        "An association in any cluster of the account can give this role to any namespace. Demand `aws:RequestTag/kubernetes-namespace` and `aws:RequestTag/eks-cluster-arn`, which EKS sets for each session.",
      );
    }
  },
};

/**
 * A subject without the trust anchor is no proof: the name in a certificate is unique only within
 * one certificate authority.
 */
const rolesAnywhereWithoutTrustAnchor: Rule = {
  issueCode: "ROLES_ANYWHERE_WITHOUT_TRUST_ANCHOR",
  findingType: "SECURITY_WARNING",
  summary: "certificates of any trust anchor are enough to assume a role",
  kinds: ["trust"],
  controls: certificateControls,

  *document(document) {
    const asked = askedPolicy(document);
    for (const { allow, principal } of serviceAllows(asked, rolesAnywhere)) {
      if (!isLetIn(allow, asked, rolesAnywhere, { "aws:sourcearn": otherAnchors(allow) })) continue;
      yield problem(
        allow,
        principal,
        "A certificate of any trust anchor in the account can be used for this role. Demand the ARN of the anchor with `ArnEquals` on `aws:SourceArn`, and the subject of the certificate with `aws:PrincipalTag/x509Subject/CN`.",
        onlyAnchor(allow.source),
      );
    }
  },
};

/** The trust anchor, where the module or template has one and no other. */
function onlyAnchor(statement: Statement): Suggestion | undefined {
  if (statement.principal?.principals.length !== 1) return undefined;
  return addedCondition(
    statement,
    {
      operator: "ArnEquals",
      key: "aws:SourceArn",
      value: { kind: "linked arn", type: "AWS::RolesAnywhere::TrustAnchor" },
    },
    "Demand certificates of the trust anchor, with `aws:SourceArn`",
  );
}

/** Another anchor of the same account, and one of another account. */
function otherAnchors({ statement }: AskedAllow): (string | undefined)[] {
  const written = statement.conditions
    .filter(({ key }) => key === "aws:sourcearn")
    .flatMap(({ values }) => values);
  return [
    undefined,
    "arn:aws:rolesanywhere:eu-central-1:999999999999:trust-anchor/zz-other",
    ...written.map((text) => `${fill(text.slice(0, text.lastIndexOf("/") + 1))}zz-other`),
  ];
}

const rolesAnywhereWithoutCertificateCondition: Rule = {
  issueCode: "ROLES_ANYWHERE_WITHOUT_CERTIFICATE_CONDITION",
  findingType: "WARNING",
  summary: "every certificate of a trust anchor is enough to assume a role",
  kinds: ["trust"],
  yieldsTo: ["ROLES_ANYWHERE_WITHOUT_TRUST_ANCHOR"],
  controls: certificateControls,

  *document(document) {
    const asked = askedPolicy(document);
    for (const { allow, principal } of serviceAllows(asked, rolesAnywhere)) {
      const certificateKeys = allow.statement.conditions
        .map(({ key }) => key)
        .filter((key) => key.startsWith("aws:principaltag/") || key === "sts:sourceidentity");
      const other = Object.fromEntries(certificateKeys.map((key) => [key, ["zz-other"]]));
      if (!isLetIn(allow, asked, rolesAnywhere, other)) continue;
      yield problem(
        allow,
        principal,
        "Whoever has any certificate of the authority can assume this role. Demand something that only the right certificates have, such as `aws:PrincipalTag/x509Subject/CN`.",
      );
    }
  },
};

/**
 * Services that run a customer's code, by what somebody who gets at the code of one has not yet got
 * at. Those of one group belong together. Own judgement.
 */
export const computeServices: Readonly<Record<string, string>> = {
  "build.apprunner.amazonaws.com": "App Runner",
  "codebuild.amazonaws.com": "CodeBuild",
  "ec2.amazonaws.com": "EC2",
  "ecs-tasks.amazonaws.com": "ECS",
  "edgelambda.amazonaws.com": "Lambda",
  "eks-fargate-pods.amazonaws.com": "EKS",
  "emr-serverless.amazonaws.com": "EMR",
  "glue.amazonaws.com": "Glue",
  "lambda.amazonaws.com": "Lambda",
  "pods.eks.amazonaws.com": "EKS",
  "sagemaker.amazonaws.com": "SageMaker",
  "tasks.apprunner.amazonaws.com": "App Runner",
};

const roleSharedByServices: Rule = {
  issueCode: "ROLE_SHARED_BY_SERVICES",
  findingType: "SUGGESTION",
  summary: "services that run different programs share a role",
  kinds: ["trust"],
  controls: [
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "ISO 27001 A.5.3 (own judgement)",
  ],

  *document({ statements }) {
    const seen = new Map<string, Principal>();
    for (const { effect, principal } of statements) {
      if (effect !== "Allow") continue;
      for (const each of principal?.principals ?? []) {
        const name = knownText(each.value)?.toLowerCase() ?? "";
        const group = Object.hasOwn(computeServices, name) ? computeServices[name] : undefined;
        if (each.type === "Service" && group !== undefined && !seen.has(group))
          seen.set(group, each);
      }
    }
    const [first, second] = seen.values();
    if (!first || !second) return;
    const names = [...seen.keys()].sort();
    yield {
      at: second.value.range,
      subject: `role of ${names.join(", ")}`,
      details: `Programs on ${names.slice(0, -1).join(", ")} and ${names.at(-1)} share this role, so that each has what the others need. Give each a role of its own.`,
      related: [{ range: first.value.range, message: "shared with this service" }],
    };
  },
};

interface ServiceAllow {
  readonly allow: AskedAllow;
  readonly principal: Principal;
}

function serviceAllows({ allows }: AskedPolicy, service: string): ServiceAllow[] {
  return allows.flatMap((allow) => {
    const principal = allow.source.principal?.principals.find(
      ({ type, value }) => type === "Service" && knownText(value)?.toLowerCase() === service,
    );
    return principal ? [{ allow, principal }] : [];
  });
}

function isLetIn(
  allow: AskedAllow,
  asked: AskedPolicy,
  name: string,
  context: NonNullable<Attempt["context"]>,
): boolean {
  const principal = { type: "Service", name } as const;
  return admits(allow, { action: "sts:AssumeRole", principal, context }, asked);
}

function problem(
  { source }: AskedAllow,
  { value }: Principal,
  details: string,
  suggestion?: Suggestion,
): Problem {
  return {
    ...(suggestion && { suggestion }),
    at: value.range,
    subject: canonicalStatement(source),
    details: `${details}${onlyIf(source, value)}`,
    related: source.conditions.slice(0, 5).map(({ range, key }) => ({
      range,
      message: `${quoted(knownText(key) ?? "this condition")} does not pin it`,
    })),
  };
}

export const serviceTrustRules: readonly Rule[] = [
  rolesAnywhereWithoutTrustAnchor,
  rolesAnywhereWithoutCertificateCondition,
  eksPodIdentityWithoutCondition,
  roleSharedByServices,
];

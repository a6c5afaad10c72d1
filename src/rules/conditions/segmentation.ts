import { ask } from "../../access/ask.ts";
import { pipelineIssuerOf } from "../../access/escalation/trust.ts";
import type { AccessPrincipal } from "../../access/principals.ts";
import type { Principal } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import {
  administratorAttachments,
  administratorStatements,
} from "../least-privilege/administrator.ts";
import type { Rule } from "../rule.ts";
import { computeServices } from "../trust/service-trusts.ts";
import { quoted, quotedValue } from "../wording.ts";

/** One role for duties that have nothing to do with each other. */

const controls = [
  "NIST 800-53 AC-5 (own judgement)",
  "NIST 800-53 AC-6 (own judgement)",
  "ISO 27001 A.5.3 (own judgement)",
];

const kinds = ["people", "pipelines", "programs"] as const;
type Kind = (typeof kinds)[number];

const roleTrustedByDifferentKinds: Rule = {
  issueCode: "ROLE_TRUSTED_BY_DIFFERENT_KINDS",
  findingType: "WARNING",
  confidence: "likely",
  summary: "people, pipelines and programs share a role",
  kinds: ["trust"],
  controls,

  *document({ statements }, policy) {
    const hasPipeline = pipelineIssuerOf([policy]) !== undefined;
    const seen = new Map<Kind, Principal>();
    for (const { effect, principal } of statements) {
      if (effect !== "Allow") continue;
      for (const each of principal?.principals ?? []) {
        const kind = kindOf(each, hasPipeline);
        if (kind && !seen.has(kind)) seen.set(kind, each);
      }
    }
    const [first, second] = seen.values();
    if (!first || !second) return;
    const names = kinds.filter((kind) => seen.has(kind));
    yield {
      at: second.value.range,
      subject: `role of ${names.join(", ")}`,
      details: `${capitalised(listed(names))} share this role, so that each has what the others need, and the audit trail does not tell them apart. Give each a role of its own.`,
      related: [{ range: first.value.range, message: "shares the role" }],
    };
  },
};

/** Roles of AWS are left alone: who stands behind them is not known here. */
function kindOf({ type, value }: Principal, hasPipeline: boolean): Kind | undefined {
  const text = displayText(value).toLowerCase();
  switch (type) {
    case "Service":
      return Object.hasOwn(computeServices, text) ? "programs" : undefined;
    case "AWS":
      return /:user\//.test(text) || /:role\/aws-reserved\/sso\.amazonaws\.com\//.test(text)
        ? "people"
        : undefined;
    case "Federated":
      if (/:saml-provider\//.test(text)) return "people";
      // Pods of a cluster are programs. Other issuers are neither for certain.
      if (/oidc-provider\/oidc\.eks\./.test(text)) return "programs";
      return hasPipeline &&
        /githubusercontent|gitlab|terraform|circleci|bitbucket|buildkite/.test(text)
        ? "pipelines"
        : undefined;
    default:
      return undefined;
  }
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What decides who may do what. */
const administration = [
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreatePolicyVersion",
  "iam:CreateUser",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
];
/** What is in the databases and stores. */
const data = [
  "dynamodb:GetItem",
  "dynamodb:Query",
  "rds-data:ExecuteStatement",
  "redshift-data:ExecuteStatement",
  "s3:GetObject",
  "secretsmanager:GetSecretValue",
];

/** Both in one hand. That is what deployments of small teams look like: a hint. */
const roleWithUnrelatedDuties: Rule = {
  issueCode: "ROLE_WITH_UNRELATED_DUTIES",
  findingType: "WARNING",
  confidence: "hint",
  summary: "a role both administers IAM and reads data",
  controls,

  *principal(principal) {
    const { owner, identity, address } = principal;
    if (owner?.type !== "AWS::IAM::Role" || identity.length === 0) return;
    // That is said already, with more reach.
    if (administratorStatements(principal).length > 0) return;
    if (administratorAttachments(principal).length > 0) return;
    const administers = firstAllowed(administration, principal);
    const reads = administers && firstAllowed(data, principal);
    if (!administers || !reads) return;
    yield {
      address,
      at: owner.range,
      subject: "administers IAM and reads data",
      details: `This role may change who may do what (${quoted(administers)}) and read data (${quoted(reads)}). Give the two duties to different roles, so that nobody who has the one can help himself to the other unseen.`,
    };
  },
};

function firstAllowed(
  actions: readonly string[],
  { policies }: AccessPrincipal,
): string | undefined {
  return actions.find((action) => {
    const answer = ask(policies, { actions: [action] });
    return answer.result === "allowed" && answer.practical;
  });
}

const stages: readonly (readonly [stage: string, words: readonly string[]])[] = [
  ["production", ["prod", "production", "prd", "live"]],
  ["development", ["dev", "devel", "development", "sandbox", "staging", "stage", "test", "qa"]],
];

function stageOf(text: string): string | undefined {
  const words = new Set(text.toLowerCase().split(/[^a-z0-9]+/));
  const found = stages.filter(([, names]) => names.some((name) => words.has(name)));
  // A text that names both says nothing.
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** Names tell, and names can mislead: a hint. */
const environmentsMixed: Rule = {
  issueCode: "ENVIRONMENTS_MIXED",
  findingType: "WARNING",
  confidence: "hint",
  summary: "a principal of one environment reaches resources of another one",
  controls: [
    "NIST 800-53 AC-4 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 SC-7 (own judgement)",
    "ISO 27001 A.8.31 (own judgement)",
  ],

  *principal({ owner, identity, address }) {
    const own = owner && stageOfOwner(owner);
    const seen = new Map<string, { readonly value: TextValue; readonly address: string }>();
    for (const policy of identity) {
      for (const { effect, resource } of policy.document.statements) {
        if (effect !== "Allow") continue;
        for (const value of resource?.values ?? []) {
          const stage = stageOf(resourceName(value));
          if (stage && !seen.has(stage)) seen.set(stage, { value, address: policy.address });
        }
      }
    }
    const foreign = [...seen].find(([stage]) => stage !== (own ?? [...seen.keys()][0]));
    if (!foreign) return;
    const [stage, { value, address: at }] = foreign;
    const home = own ?? [...seen.keys()][0];
    yield {
      address: at,
      at: value.range,
      subject: `${home} and ${stage} ${at === address ? "" : displayText(value)}`.trim(),
      details: `By its name ${quotedValue(value)} is of the ${stage} environment, and ${own ? "the principal itself" : "something else that the principal reaches"} of the ${home} environment. A principal for each environment keeps a mistake in the one out of the other.`,
    };
  },
};

function stageOfOwner({ name, tags = [] }: NonNullable<AccessPrincipal["owner"]>) {
  const tag = tags.find(({ key }) => /^(environment|env|stage)$/i.test(displayText(key)));
  const text = knownText(tag?.value ?? name ?? { parts: [], range: noPlace });
  return text === undefined ? undefined : stageOf(text);
}

const noPlace = { file: "", start: 0, end: 0 };

/** What stands behind the account: regions and services have such words in their names, too. */
function resourceName(value: TextValue): string {
  const text = displayText(value);
  return text.startsWith("arn:") ? text.split(":").slice(5).join(":") : "";
}

export const segmentationRules: readonly Rule[] = [
  roleTrustedByDifferentKinds,
  roleWithUnrelatedDuties,
  environmentsMixed,
];

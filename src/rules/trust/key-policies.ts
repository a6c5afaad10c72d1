import type { Suggestion } from "../../findings/finding.ts";
import { isStar } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyDocument, Principal, Statement } from "../../policy/policy-document.ts";
import { displayText, placeholderText } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { fill } from "./federation.ts";
import { isWholeAccount } from "./foreign-accounts.ts";
import { grantTo, requestPrincipal } from "./principal-grants.ts";
import {
  type AskedPolicy,
  type AskedPrincipal,
  type Attempt,
  admits,
  askedPolicy,
  askedPrincipals,
} from "./trust-question.ts";

/** Policies of AWS KMS keys. Nothing but the key policy lets anybody at a key, its account included. */

const keyTypes = new Set(["AWS::KMS::Key", "AWS::KMS::ReplicaKey"]);

const kmsKeyWithoutAdministrator: Rule = {
  issueCode: "KMS_KEY_WITHOUT_ADMINISTRATOR",
  findingType: "WARNING",
  summary: "a key policy lets nobody change it",
  kinds: ["resource"],
  controls: [
    "NIST 800-53 SC-12 (own judgement)",
    "NIST 800-53 SC-12(2) (own judgement)",
    "ISO 27001 A.8.24 (own judgement)",
  ],

  *document(document, policy) {
    const asked = askedKey(document, policy);
    if (!asked?.isComplete || document.statements.length === 0) return;
    if (keyAllows(asked).some((each) => may(each, asked, "kms:PutKeyPolicy"))) return;
    yield {
      at: document.statementKey ?? document.range,
      subject: "nobody may call kms:PutKeyPolicy",
      details:
        "Nobody may change this key policy, so that the key cannot be managed any more and only AWS Support can help. Allow `kms:*` to the account with `arn:aws:iam::<account>:root`, or name an administrator.",
    };
  },
};

/**
 * Grants hand on what their maker may not even do: whoever creates them without a limit gives himself
 * or anybody `kms:Decrypt`. Who may change the policy can do that anyway, and is left alone.
 */
const kmsGrantsNotLimited: Rule = {
  issueCode: "KMS_GRANTS_NOT_LIMITED",
  findingType: "SECURITY_WARNING",
  summary: "a key policy lets a user of the key give it to others",
  kinds: ["resource"],
  yieldsTo: ["ALLOW_WITH_NOT_PRINCIPAL", "PUBLIC_RESOURCE_POLICY"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 SC-12 (own judgement)",
    "ISO 27001 A.8.24 (own judgement)",
  ],

  *document(document, policy) {
    const asked = askedKey(document, policy);
    if (!asked) return;
    const allows = keyAllows(asked);
    for (const each of allows) {
      if (!may(each, asked, "kms:CreateGrant", noLimit)) continue;
      const { allow, principal } = each;
      // Whoever the account lets administer the key, where a Deny puts limits on that as well.
      const allowed = { ...asked, denies: [] };
      const isAdministrator = allows.some(
        (other) => isSame(other, each, asked) && may(other, allowed, "kms:PutKeyPolicy"),
      );
      if (isAdministrator) continue;
      const suggestion = forServicesOnly(allow.source);
      yield {
        ...(suggestion && { suggestion }),
        at: principal.value.range,
        subject: grantTo(principal, allow.source),
        details: `${quotedValue(principal.value)} may create grants without a limit, and so give anybody the use of this key. Demand \`"Bool": { "kms:GrantIsForAWSResource": "true" }\`, or limit \`kms:GranteePrincipal\` and \`kms:GrantOperations\`.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};

/**
 * The condition of the statement that AWS writes into key policies for persistent resources. Where the
 * statement allows more than grants, the rest would be lost with it: no other request has the key.
 */
function forServicesOnly(statement: Statement): Suggestion | undefined {
  const actions = (statement.action?.values ?? []).map((value) => displayText(value).toLowerCase());
  if (actions.length === 0 || !actions.every((name) => grantActions.has(name))) return undefined;
  return addedCondition(
    statement,
    { operator: "Bool", key: "kms:GrantIsForAWSResource", value: "true" },
    "Allow grants only where a service of AWS needs them for a resource",
  );
}

/** Source: AWS KMS Developer Guide, "Default key policy". */
const grantActions: ReadonlySet<string> = new Set([
  "kms:creategrant",
  "kms:listgrants",
  "kms:revokegrant",
]);

/** A grant for whom one likes, for all operations, not asked for by a service of AWS. */
const noLimit: NonNullable<Attempt["context"]> = {
  "kms:grantisforawsresource": [undefined, "false"],
  "kms:granteeprincipal": ["arn:aws:iam::999999999999:role/zz-other"],
  "kms:grantconstrainttype": [undefined],
  "kms:grantoperations": [["Decrypt", "CreateGrant", "ReEncryptFrom"]],
  "kms:viaservice": [undefined],
};

/** The account itself is left alone: what it may do follows from its identity policies. */
const kmsAdministratorCanDecrypt: Rule = {
  issueCode: "KMS_ADMINISTRATOR_CAN_DECRYPT",
  findingType: "SUGGESTION",
  summary: "an administrator of a key may also decrypt with it",
  kinds: ["resource"],
  controls: [
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 SC-12 (own judgement)",
    "ISO 27001 A.5.3 (own judgement)",
    "ISO 27001 A.8.24 (own judgement)",
  ],

  *document(document, policy) {
    const asked = askedKey(document, policy);
    if (!asked) return;
    const allows = keyAllows(asked).filter(({ principal }) => !isWholeAccount(principal));
    for (const each of allows) {
      const { allow, principal } = each;
      if (isStar(principal.value) || !isNamed(principal) || !may(each, asked, "kms:PutKeyPolicy"))
        continue;
      if (!allows.some((other) => isSame(other, each, asked) && may(other, asked, "kms:Decrypt"))) {
        continue;
      }
      yield {
        at: principal.value.range,
        subject: grantTo(principal, allow.source),
        details: `${quotedValue(principal.value)} may both administer this key and decrypt with it. Let administrators change the key, and others use it.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};

/** What is not known at all may be the account. */
function isNamed({ value }: Principal): boolean {
  return placeholderText(value).startsWith("arn:");
}

function askedKey(document: PolicyDocument, { resourceType, isDerived }: Policy) {
  if (isDerived || !keyTypes.has(resourceType ?? "")) return undefined;
  return askedPolicy(document);
}

/** Every pair of an Allow and a principal of IAM that it names. */
function keyAllows(asked: AskedPolicy): readonly AskedPrincipal[] {
  return askedPrincipals(asked).filter(({ principal: { type } }) => type === "AWS" || type === "*");
}

function may(
  { allow, principal }: AskedPrincipal,
  asked: AskedPolicy,
  action: string,
  context: NonNullable<Attempt["context"]> = {},
): boolean {
  const written = asked.symbols.write(principal.value);
  const [resource = "*"] = allow.statement.resources?.patterns ?? [];
  return admits(
    allow,
    {
      action,
      principal: requestPrincipal(written),
      resource: resource === "*" ? "arn:aws:kms:eu-central-1:111122223333:key/zz" : fill(resource),
      context,
    },
    asked,
  );
}

function isSame(first: AskedPrincipal, second: AskedPrincipal, { symbols }: AskedPolicy): boolean {
  return symbols.write(first.principal.value) === symbols.write(second.principal.value);
}

export const keyPolicyRules: readonly Rule[] = [
  kmsGrantsNotLimited,
  kmsKeyWithoutAdministrator,
  kmsAdministratorCanDecrypt,
];

import type { AccessPrincipal } from "../../access/principals.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { displayText, type TextValue } from "../../policy/text-value.ts";
import { writtenDocument } from "../../policy/written-document.ts";

/** One document that gives a principal access: of a policy of the repository. */
interface HeldDocument {
  readonly policy: Policy;
  /** With the conditions of its attachment; its statements are those of `principal.policies`. */
  readonly document: PolicyDocument;
}

/** An attachment of one of AWS's managed policies. */
export interface HeldManaged {
  /** `AmazonS3FullAccess`. */
  readonly name: string;
  /** The ARN or name as it is written, at its place. */
  readonly value: TextValue;
  /**
   * With the conditions of its attachment; its statements are those of `principal.policies`, unless it is
   * one that is known by its name.
   */
  readonly document: PolicyDocument;
}

/** The policies of the repository that a principal has. */
export function heldDocuments({ policies, sources }: AccessPrincipal): readonly HeldDocument[] {
  return policies.grants.flatMap((document, at) => {
    const source = sources[at];
    return source && "policy" in source ? [{ policy: source.policy, document }] : [];
  });
}

/**
 * Managed policies of AWS's that are too powerful to go by their content alone: they are known
 * here whether or not the catalogue has them.
 */
const powerful: Readonly<Record<string, string>> = {
  AdministratorAccess: "*",
  IAMFullAccess: "iam:*",
};

const powerfulDocuments = new Map<string, Pick<HeldManaged, "name" | "document">>(
  Object.entries(powerful).map(([name, action]) => {
    const statement = { Effect: "Allow", Action: action, Resource: "*" };
    const document = writtenDocument({ Version: "2012-10-17", Statement: [statement] });
    return [name, { name, document }];
  }),
);

/** What AWS owns; a team can name a policy of its own as it likes. */
const managedArn = /^arn:[^:]*:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

/** The managed policies of AWS's that are attached to a principal and whose content is known. */
export function heldManaged(principal: AccessPrincipal): readonly HeldManaged[] {
  return attachments(principal).flatMap(({ name, value }) => {
    const found = contentOf(name, value, principal);
    return found ? [{ ...found, value }] : [];
  });
}

/** Those whose content is not known. */
export function heldUnknown(principal: AccessPrincipal): readonly Omit<HeldManaged, "document">[] {
  return attachments(principal).flatMap(({ name, text, value }) =>
    managedArn.test(text) && !contentOf(name, value, principal) ? [{ name, value }] : [],
  );
}

interface Attachment {
  readonly name: string;
  readonly text: string;
  readonly value: TextValue;
}

/** The ARNs, or names, of the managed policies that are attached to a principal itself. */
export function attachedPolicies({ owner }: AccessPrincipal): readonly TextValue[] {
  return owner?.managedPolicies ?? owner?.foreignPolicies ?? [];
}

/** What AWS manages is foreign, and with the foreign ones stand the conditions of the attachment. */
function attachments({ owner }: AccessPrincipal): readonly Attachment[] {
  const attached = owner?.foreignPolicies ?? owner?.managedPolicies ?? [];
  return attached.flatMap((value) => {
    const text = displayText(value);
    // AWS prescribes these to the services that it wrote them for.
    if (/:policy\/(aws-)?service-role\//.test(text)) return [];
    const [, name = text] = managedArn.exec(text) ?? [];
    return [{ name, text, value }];
  });
}

/**
 * As it was read for the principal, never by asking for it anew: the statements are told apart by
 * identity.
 */
function contentOf(
  name: string,
  value: TextValue,
  { policies, sources }: AccessPrincipal,
): Pick<HeldManaged, "name" | "document"> | undefined {
  const powerful = powerfulDocuments.get(name);
  if (powerful) return powerful;
  for (const [at, document] of policies.grants.entries()) {
    const source = sources[at];
    if (source && "managed" in source && source.value === value) {
      return { name: source.managed.name, document };
    }
  }
  return undefined;
}

import type { Mentions } from "./mentions.ts";
import type { CataloguePath } from "./path.ts";
import type { Demand } from "./questions.ts";

/** A name that no policy mentions: what is allowed on it is not limited to named resources. */
export const unnamed = "leastwise-unnamed";

const administratorArn = "arn:*:iam::aws:policy/AdministratorAccess";

/** By condition key: what a request looks like that a condition on the key should have stopped. */
const badRequests: Readonly<Record<string, Demand["arms"]>> = {
  "iam:PolicyARN": [{ ArnLike: { "iam:PolicyARN": administratorArn } }],
  "iam:PermissionsBoundary": [
    { Null: { "iam:PermissionsBoundary": "true" } },
    { ArnLike: { "iam:PermissionsBoundary": administratorArn } },
  ],
  "lambda:CodeSigningConfigArn": absentOr("lambda:CodeSigningConfigArn"),
  "lambda:Layer": [{ "ForAnyValue:StringLike": { "lambda:Layer": `*${unnamed}*` } }],
  "ssm:SessionDocumentAccessCheck": [{ Bool: { "ssm:SessionDocumentAccessCheck": "false" } }],
  "ecs:container-name": absentOr("ecs:container-name"),
  "ecs:cluster": absentOr("ecs:cluster"),
  "kms:GrantIsForAWSResource": [{ Bool: { "kms:GrantIsForAWSResource": "false" } }],
  "kms:GrantConstraintType": [{ Null: { "kms:GrantConstraintType": "true" } }],
  "kms:GranteePrincipal": [{ StringLike: { "kms:GranteePrincipal": `*${unnamed}*` } }],
  "kms:GrantOperations": [{ "ForAnyValue:StringEquals": { "kms:GrantOperations": "Decrypt" } }],
  "ram:AllowsExternalPrincipals": [
    { Null: { "ram:AllowsExternalPrincipals": "true" } },
    { Bool: { "ram:AllowsExternalPrincipals": "true" } },
  ],
};

function absentOr(key: string): Demand["arms"] {
  return [{ Null: { [key]: "true" } }, { StringLike: { [key]: `*${unnamed}*` } }];
}

/** The request is none that the closing conditions of the path were made for. */
export function openRequest({ closedBy = [], category }: CataloguePath): Demand[] {
  return closedBy.map((key) => ({
    keys: [key.toLowerCase()],
    arms:
      badRequests[key] ??
      // Without the key no role is passed at all.
      (category === "new-passrole" ? [{ StringLike: { [key]: `*${unnamed}*` } }] : absentOr(key)),
  }));
}

/** The role is passed to the service, for something that the actions of the path make. */
export function passedTo(service: string, actions: readonly string[]): Demand[] {
  const prefixes = actions.map((action) => action.slice(0, action.indexOf(":")));
  const made = [...new Set(prefixes)].map((prefix) => `arn:*:${prefix}:*:*:*`);
  return [
    {
      keys: ["iam:passedtoservice"],
      arms: [{ StringEquals: { "iam:PassedToService": [service, `${service}.cn`] } }],
    },
    {
      keys: ["iam:associatedresourcearn"],
      arms: [
        { Null: { "iam:AssociatedResourceArn": "true" } },
        ...(made.length > 0 ? [{ ArnLike: { "iam:AssociatedResourceArn": made } }] : []),
      ],
    },
  ];
}

/**
 * The resource is one that nothing was said of: it has no tags, and its name is not that of the
 * caller or of anything that belongs to it.
 */
export function ofNobody({ tagKeys, variables }: Mentions): Demand[] {
  return [
    ...[...tagKeys].map((key) => ({ keys: [key], arms: [{ Null: { [key]: "true" } }] })),
    ...[...variables].map((key) => ({
      keys: [key],
      arms: [{ StringNotLikeIfExists: { [key]: `*${unnamed}*` } }],
    })),
  ];
}

/** The caller is the user of that name, for policies that speak of their holder by a variable. */
export function asUser(name: string): Demand {
  const arms = [{ StringEquals: { "aws:username": name } }];
  return { keys: ["aws:username"], arms, username: name };
}

import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../../src/access/escalation/catalogue.ts";
import { allow, openPaths } from "./escalation-support.ts";

interface Example {
  /** Conditions that were made against the path. */
  readonly closing: readonly object[];
  /** Conditions on the key that stop nothing. */
  readonly vacuous: readonly object[];
}

const arn = "arn:aws:iam::111122223333";

const examples: Readonly<Record<string, Example>> = {
  "iam:PolicyARN": {
    closing: [
      { ArnEquals: { "iam:PolicyARN": `${arn}:policy/app` } },
      { ArnLikeIfExists: { "iam:PolicyARN": `${arn}:policy/app/*` } },
    ],
    vacuous: [
      { ArnLike: { "iam:PolicyARN": "*" } },
      { ArnNotEquals: { "iam:PolicyARN": `${arn}:policy/app` } },
    ],
  },
  "iam:PermissionsBoundary": {
    closing: [{ StringEquals: { "iam:PermissionsBoundary": `${arn}:policy/limit` } }],
    vacuous: [
      { StringEqualsIfExists: { "iam:PermissionsBoundary": `${arn}:policy/limit` } },
      { StringLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/*" } },
    ],
  },
  "ec2:InstanceProfile": {
    closing: [
      { ArnLike: { "ec2:InstanceProfile": `${arn}:instance-profile/web` } },
      { Null: { "ec2:InstanceProfile": "true" } },
    ],
    vacuous: [{ ArnLike: { "ec2:InstanceProfile": "arn:aws:iam::*:instance-profile/*" } }],
  },
  "cloudformation:RoleArn": {
    closing: [{ StringEquals: { "cloudformation:RoleArn": `${arn}:role/stack` } }],
    vacuous: [{ StringLike: { "cloudformation:RoleArn": "*" } }],
  },
  "lambda:CodeSigningConfigArn": {
    closing: [{ StringEquals: { "lambda:CodeSigningConfigArn": "arn:aws:lambda:x:1:c:csc-1" } }],
    vacuous: [{ StringLike: { "lambda:CodeSigningConfigArn": "*" } }],
  },
  "lambda:Layer": {
    closing: [
      { "ForAllValues:StringEquals": { "lambda:Layer": "arn:aws:lambda:us-east-1:1:layer:own:1" } },
    ],
    vacuous: [{ "ForAnyValue:StringLike": { "lambda:Layer": "*" } }],
  },
  "ssm:SessionDocumentAccessCheck": {
    closing: [{ BoolIfExists: { "ssm:SessionDocumentAccessCheck": "true" } }],
    vacuous: [{ Bool: { "ssm:SessionDocumentAccessCheck": ["true", "false"] } }],
  },
  "ecs:container-name": {
    closing: [{ StringEquals: { "ecs:container-name": "debug" } }],
    vacuous: [{ StringLike: { "ecs:container-name": "*" } }],
  },
  "ecs:cluster": {
    closing: [{ ArnEquals: { "ecs:cluster": "arn:aws:ecs:us-east-1:111122223333:cluster/test" } }],
    vacuous: [{ ArnNotEquals: { "ecs:cluster": "arn:aws:ecs:us-east-1:111122223333:cluster/x" } }],
  },
  "kms:GrantIsForAWSResource": {
    closing: [{ Bool: { "kms:GrantIsForAWSResource": "true" } }],
    vacuous: [{ Bool: { "kms:GrantIsForAWSResource": ["true", "false"] } }],
  },
  "kms:GrantConstraintType": {
    closing: [{ StringEquals: { "kms:GrantConstraintType": "EncryptionContextEquals" } }],
    vacuous: [{ StringEqualsIfExists: { "kms:GrantConstraintType": "EncryptionContextEquals" } }],
  },
  "kms:GranteePrincipal": {
    closing: [{ StringEquals: { "kms:GranteePrincipal": `${arn}:role/app` } }],
    vacuous: [{ StringLike: { "kms:GranteePrincipal": "*" } }],
  },
  "kms:GrantOperations": {
    closing: [{ "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt", "Verify"] } }],
    vacuous: [{ "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt", "Decrypt"] } }],
  },
  "ram:AllowsExternalPrincipals": {
    closing: [{ Bool: { "ram:AllowsExternalPrincipals": "false" } }],
    vacuous: [{ Bool: { "ram:AllowsExternalPrincipals": ["true", "false"] } }],
  },
  "glue:RoleAssumedBy": {
    closing: [{ StringEquals: { "glue:RoleAssumedBy": "glue.amazonaws.com" } }],
    vacuous: [{ StringLikeIfExists: { "glue:RoleAssumedBy": "*" } }],
  },
};

test("every closing key has examples", () => {
  const keys = new Set(catalogue.flatMap(({ closedBy = [] }) => closedBy));
  expect(Object.keys(examples).sort()).toEqual([...keys].sort());
});

const cases = catalogue.flatMap((path) =>
  (path.closedBy ?? []).flatMap((key) => {
    const { closing = [], vacuous = [] } = examples[key] ?? {};
    const [way = []] = path.ways;
    return [
      ...closing.map((condition) => ({ path, way, condition, isOpen: false })),
      ...vacuous.map((condition) => ({ path, way, condition, isOpen: true })),
    ].map((each) => ({ ...each, name: `${path.id}: ${JSON.stringify(each.condition)}` }));
  }),
);

describe("a condition on all actions of a path but iam:PassRole", () => {
  test.each(cases)("$name", ({ path, way, condition, isOpen }) => {
    const statements = way.map((action) =>
      allow(action, "*", action === "iam:PassRole" ? undefined : condition),
    );
    const ids = openPaths({ caller: { allows: statements } });
    expect(ids.includes(path.id) || ids.includes(path.variantOf ?? "none")).toBe(isOpen);
  });
});

import { expect, test } from "@jest/globals";
import { escalationDifference } from "../../../src/access/escalation/escalation-difference.ts";
import type { Inventory } from "../../../src/policy/inventory.ts";
import { allow, inventoryOf, type PrincipalText } from "./escalation-support.ts";

const changesItself = allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/deploy");
const secrets = allow("secretsmanager:GetSecretValue");

interface Case {
  readonly name: string;
  readonly base: Readonly<Record<string, PrincipalText>> | undefined;
  readonly head: Readonly<Record<string, PrincipalText>>;
  readonly changes: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: "a path that the change opens",
    base: { deploy: { allows: allow("iam:GetRole") } },
    head: { deploy: { allows: [allow("iam:GetRole"), changesItself] } },
    changes: ["introduced deploy iam-put-role-policy"],
  },
  {
    name: "one that was there",
    base: { deploy: { allows: changesItself } },
    head: { deploy: { allows: [allow("iam:GetRole"), changesItself] } },
    changes: ["pre-existing deploy iam-put-role-policy"],
  },
  {
    name: "one that the change closes",
    base: { deploy: { allows: changesItself } },
    head: { deploy: { allows: changesItself, boundary: allow("s3:*") } },
    changes: ["fixed deploy iam-put-role-policy"],
  },
  {
    name: "one that leads further now",
    base: { deploy: { allows: changesItself } },
    head: { deploy: { allows: allow("iam:PutRolePolicy") } },
    changes: ["introduced deploy iam-put-role-policy", "fixed deploy iam-put-role-policy"],
  },
  {
    name: "one that leads less far now",
    base: { deploy: { allows: allow("iam:PutRolePolicy") } },
    head: { deploy: { allows: changesItself } },
    changes: ["pre-existing deploy iam-put-role-policy", "fixed deploy iam-put-role-policy"],
  },
  {
    name: "without a base",
    base: undefined,
    head: { deploy: { allows: changesItself } },
    changes: ["introduced deploy iam-put-role-policy"],
  },
  {
    name: "what is introduced before what was there, the worst first",
    base: { deploy: { allows: changesItself } },
    head: { deploy: { allows: [changesItself, secrets, allow("sqs:AddPermission")] } },
    changes: [
      "introduced deploy secretsmanager-read",
      "introduced deploy sns-sqs-policy",
      "pre-existing deploy iam-put-role-policy",
    ],
  },
  {
    name: "a change of one role opens a path of another",
    base: {
      ci: { allows: allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/admin") },
      admin: { allows: allow("*"), trust: trustOf("ec2.amazonaws.com") },
    },
    head: {
      ci: { allows: allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/admin") },
      admin: { allows: allow("*"), trust: trustOf("ec2.amazonaws.com", "111122223333") },
    },
    changes: ["introduced ci sts-assume-role"],
  },
  {
    name: "what an administrator keeps was possible before",
    base: { deploy: { allows: allow("*") } },
    head: { deploy: { allows: changesItself } },
    changes: ["pre-existing deploy iam-put-role-policy"],
  },
  {
    name: "who becomes an administrator has not lost a path",
    base: { deploy: { allows: changesItself } },
    head: { deploy: { allows: allow("*") } },
    changes: [],
  },
];

function trustOf(service: string, account?: string): object {
  return {
    Effect: "Allow",
    Principal: { Service: service, ...(account && { AWS: account }) },
    Action: "sts:AssumeRole",
  };
}

test.each(cases)("$name", ({ base, head, changes }) => {
  const found = escalationDifference(base && inventoryOf(base), inventoryOf(head));
  expect(found.map(({ state, principal, id }) => `${state} ${principal} ${id}`)).toEqual(changes);
});

test("no path is opened by a change that gives nobody new access", () => {
  const base = inventoryOf({ deploy: { allows: allow("iam:GetRole") } });
  const head = inventoryOf({ deploy: { allows: changesItself } });
  const stateOf = (isNothingNew: boolean) =>
    escalationDifference(base, head, { isNothingNew }).map(({ state }) => state);
  expect([stateOf(false), stateOf(true)]).toEqual([["introduced"], ["pre-existing"]]);
});

test("a principal that was moved is known by its name", () => {
  const base = inventoryOf({ deploy: { allows: changesItself } });
  const head = movedTo("module.iam.deploy", inventoryOf({ deploy: { allows: changesItself } }));
  expect(escalationDifference(base, head)).toMatchObject([
    { state: "pre-existing", principal: "module.iam.deploy" },
  ]);
});

test("one of two with the same name is not", () => {
  const base = inventoryOf({ deploy: { allows: changesItself } });
  const first = movedTo("module.a.deploy", inventoryOf({ deploy: { allows: changesItself } }));
  const second = movedTo("module.b.deploy", inventoryOf({ deploy: { allows: changesItself } }));
  const head = {
    policies: [...first.policies, ...second.policies],
    owners: [...first.owners, ...second.owners],
    notJudged: [],
  };
  const states = escalationDifference(base, head).map(({ state }) => state);
  expect(states).toEqual(["introduced", "introduced", "fixed"]);
});

function movedTo(address: string, { policies, owners }: Inventory): Inventory {
  return {
    policies: policies.map((policy) => ({
      ...policy,
      address: `${address} policy`,
      owner: address,
    })),
    owners: owners.map((owner) => ({ ...owner, address })),
    notJudged: [],
  };
}

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { ask } from "../../src/access/ask.ts";
import { compareAccess, type PolicySet } from "../../src/access/compare-access.ts";
import { evaluate } from "../../src/access/evaluate.ts";
import { exposureOf } from "../../src/access/exposure.ts";
import type { Request } from "../../src/access/request.ts";
import { documentOf, statementsOf } from "../support/access.ts";
import { type Json, parameters, policy, request } from "../support/random-policies.ts";

/** Laws of the questions, and of sets with further layers. */

const requests = fc.array(request, { minLength: 40, maxLength: 40 });

interface Layers {
  readonly grants: readonly Json[];
  readonly boundary: readonly Json[];
}

const layered: fc.Arbitrary<Layers> = fc.record({
  grants: policy(false),
  boundary: policy(false),
});

function setOf({ grants, boundary }: Layers): PolicySet {
  return { grants: [documentOf(grants)], limits: [[documentOf(boundary)]] };
}

function allows({ grants, boundary }: Layers, asked: Request): boolean {
  const serviceControl = [statementsOf(boundary)];
  return evaluate(asked, { identity: statementsOf(grants), serviceControl }).allowed;
}

test("within boundaries, a request that head allows and base does not is in the difference", () => {
  fc.assert(
    fc.property(layered, layered, requests, (base, head, asked) => {
      const more = asked.some((each) => allows(head, each) && !allows(base, each));
      const { granted } = compareAccess(setOf(base), setOf(head));
      if (more) expect(granted.lines.length + granted.undecided.length).toBeGreaterThan(0);
      for (const { witness } of granted.lines) {
        const lower = [...witness.request.context].map(
          ([key, value]) => [key.toLowerCase(), value] as const,
        );
        const shown = { ...witness.request, context: new Map(lower) };
        expect([allows(head, shown), allows(base, shown)]).toEqual([true, false]);
      }
    }),
    parameters,
  );
});

test("what a request is allowed, a question about it does not deny", () => {
  fc.assert(
    fc.property(layered, requests, (layers, asked) => {
      const set = setOf(layers);
      for (const each of asked) {
        const { action, resource } = each;
        const isAllowed = allows(layers, each);
        if (!isAllowed) continue;
        expect(ask(set, { actions: [action] }).result).not.toBe("not allowed");
        if (resource === "*") continue;
        const answer = ask(set, { actions: [action], resources: [resource] });
        expect(answer.result).not.toBe("not allowed");
      }
    }),
    parameters,
  );
});

test("an answer has a request that the evaluator allows", () => {
  const question = fc.constantFrom(
    { actions: ["s3:GetObject"] },
    { actions: ["s3:*", "iam:PassRole"], resources: ["arn:aws:s3:::a/*"] },
    { resources: ["arn:aws:iam::111111111111:role/x"] },
    { actions: ["nova:G*"], unconditionally: true },
  );
  fc.assert(
    fc.property(layered, question, (layers, asked) => {
      const answer = ask(setOf(layers), asked);
      if (answer.result !== "allowed") return;
      const { request: shown } = answer.witness;
      const lower = [...shown.context].map(([key, value]) => [key.toLowerCase(), value] as const);
      expect(allows(layers, { ...shown, context: new Map(lower) })).toBe(true);
      expect(answer.lines.length).toBeGreaterThan(0);
    }),
    parameters,
  );
});

test("a stranger's request that a policy allows makes it public", () => {
  const stranger = { type: "AWS", arn: "arn:aws:iam::555555555555:role/z" } as const;
  const strong = ["aws:principalorgid", "aws:sourceip"];
  fc.assert(
    fc.property(policy(true), requests, (statements, asked) => {
      const none = { trustedAccounts: [], trustedOrganizations: [] };
      const exposure = exposureOf(documentOf(statements), none, "resource");
      const rules = statementsOf(statements);
      for (const each of asked) {
        const context = new Map([...each.context].filter(([key]) => !strong.includes(key)));
        context.set("aws:principalarn", stranger.arn);
        context.set("aws:principalaccount", "555555555555");
        const own = { ...each, principal: stranger, context };
        if (!evaluate(own, { identity: rules }).allowed) continue;
        // One that no AWS resource has the form of is no alarm.
        if (
          /^s3:(?:Get|Put)Object$/.test(each.action) &&
          /^arn:aws:s3:::\w+\/./.test(each.resource)
        ) {
          expect(exposure.public ?? exposure.undecided[0]).toBeDefined();
        }
      }
    }),
    parameters,
  );
});

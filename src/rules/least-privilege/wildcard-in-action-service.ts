import type { AccessPrincipal } from "../../access/principals.ts";
import { type Action, actionsOf, serviceName, servicePrefixes } from "../../catalog/catalog.ts";
import { hasWildcard, matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { type AccessFamily, accessFamilies, familiesOf } from "./access-families.ts";
import { statementsBelowAdministrator } from "./administrator.ts";
import { listed, named } from "./listed.ts";
import { type Reach, reachesOf } from "./reach.ts";
import { lessByReach } from "./reach-wording.ts";
import { reachedUnnamed, unnamedResources } from "./unnamed-resources.ts";
import { allowedServices } from "./whole-services.ts";

/**
 * An action pattern with a wildcard in its service, `*:Get*`: it includes services that nobody thought
 * of, and those that AWS starts tomorrow. What it reaches is said in one finding, whatever that is.
 *
 * Left alone: patterns that `STAR_IN_ACTION_AND_RESOURCE` reports, those that come down to one
 * service, and those whose access is gone.
 */
export const wildcardInActionService: Rule = {
  issueCode: "WILDCARD_IN_ACTION_SERVICE",
  findingType: "SECURITY_WARNING",
  summary: "an action pattern includes services that nobody named",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
  ],

  *principal(principal) {
    for (const { policy, statement } of statementsBelowAdministrator(principal)) {
      yield* judge(policy, statement, principal);
    }
  },
};

function* judge(
  policy: Policy,
  statement: Statement,
  principal: AccessPrincipal,
): Iterable<AddressedProblem> {
  const place = statement.resource ?? statement.notResource;
  if (statement.effect !== "Allow" || !place) return;
  for (const value of statement.action?.values ?? []) {
    if (!hasWildcardService(value) || allowedServices(statement, value, principal)) continue;
    const included = includedByService(value);
    if (included.size < 2) continue;
    const found = reachedFamilies(statement, included, principal);
    // All actions on resources that are named are those of their services.
    if (!found || (found.families.length === 0 && allOf.test(displayText(value)))) continue;
    const { families, names, reach } = found;
    const type = families[0]?.findingType ?? "SUGGESTION";
    const less = lessByReach(reach, type);
    const also =
      families.length > 0
        ? ` It includes ${named(names)}: ${listed(families.map(({ short }) => short))} on resources that nobody named.`
        : "";
    yield {
      address: policy.address,
      at: value.range,
      subject: canonicalGrant(
        statement,
        displayText(value).toLowerCase(),
        [...place.values].map(displayText).sort().join(),
      ),
      details: `${quotedValue(value)} matches actions of ${included.size} services, such as ${examples(included)}, and of those to come.${also} Write the service in front of the colon, one pattern for each.${less.sentence}${onlyIf(statement, value)}`,
      related: [{ range: place.range, message: "on these resources" }],
      findingType: type,
      ...less.problem,
    };
  }
}

/** `*` and `*:*`. */
const allOf = /^[*:]+$/;

/** `*:Get*`, `s*:Get*`, and what has no colon at all, where a wildcard reaches over it. */
function hasWildcardService(value: TextValue): boolean {
  const text = knownText(value) ?? "";
  const colon = text.indexOf(":");
  return hasWildcard(value) && (colon < 0 || /[*?]/.test(text.slice(0, colon)));
}

type Included = ReadonlyMap<string, readonly Action[]>;

function includedByService(value: TextValue): Included {
  const text = (knownText(value) ?? "").toLowerCase();
  const colon = text.indexOf(":");
  const byService = new Map<string, readonly Action[]>();
  for (const prefix of servicePrefixes()) {
    if (colon >= 0 && !matchesGlob(text.slice(0, colon), prefix)) continue;
    const actions = actionsOf(prefix).filter(({ name }) =>
      matchesGlob(text, `${prefix}:${name.toLowerCase()}`),
    );
    if (actions.length > 0) byService.set(prefix, actions);
  }
  return byService;
}

interface Reached {
  /** In the order of what matters. */
  readonly families: readonly AccessFamily[];
  /** One action of each, or none. */
  readonly names: readonly string[];
  readonly reach: Exclude<Reach, "gone">;
}

/** What is reached; `undefined` when nothing is left of it. */
function reachedFamilies(
  statement: Statement,
  included: Included,
  principal: AccessPrincipal,
): Reached | undefined {
  const reaches = reachesOf(principal);
  const found: { family: AccessFamily; name: string; reach: Exclude<Reach, "gone"> }[] = [];
  for (const family of accessFamilies) {
    const hit = firstOf(family, statement, included, (prefix, action) => {
      const { reach } = reaches.of(statement, prefix, [action]);
      return reach === "gone" ? undefined : reach;
    });
    if (hit) found.push({ family, ...hit });
  }
  const [first] = found;
  if (first) {
    return {
      families: found.map(({ family }) => family),
      names: found.map(({ name }) => name),
      reach: found.some(({ reach }) => reach === "full") ? "full" : first.reach,
    };
  }
  return reaches.isAnythingLeft(statement) ? { families: [], names: [], reach: "full" } : undefined;
}

/** Actions of a family that are tried one after the other. */
const triesMax = 20;

function firstOf(
  family: AccessFamily,
  statement: Statement,
  included: Included,
  reachOf: (prefix: string, action: Action) => Exclude<Reach, "gone"> | undefined,
): { readonly name: string; readonly reach: Exclude<Reach, "gone"> } | undefined {
  let tries = 0;
  for (const [prefix, actions] of included) {
    for (const action of actions) {
      if (!familiesOf(prefix, action).includes(family)) continue;
      if (reachedUnnamed(statement, unnamedResources(action)).length === 0) continue;
      if (tries++ >= triesMax) return undefined;
      const reach = reachOf(prefix, action);
      if (reach) return { name: `${prefix}:${action.name}`, reach };
    }
  }
  return undefined;
}

function examples(included: Included): string {
  return listed([...included.keys()].slice(0, 3).map((prefix) => serviceName(prefix) ?? prefix));
}

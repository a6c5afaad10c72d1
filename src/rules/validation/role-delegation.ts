import { coversAction, hasWildcard, isStar } from "../../policy/pattern.ts";
import type { Element, Statement } from "../../policy/policy-document.ts";
import {
  displayText,
  knownText,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { canonicalGrant } from "../canonical.ts";
import { kindsOf } from "../kinds.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { limitsLinkedService, limitsPassedService } from "./delegated-service.ts";
import { isStarWithoutUnknowns } from "./star-without-unknowns.ts";

/**
 * `iam:PassRole` and `iam:CreateServiceLinkedRole` on every role: twelve codes for two actions and six
 * ways to write it. Handing any role of the account to a service lets the principal act as that role;
 * a service-linked role gives a service permissions that nobody meant to give.
 *
 * As Access Analyzer does, judges only `Resource: "*"` and `NotResource`: patterns such as
 * `role/app-*` are clean, and so is a statement that names the services in its condition. A Deny is
 * left alone. Whether the condition also clears `NotResource` is not known; it does here.
 */
interface Delegation {
  readonly action: string;
  readonly isLimited: (statement: Statement) => boolean;
  readonly risk: string;
  readonly remedy: string;
}

const passRole: Delegation = {
  action: "iam:PassRole",
  isLimited: limitsPassedService,
  risk: "the principal can hand any of these roles to a service, and so act as that role",
  remedy:
    "Name the ARNs of the roles that may be passed, or limit the service with the condition key `iam:PassedToService`.",
};

const createServiceLinkedRole: Delegation = {
  action: "iam:CreateServiceLinkedRole",
  isLimited: limitsLinkedService,
  risk: "the principal can create service-linked roles, and so give permissions to services that nobody chose",
  remedy:
    "Name the services with the condition key `iam:AWSServiceName`, or their roles by ARN (`role/aws-service-role/…`).",
};

/** Which actions a statement is about. */
type ActionForm = "listed" | "pattern" | "not-action";
type ResourceForm = "star" | "not-resource";

interface Head extends Pick<Rule, "issueCode" | "findingType" | "summary"> {
  readonly controls?: readonly string[];
}

const passRoleControls = [
  "NIST 800-53 AC-6 (own judgement)",
  "ISO 27001 A.8.2 (own judgement)",
] as const;

export const createSlrRules: readonly Rule[] = [
  delegationRule(createServiceLinkedRole, "listed", "not-resource", {
    issueCode: "CREATE_SLR_WITH_NOT_RESOURCE",
    findingType: "WARNING",
    summary: "iam:CreateServiceLinkedRole is allowed on all but some resources",
  }),
  delegationRule(createServiceLinkedRole, "pattern", "not-resource", {
    issueCode: "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    findingType: "WARNING",
    summary: "an action pattern includes iam:CreateServiceLinkedRole on all but some resources",
  }),
  delegationRule(createServiceLinkedRole, "not-action", "not-resource", {
    issueCode: "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    findingType: "WARNING",
    summary: "NotAction leaves iam:CreateServiceLinkedRole allowed on all but some resources",
  }),
  delegationRule(createServiceLinkedRole, "listed", "star", {
    issueCode: "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    findingType: "WARNING",
    summary: "iam:CreateServiceLinkedRole is allowed on every role",
  }),
  delegationRule(createServiceLinkedRole, "pattern", "star", {
    issueCode: "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    findingType: "WARNING",
    summary: "an action pattern includes iam:CreateServiceLinkedRole on every role",
  }),
  delegationRule(createServiceLinkedRole, "not-action", "star", {
    issueCode: "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    findingType: "WARNING",
    summary: "NotAction leaves iam:CreateServiceLinkedRole allowed on every role",
  }),
];

export const passRoleRules: readonly Rule[] = [
  delegationRule(passRole, "listed", "not-resource", {
    issueCode: "PASS_ROLE_WITH_NOT_RESOURCE",
    findingType: "SECURITY_WARNING",
    summary: "iam:PassRole is allowed on all but some resources",
    controls: passRoleControls,
  }),
  delegationRule(passRole, "pattern", "not-resource", {
    issueCode: "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    findingType: "SECURITY_WARNING",
    summary: "an action pattern includes iam:PassRole on all but some resources",
    controls: passRoleControls,
  }),
  delegationRule(passRole, "not-action", "not-resource", {
    issueCode: "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    findingType: "SECURITY_WARNING",
    summary: "NotAction leaves iam:PassRole allowed on all but some resources",
    controls: passRoleControls,
  }),
  delegationRule(passRole, "listed", "star", {
    issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    findingType: "SECURITY_WARNING",
    summary: "iam:PassRole is allowed on every role",
    controls: passRoleControls,
  }),
  delegationRule(passRole, "pattern", "star", {
    issueCode: "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    findingType: "SECURITY_WARNING",
    summary: "an action pattern includes iam:PassRole on every role",
    controls: passRoleControls,
  }),
  delegationRule(passRole, "not-action", "star", {
    issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    findingType: "SECURITY_WARNING",
    summary: "NotAction leaves iam:PassRole allowed on every role",
    controls: passRoleControls,
  }),
];

function delegationRule(
  delegation: Delegation,
  actionForm: ActionForm,
  resourceForm: ResourceForm,
  head: Head,
): Rule {
  return {
    ...head,
    accessAnalyzer: true,
    kinds: kindsOf("IDENTITY_POLICY"),
    // Where the breadth of the actions is reported anyway, that finding says enough.
    yieldsTo: [
      "ADMINISTRATOR_ACCESS",
      "STAR_IN_ACTION_AND_RESOURCE",
      "ALLOW_WITH_NOT_ACTION",
      "WILDCARD_IN_ACTION_SERVICE",
    ],

    *statement(statement) {
      if (statement.effect !== "Allow") return;
      const action = actionPlace(statement, actionForm, delegation.action);
      const resource = action && resourcePlace(statement, resourceForm);
      if (!action || !resource || delegation.isLimited(statement)) return;

      const reach = resourceForm === "star" ? "every role" : "all roles but those that are named";
      const atResource = actionForm === "listed";
      yield {
        at: atResource ? resource : action.range,
        subject: canonicalGrant(
          statement,
          action.canonical,
          resourceForm === "star" ? "*" : "all but some",
        ),
        details: `${action.words} on ${reach}: ${delegation.risk}. ${delegation.remedy}${onlyIf(statement)}`,
        related: [
          atResource
            ? { range: action.range, message: `this allows ${delegation.action}` }
            : { range: resource, message: `on ${reach}` },
        ],
        locations: [action.range, resource],
      };
    },
  };
}

interface ActionPlace {
  readonly range: Range;
  readonly canonical: string;
  readonly words: string;
}

function actionPlace(
  { action, notAction }: Statement,
  form: ActionForm,
  name: string,
): ActionPlace | undefined {
  if (form === "not-action") {
    if (!notAction || !surelyLeavesOut(notAction, name)) return undefined;
    const excluded = notAction.values.map((value) => displayText(value).toLowerCase()).sort();
    return {
      range: notAction.range,
      canonical: `all but ${excluded.join()}`,
      words: `\`NotAction\` does not exclude \`${name}\`, which is allowed`,
    };
  }
  const found = namedPlaces(action)[form].get(name);
  if (!found) return undefined;
  return {
    range: found.range,
    canonical: form === "listed" ? name : displayText(found),
    words:
      form === "listed"
        ? `\`${name}\` is allowed`
        : `${quotedValue(found)} includes \`${name}\`, which is allowed`,
  };
}

interface NamedPlaces {
  /** By action: the first value that names it, and the first pattern that includes it for certain. */
  readonly listed: ReadonlyMap<string, TextValue>;
  readonly pattern: ReadonlyMap<string, TextValue>;
}

const nowhere: NamedPlaces = { listed: new Map(), pattern: new Map() };
const placesOf = new WeakMap<Element, NamedPlaces>();

/** Twelve rules ask for the same two actions: a list is read once for all. */
function namedPlaces(element: Element | undefined): NamedPlaces {
  if (!element) return nowhere;
  const known = placesOf.get(element);
  if (known) return known;
  const listed = new Map<string, TextValue>();
  const pattern = new Map<string, TextValue>();
  for (const value of element.values) {
    // Nearly every action is done with this: it is of another service.
    if (!/^[*?Ii\u{E000}]/u.test(placeholderText(value))) continue;
    if (hasWildcard(value)) {
      for (const name of actionNames) {
        if (!pattern.has(name) && coversAction(value, name) === "yes") pattern.set(name, value);
      }
      continue;
    }
    const text = knownText(value)?.toLowerCase();
    const name = actionNames.find((candidate) => candidate.toLowerCase() === text);
    if (name !== undefined && !listed.has(name)) listed.set(name, value);
  }
  const places = listed.size + pattern.size > 0 ? { listed, pattern } : nowhere;
  placesOf.set(element, places);
  return places;
}

const actionNames = [passRole.action, createServiceLinkedRole.action];

/** True when no value of the list can be about the action, whatever its unknown parts are. */
function surelyLeavesOut({ values }: Element, name: string): boolean {
  return values.length > 0 && values.every((value) => coversAction(value, name) === "no");
}

function resourcePlace(
  { resource, notResource }: Statement,
  form: ResourceForm,
): Range | undefined {
  if (form === "star") return resource?.values.find(isStar)?.range;
  // All but everything is nothing.
  if (!notResource || notResource.values.some(isStarWithoutUnknowns)) return undefined;
  return notResource.values.length > 0 ? notResource.range : undefined;
}

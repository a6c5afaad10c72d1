import { actionForOperation } from "../../catalog/api-operations.ts";
import {
  type Action,
  actionNames,
  actionsOf,
  catalogSource,
  isAction,
  isKnownService,
  serviceName,
} from "../../catalog/catalog.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Problem, Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { type ActionText, judgeActions } from "./action-texts.ts";

/**
 * Actions that the catalogue lacks and Access Analyzer accepts, in lower case. Seen in AWS managed
 * policies that it calls clean.
 */
const furtherActions = new Set([
  "sagemaker-unified-studio-mcp:callprivilegedtool",
  "sagemaker-unified-studio-mcp:callreadonlytool",
  "sagemaker-unified-studio-mcp:invokemcp",
]);

/**
 * An action that its service does not have: the statement does not do what it seems to, and a Deny
 * protects nothing.
 *
 * As Access Analyzer does, judges `Action` and `NotAction` of every statement, and a pattern only
 * when no action matches it. Case does not count. The catalogue lags behind AWS by days, so the
 * message names its date. Patterns with an unknown part are left alone.
 */
export const invalidAction: Rule = {
  issueCode: "INVALID_ACTION",
  findingType: "ERROR",
  summary: "the service has no such action",
  accessAnalyzer: true,
  // Of a number or a truth value that says enough.
  yieldsTo: ["DATA_TYPE_MISMATCH"],

  document: judgeActions(judge),
};

function judge({ value, text }: ActionText, withHint: boolean): Problem | undefined {
  if (/^\*+$/.test(text)) return undefined;
  const colon = text.indexOf(":");
  if (colon < 0) {
    return {
      at: value.range,
      subject: text.toLowerCase(),
      details: `${quoted(text)} names no service. Write the action as \`service:action\`, such as \`s3:GetObject\`.`,
    };
  }
  const prefix = text.slice(0, colon);
  const name = text.slice(colon + 1);
  if (!isKnownService(prefix) || exists(prefix, name)) return undefined;

  const meant = withHint ? whatIsMeant(prefix, name) : undefined;
  const suggestion = meant && replacement(value, colon + 1, text.length, meant.name);
  const wrong = /[*?]/.test(name)
    ? `No action of ${serviceName(prefix)} matches ${quoted(text)}`
    : `${serviceName(prefix)} has no action ${quoted(text)}`;
  return {
    at: value.range,
    subject: text.toLowerCase(),
    details: `${wrong} (data of ${catalogSource.date}).${meant ? ` ${meant.reason}` : ""}`,
    ...(suggestion && { suggestion }),
  };
}

function exists(prefix: string, name: string): boolean {
  if (!/[*?]/.test(name)) {
    return isAction(prefix, name) || furtherActions.has(`${prefix}:${name}`.toLowerCase());
  }
  const pattern = name.toLowerCase();
  for (const known of actionNames(prefix)) if (matchesGlob(pattern, known)) return true;
  return false;
}

/** The name (without prefix) that was probably meant, and why. */
function whatIsMeant(prefix: string, name: string): { name: string; reason: string } | undefined {
  const service = prefix.toLowerCase();
  const other = actionForOperation(prefix, name);
  if (other) {
    const reason = `The API operation \`${name}\` is allowed by the action \`${other}\`.`;
    return { name: other.slice(service.length + 1), reason };
  }
  const stem = name.replace(/\*+$/, "");
  if (/[*?]/.test(stem)) return undefined;
  const known = actionsOf(prefix);
  const found =
    stem === name
      ? nearest(
          name,
          known.map((each) => each.name),
        )
      : nearest(stem, leadingWords(known));
  if (!found) return undefined;
  const full = stem === name ? found : `${found}*`;
  return { name: full, reason: `Did you mean \`${service}:${full}\`?` };
}

/** `Describe`, `DescribeVpc`, … : the beginnings that people put before a `*`. */
function leadingWords(actions: readonly Action[]): ReadonlySet<string> {
  const known = wordsOf.get(actions);
  if (known) return known;
  const words = new Set<string>();
  for (const { name } of actions) {
    for (let end = 1; end <= name.length; end++) {
      if (end === name.length || /[A-Z]/.test(name.charAt(end))) words.add(name.slice(0, end));
    }
  }
  wordsOf.set(actions, words);
  return words;
}

/** By the list of a service in the catalogue, of which there is one. */
const wordsOf = new WeakMap<readonly Action[], ReadonlySet<string>>();

import { differenceWithin, type SubjectDifference } from "../../access/access-difference.ts";
import type { GrantLine } from "../../access/grant-lines.ts";
import type { Inventory } from "../../policy/inventory.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { writtenDocument } from "../../policy/written-document.ts";
import type { Range } from "../../text/range.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import type { RuleParameters } from "../rule-context.ts";
import { quoted } from "../wording.ts";

/** Actions, resources and statements that a message names. */
const namedMax = 4;

/**
 * A principal, or others by the policy of a resource, newly get what the configuration calls critical:
 * what CheckAccessNotGranted would be asked about, over all policies and with a base to compare with.
 *
 * What base allowed already is left alone, and so is a mere move from one policy to another.
 */
export const criticalAccessGranted: Rule = {
  issueCode: "CRITICAL_ACCESS_GRANTED",
  findingType: "SECURITY_WARNING",
  summary: "the change gives access that the configuration calls critical",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *change(base, head, { critical }) {
    const within = criticalAccess(critical);
    if (!within) return;
    for (const entry of differenceWithin(base, head, within).entries) {
      yield* problemsOf(entry, head);
    }
  },
};

/** `undefined`: nothing is critical. Of two lists both have to be met, of one list that one. */
function criticalAccess({ actions, resources }: RuleParameters["critical"]) {
  if (actions.length === 0 && resources.length === 0) return undefined;
  return writtenDocument({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: actions.length > 0 ? actions : ["*"],
        Resource: resources.length > 0 ? resources : ["*"],
      },
    ],
  });
}

/** One for each statement that gives something critical. */
function* problemsOf(entry: SubjectDifference, head: Inventory): Iterable<AddressedProblem> {
  const byPlace = new Map<string, GrantLine[]>();
  for (const line of entry.granted.lines) {
    if (!line.practical) continue;
    const key = `${line.policy} ${line.statementIndex}`;
    const same = byPlace.get(key);
    if (same) same.push(line);
    else byPlace.set(key, [line]);
  }
  for (const lines of byPlace.values()) {
    const [first] = lines;
    if (!first) continue;
    const { action, resource } = first.witness.request;
    yield {
      address: entry.address,
      at: placeOf(entry, first, head),
      subject: `critical ${lines.map(({ actions, resources }) => `${actions.join()} on ${resources.join()}`).join("; ")}`,
      details: `This newly allows what the configuration calls critical: ${lines.slice(0, namedMax).map(lineText).join("; ")}${lines.length > namedMax ? "; and more" : ""}. For example ${quoted(action)} on ${quoted(resource)}. Leave it out, or have somebody who may decide that accept it.`,
    };
  }
}

function lineText({ actions, resources, principals }: GrantLine): string {
  const by = principals.length > 0 ? ` by ${list(principals)}` : "";
  return `${list(actions)} on ${list(resources)}${by}`;
}

function list(texts: readonly string[]): string {
  const named = texts.slice(0, namedMax).map(quoted);
  const rest = texts.length - named.length;
  return [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

/** The statement; of a managed policy of AWS's the principal that it is attached to. */
function placeOf(entry: SubjectDifference, line: GrantLine, head: Inventory): Range {
  const source = entry.grantedFrom[line.policy];
  if (source && "policy" in source) {
    const { document } = source.policy;
    return statementRange(document, line.statementIndex);
  }
  const owners = [...head.owners, ...(head.elsewhere ?? [])];
  const owner = owners.find(({ address }) => address === entry.address);
  return owner?.range ?? { file: "", start: 0, end: 0 };
}

/** At its action, where a reader looks for what is allowed. */
function statementRange({ statements, range }: PolicyDocument, index: number): Range {
  const statement = statements.find((each) => each.index === index);
  return (statement?.action ?? statement?.notAction ?? statement)?.range ?? range;
}

import type { NotJudged } from "../../policy/inventory.ts";
import type { Node } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { membersOf, scalarText } from "./template.ts";

/** Where the Serverless Framework takes policies for the role of all functions, and for its API. */
const ofProvider: readonly (readonly string[])[] = [
  ["iam", "role", "statements"],
  ["iam", "role", "managedPolicies"],
  ["iamRoleStatements"],
  ["iamManagedPolicies"],
  ["apiGateway", "resourcePolicy"],
  ["resourcePolicy"],
];

/** The same for a single function, with the plugin that gives each a role of its own. */
const ofFunction = ["iamRoleStatements", "iamManagedPolicies"];

/** Places of one file that are listed. */
const placesMax = 50;

/** Whether a file may be one of the Serverless Framework: a linear look at its text. */
export function mayBeServerless(text: string): boolean {
  const names = [...ofProvider.map((path) => path.at(-1) ?? ""), ...ofFunction];
  return /^provider[ \t]*:/m.test(text) && names.some((name) => text.includes(name));
}

/**
 * What grants access in a file of the Serverless Framework: its own variables and what it adds are
 * not worked out, so that it is listed with its places.
 */
export function serverlessGrants(path: string, root: Node | undefined): NotJudged[] {
  const members = membersOf(root);
  const provider = membersOf(members.get("provider")?.value);
  const name = scalarText(provider.get("name")?.value);
  if (name && displayText(name) !== "aws") return [];
  const places: Range[] = ofProvider.flatMap((names) => keyOf(provider, names) ?? []);
  const functions = members.get("functions")?.value;
  const groups = functions?.kind === "array" ? functions.items : functions ? [functions] : [];
  for (const group of groups) {
    for (const { value } of membersOf(group).values()) {
      const own = membersOf(value);
      for (const key of ofFunction) places.push(...[keyOf(own, [key]) ?? []].flat());
    }
  }
  return places.slice(0, placesMax).map((range) => ({
    range,
    address: path,
    reason: "the Serverless Framework makes a policy of this: it is not judged",
    unread: false,
  }));
}

/** The place of the last of the names, each inside the one before. */
function keyOf(
  members: ReturnType<typeof membersOf>,
  [name = "", ...rest]: readonly string[],
): Range | undefined {
  const found = members.get(name);
  return found && rest.length > 0 ? keyOf(membersOf(found.value), rest) : found?.key.range;
}

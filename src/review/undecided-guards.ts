import { Unseen } from "../access/unseen.ts";
import type { Guard, GuardSetting } from "../policy/inventory.ts";
import { guardAtHead } from "../rules/governance/guards.ts";
import { quoted } from "../rules/wording.ts";
import type { AccessSide } from "./access-entries.ts";
import type { ReviewNotJudged } from "./review.ts";

/** Guards that are listed, and settings that a reason names. */
const listedMax = 100;
const namedMax = 5;

/**
 * The guards of base, such as an audit trail, of which nobody knows whether they are weaker at head, or
 * there at all: no rule says that they are, and nothing says that they are not.
 */
export function undecidedGuards(base: AccessSide | undefined, head: AccessSide): ReviewNotJudged[] {
  if (!base) return [];
  const unseen = new Unseen(base.result, head.result);
  const guards = (base.result.guards ?? []).filter(({ when = [] }) => when.length === 0);
  return guards
    .flatMap((guard): ReviewNotJudged[] => {
      const found = guardAtHead(guard, head.result);
      const reason = found
        ? reasonOf(guard, found)
        : unseen.reasonFor(guard.address, [guard.range.file]);
      if (reason === undefined) return [];
      const { file, start } = found
        ? head.places.place(found.range)
        : { file: guard.range.file, start: { line: 1 } };
      const what = `whether it still does what it did could not be decided: ${reason}`;
      return [{ file, line: start.line, address: guard.address, reason: what, unread: false }];
    })
    .slice(0, listedMax);
}

function reasonOf(before: Guard, now: Guard): string | undefined {
  const [when] = now.when ?? [];
  if (when)
    return `it is there only if ${quoted(`${when.holds ? "" : "not "}${when.condition.reference}`)}`;
  const open = Object.keys(before.settings).filter(
    (name) => isKnown(before.settings[name]) && !isKnown(now.settings[name]),
  );
  if (open.length === 0) return undefined;
  const named = open.slice(0, namedMax).map(quoted).join(", ");
  const rest = open.length > namedMax ? ` and ${open.length - namedMax} more` : "";
  return `${named}${rest} ${open.length === 1 ? "is" : "are"} not known before deployment`;
}

/** An unknown part of a text stands as `${…}`. */
function isKnown(setting: GuardSetting | undefined): boolean {
  return setting !== null && !(typeof setting === "string" && setting.includes("${"));
}

import { displayText } from "../../policy/text-value.ts";
import { attachForeign, awsManaged, type Leaf, leavesOf } from "./attached-policies.ts";
import { attachTo, type Extraction, type MutableOwner } from "./extraction.ts";
import type { Instance } from "./instances.ts";
import { toText } from "./json-text.ts";
import type { Value } from "./value.ts";

/** Lists and maps within others that are looked into. */
const depthMax = 6;

/** An argument that limits what others give. */
const limits = /bound/i;

/**
 * Attaches the managed policies of AWS's that are handed to a module which is not part of the
 * repository: it attaches them to what it makes, whatever that is called there.
 *
 * @param source of the module, to tell whom it makes
 */
export function attachHanded(
  instance: Instance,
  names: readonly string[],
  source: string,
  extraction: Extraction,
): void {
  for (const name of names) {
    const value = limits.test(name) ? undefined : extraction.world.argument(instance, name);
    if (!value) continue;
    for (const leaf of leavesWithin(value, 0)) {
      const text =
        leaf.value.kind === "string" ? toText(leaf.value, extraction.world.budget) : undefined;
      const shown = text && displayText(text);
      const policy = shown === undefined ? undefined : awsManaged(shown);
      if (!text || shown === undefined || policy === undefined) continue;
      const owner = holder(instance, source, extraction);
      attachTo(owner, text);
      attachForeign(owner, text, [...extraction.when(instance), ...leaf.when]);
      const reason = `hands the AWS managed policy \`${policy}\` to a module: what it allows is not judged.`;
      extraction.skip(leaf.value.range, undefined, reason, false, shown);
    }
  }
}

function leavesWithin(value: Value, depth: number): readonly Leaf[] {
  if (depth > depthMax) return [];
  return leavesOf(value).flatMap(({ value: leaf, when }) => {
    const items =
      leaf.kind === "object"
        ? leaf.entries.map((entry) => entry.value)
        : leaf.kind === "list"
          ? leaf.items
          : undefined;
    if (!items) return [{ value: leaf, when }];
    return items.flatMap((item) =>
      leavesWithin(item, depth + 1).map((each) => ({ ...each, when: [...when, ...each.when] })),
    );
  });
}

/** What the module makes: a role, unless it says otherwise. */
function holder(instance: Instance, source: string, { gathered }: Extraction): MutableOwner {
  const [words, type] = /group/i.test(source)
    ? ["group", "AWS::IAM::Group"]
    : /user/i.test(source)
      ? ["user", "AWS::IAM::User"]
      : ["role", "AWS::IAM::Role"];
  const address = `${instance.address} (${words} elsewhere)`;
  const known = gathered.elsewhere.get(address);
  if (known) return known;
  const made = { address, type, range: instance.declaration.header, accessKeys: [] };
  gathered.elsewhere.set(address, made);
  return made;
}

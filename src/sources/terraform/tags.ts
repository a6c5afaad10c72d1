import type { Tag } from "../../policy/inventory.ts";
import { displayText } from "../../policy/text-value.ts";
import { nestedBlocks } from "./blocks.ts";
import { collapse, spreadEntries } from "./choice.ts";
import { evaluate } from "./evaluate.ts";
import type { Extraction } from "./extraction.ts";
import type { Instance } from "./instances.ts";
import { toText } from "./json-text.ts";
import type { Declaration } from "./module.ts";
import type { ModuleWorld } from "./module-world.ts";
import { providerReference } from "./provider-reference.ts";
import type { Value } from "./value.ts";

/** The tags of a resource: those of its provider's `default_tags`, and its own over them. */
export function tagsOf(instance: Instance, extraction: Extraction): readonly Tag[] {
  const tags = new Map<string, Tag>();
  const add = (value: Value | undefined): void => {
    for (const entry of (value && spreadEntries(value)) ?? []) {
      const text = toText(collapse(entry.value), extraction.world.budget);
      if (text) tags.set(displayText(entry.key), { key: entry.key, value: text });
    }
  };
  add(defaultTags(instance.declaration, extraction.world));
  add(extraction.world.argument(instance, "tags"));
  return [...tags.values()];
}

function defaultTags(declaration: Declaration, world: ModuleWorld): Value | undefined {
  const found = world.provider(providerName(declaration));
  if (!found) return undefined;
  const scope = found.world.scope(found.provider.file);
  const [block] = nestedBlocks(found.provider.body, "default_tags", scope);
  const tags = block?.body.attributes.get("tags");
  return block && tags && evaluate(tags.expression, { ...block.scope, file: tags.file });
}

/** `aws`, or `aws.eu` where the resource says so. */
function providerName({ type, body }: Declaration): string {
  const written = body.attributes.get("provider")?.expression;
  const named = written && providerReference(written);
  return named ?? type.slice(0, Math.max(type.indexOf("_"), 0));
}

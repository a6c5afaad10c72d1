import { judgeByContent } from "./carried-policies.ts";
import { describe } from "./describe.ts";
import type { Extraction } from "./extraction.ts";
import { linkOn, resolvePath } from "./file-paths.ts";
import type { Instance } from "./instances.ts";
import type { Declaration } from "./module.ts";
import { knownString } from "./value.ts";

/** Arguments of a module call that are none of the module. */
const ownArguments = new Set(["source", "version", "providers", "count", "for_each", "depends_on"]);

/** Arguments that have to do with access, by their name. */
const accessName = /polic|statement|permission|principal|assume|trust|role|iam_|arns?$|action/i;

/** So many arguments are named. */
const namedMax = 12;

/** Lists a call whose module cannot be followed, and judges the policies that are handed to it. */
export function reportModuleCall(call: Declaration, extraction: Extraction): void {
  const { world } = extraction;
  const target = world.target(call);
  switch (target.kind) {
    case "local":
      return;
    case "recursive":
      extraction.skip(
        call.header,
        call.address,
        `The module in \`${target.path}\` calls itself: Terraform refuses that, and the inner one is not judged.`,
      );
      return;
    default: {
      const source = target.kind === "missing" ? target.path : sourceOf(target.source);
      const judged = world.instances(call).flatMap((instance) => judgeHanded(instance, extraction));
      const handed = [...call.body.attributes.keys()]
        .filter(
          (name) => !ownArguments.has(name) && (accessName.test(name) || judged.includes(name)),
        )
        .map((name) =>
          judged.includes(name) ? `\`${name}\` (judged by its content)` : `\`${name}\``,
        );
      const more = handed.length > namedMax ? ` and ${handed.length - namedMax} more` : "";
      const what =
        handed.length === 0 ? "" : ` Handed to it: ${handed.slice(0, namedMax).join(", ")}${more}.`;
      const link = target.kind === "missing" ? linkTo(target.path, extraction) : undefined;
      if (link !== undefined) {
        const why = `The module \`${source}\` is reached through \`${link}\`, a symbolic link or submodule, which is not followed: what it creates is not judged.${what}`;
        extraction.skip(call.header, instanceAddress(call, extraction), why);
        return;
      }
      const reason = `The module \`${source}\` is not part of the repository: what it creates is not judged.${what}`;
      extraction.skip(call.header, instanceAddress(call, extraction), reason);
    }
  }
}

/** The symbolic link or submodule that a module's path leads through. */
function linkTo(path: string, { world }: Extraction): string | undefined {
  const directory = resolvePath(world.module.directory, path);
  return directory === undefined ? undefined : linkOn(world.configuration.files, directory);
}

function sourceOf(source: Parameters<typeof describe>[0] | undefined): string {
  return (source && (knownString(source) ?? describe(source))) ?? "";
}

function instanceAddress(call: Declaration, { world }: Extraction): string {
  const [first, ...others] = world.instances(call);
  return first && others.length === 0 ? first.address : call.address;
}

/** The names of the arguments that hold a policy document, or several. */
function judgeHanded(instance: Instance, extraction: Extraction): string[] {
  const { attributes } = instance.declaration.body;
  return [...attributes].flatMap(([name, { key }]): string[] => {
    const value = ownArguments.has(name) ? undefined : extraction.world.argument(instance, name);
    const judged = value ? judgeByContent(value, name, key, instance, extraction) : 0;
    return judged > 0 ? [name] : [];
  });
}

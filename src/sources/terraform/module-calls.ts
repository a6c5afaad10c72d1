import { judgeByContent } from "./carried-policies.ts";
import { describe } from "./describe.ts";
import type { Extraction } from "./extraction.ts";
import { linkOn, resolvePath } from "./file-paths.ts";
import { attachHanded } from "./handed-policies.ts";
import type { Instance } from "./instances.ts";
import type { Declaration } from "./module.ts";
import type { CallTarget } from "./module-world.ts";
import { settingsOf } from "./out-of-reach.ts";
import { isTerragruntPath } from "./terragrunt.ts";
import { knownString } from "./value.ts";

/** Arguments of a module call that are none of the module. */
const ownArguments = new Set(["source", "version", "providers", "count", "for_each", "depends_on"]);

/** Arguments that have to do with access, by their name. */
const accessName =
  /polic|statement|permission|principal|assume|trust|role|iam_|arns?$|action|oidc|saml|federat|subject|external_id|access|public|account|_(?:users|owners|admin(?:istrator)?s|readers|writers|members)$/i;

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
      const instances = world.instances(call);
      const judged = instances.flatMap((instance) => judgeHanded(instance, extraction));
      const names = [...call.body.attributes.keys()].filter((name) => !ownArguments.has(name));
      for (const instance of instances) attachHanded(instance, names, source, extraction);
      const what = handed(
        names.filter((name) => accessName.test(name) || judged.includes(name)),
        judged,
      );
      const reason = `${reasonFor(call, target, source, extraction)}: what it creates is not judged.${what}`;
      const settings = settingsOfCall(call, instances, judged, extraction);
      const address = instanceAddress(call, extraction);
      extraction.skip(call.header, address, reason, false, undefined, settings);
    }
  }
}

function reasonFor(
  call: Declaration,
  target: CallTarget,
  source: string,
  extraction: Extraction,
): string {
  if (isTerragruntPath(call.file) && !call.body.attributes.has("source")) {
    return "A file that this unit of Terragrunt includes names its module, and is not followed";
  }
  if (target.kind !== "missing") return `The module \`${source}\` is not part of the repository`;
  const link = linkTo(target.path, extraction);
  return link === undefined
    ? `The module \`${source}\` is not part of the repository, or of what is scanned of it`
    : `The module \`${source}\` is reached through \`${link}\`, a symbolic link or submodule, which is not followed`;
}

function handed(names: readonly string[], judged: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names
    .slice(0, namedMax)
    .map((name) => (judged.includes(name) ? `\`${name}\` (judged by its content)` : `\`${name}\``));
  const more = names.length > namedMax ? ` and ${names.length - namedMax} more` : "";
  return ` Handed to it: ${shown.join(", ")}${more}.`;
}

/** What the call sets in all its instances, but for what is judged by its content. */
function settingsOfCall(
  call: Declaration,
  instances: readonly Instance[],
  judged: readonly string[],
  extraction: Extraction,
): ReadonlyMap<string, string> {
  const names = [...call.body.attributes.keys()].filter((name) => !judged.includes(name));
  const all = new Map<string, string>();
  for (const instance of instances) {
    for (const [name, text] of settingsOf(instance, names, extraction)) {
      all.set(name, `${all.get(name) ?? ""}${text}\n`);
    }
  }
  return all;
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

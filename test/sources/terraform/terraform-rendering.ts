import type { Inventory } from "../../../src/policy/inventory.ts";
import type { SourceFiles, SourceResult } from "../../../src/sources/source.ts";
import { readTerraform } from "../../../src/sources/terraform/read-terraform.ts";
import type { Range } from "../../../src/text/range.ts";
import { plain } from "../node-rendering.ts";

/** Files by path; a text alone is `main.tf`. */
export type Files = string | Readonly<Record<string, string>>;

function sourceFiles(files: Files): SourceFiles {
  const texts = new Map(Object.entries(typeof files === "string" ? { "main.tf": files } : files));
  return { paths: new Set(texts.keys()), text: (path) => texts.get(path) };
}

export function read(files: Files, directories: readonly string[] = [""]): SourceResult {
  return readTerraform(sourceFiles(files), directories);
}

/** One line a policy: `kind address (owner, resource type): JSON`, unknown parts as `${reference}`. */
export function renderPolicies({ policies }: Inventory): string[] {
  return policies.map(({ kind, address, owner, resourceType, document }) => {
    const details = [owner, resourceType].filter((detail) => detail !== undefined).join(", ");
    const json = JSON.stringify(plain(document.node));
    return `${kind} ${address}${details && ` (${details})`}: ${json}`;
  });
}

/** The statements of the only policy, as plain values. */
export function statements(files: Files): unknown {
  const { policies } = read(files);
  if (policies.length !== 1) return policies.map(({ address }) => address);
  const document = plain(policies[0]?.document.node) as { Statement: unknown };
  return document.Statement;
}

/** The text that stands at a range. */
export function slice(files: Files, { file, start, end }: Range): string | undefined {
  return sourceFiles(files).text(file)?.slice(start, end);
}

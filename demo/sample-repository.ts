import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The states of the sample repository: what stands on main, what the pull request does, its repair. */
export type SampleState = "base" | "change" | "fix";

/** Path → text of the files that a state adds or replaces. */
export function sampleFiles(state: SampleState): Record<string, string> {
  const folder = fileURLToPath(new URL(`sample/${state}`, demoFolder()));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [relative(folder, file).replaceAll(sep, "/"), readFileSync(file, "utf8")]),
  );
}

/** `demo/` of the repository, wherever this module was compiled to. */
function demoFolder(): URL {
  let folder = new URL("./", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) folder = new URL("../", folder);
  return new URL("demo/", folder);
}

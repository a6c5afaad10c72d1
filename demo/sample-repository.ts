import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The states of the sample repository: what stands on main, what the pull request does, its repair. */
export type SampleState = "base" | "change" | "fix";

/** Path → text of the files that a state adds or replaces. */
export function sampleFiles(state: SampleState): Record<string, string> {
  const folder = new URL(`sample/${state}/`, demoFolder());
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => new URL(`${entry.name}`, `file://${entry.parentPath}/`).href);
  return Object.fromEntries(
    paths
      .sort()
      .map((href) => [
        decodeURIComponent(href.slice(folder.href.length)),
        readFileSync(new URL(href), "utf8"),
      ]),
  );
}

/** `demo/` of the repository, wherever this module was compiled to. */
function demoFolder(): URL {
  let folder = new URL("./", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) folder = new URL("../", folder);
  return new URL("demo/", folder);
}

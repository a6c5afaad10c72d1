import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";

/** Folder of src/ → the folders that it may import. A folder may always import itself. */
const layers: Record<string, readonly string[]> = {
  text: [],
  catalog: [],
  findings: ["text"],
  policy: ["text"],
  access: ["text", "policy", "catalog"],
  sources: ["text", "findings", "policy"],
  rules: ["text", "findings", "policy", "catalog", "access"],
  settings: ["text", "findings", "policy", "rules"],
  review: ["text", "catalog", "findings", "policy", "access", "sources", "rules", "settings"],
  reports: ["text", "findings", "access", "review"],
  aws: ["text", "findings", "policy", "review"],
  git: ["review"],
  github: ["text", "findings", "settings", "review", "reports"],
  queue: [],
  cli: [
    "text",
    "catalog",
    "findings",
    "policy",
    "access",
    "sources",
    "rules",
    "settings",
    "review",
    "reports",
    "aws",
    "git",
  ],
  server: [
    "text",
    "findings",
    "policy",
    "sources",
    "settings",
    "review",
    "reports",
    "aws",
    "github",
    "queue",
  ],
};

/** Layers that stay pure: no Node built-in, no network, no clock; of the packages only these. */
const packagesOfPureLayers: Record<string, readonly string[]> = {
  text: ["yaml"],
  catalog: [],
  findings: ["@noble/hashes"],
  policy: [],
  access: [],
  sources: ["jsonc-parser", "re2js", "yaml"],
  rules: [],
  settings: ["yaml"],
  review: [],
  reports: [],
};

const root = new URL("../", import.meta.url);
const src = new URL("src/", root);
// Generated data is text in quotes: it imports nothing, and may hold any word.
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".generated.ts"),
);

test("every folder of src/ has its place", () => {
  expect([...new Set(files.map(folderOf))].sort()).toEqual(Object.keys(layers).sort());
});

describe.each(files)("%s", (file) => {
  const folder = folderOf(file);
  const text = readFileSync(new URL(file, src), "utf8");
  const imports = [...text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
    ([, path = ""]) => path,
  );

  test("imports only the layers below", () => {
    const reached = imports
      .filter((path) => path.startsWith("."))
      .map((path) => folderOf(new URL(path, new URL(file, src)).href.slice(src.href.length)));
    expect([folder, ...(layers[folder] ?? [])]).toEqual(expect.arrayContaining(reached));
  });

  const allowed = packagesOfPureLayers[folder];
  if (allowed) {
    test("is pure", () => {
      const foreign = imports
        .filter((path) => !path.startsWith("."))
        .map(packageOf)
        .filter((name) => !allowed.includes(name));
      expect(foreign).toEqual([]);
      const code = file.endsWith(".generated.ts")
        ? ""
        : text.replace(/^\s*(?:\/?\*|\/\/).*$/gm, "");
      const outside = /\b(?:process\.|Date\.now|new Date\(\)|fetch\(|Math\.random|setTimeout)/;
      expect(outside.exec(code)?.[0]).toBeUndefined();
    });
  }
});

test("every path that the architecture's description names exists", () => {
  const description = readFileSync(new URL("docs/architecture.md", root), "utf8");
  const paths = [
    ...description.matchAll(/`((?:src|test|demo|scripts|docs|bench)\/[^`*\s]*)`/g),
  ].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

function folderOf(path: string): string {
  return path.split("/")[0] ?? "";
}

function packageOf(path: string): string {
  const parts = path.split("/");
  return path.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

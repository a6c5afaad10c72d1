import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "@swc/core";

const root = new URL("../../", import.meta.url);

/** The queue for processes of their own, which cannot read TypeScript. */
export interface CompiledQueue {
  /** Where it stands; a test may keep files of its own there. */
  readonly folder: string;
  /** Starts a script that may import from `./queue/`; its lines come to `onLine`. */
  start(
    script: string,
    environment: Readonly<Record<string, string>>,
    onLine: (line: string) => void,
  ): ChildProcess;
  remove(): void;
}

export function compileQueue(): CompiledQueue {
  const folder = mkdtempSync(join(tmpdir(), "leastwise-queue-"));
  symlinkSync(new URL("node_modules", root).pathname, join(folder, "node_modules"));
  const source = new URL("src/queue/", root);
  for (const file of readdirSync(source)) {
    const { code } = transformSync(readFileSync(new URL(file, source), "utf8"), {
      jsc: { target: "es2023", parser: { syntax: "typescript" } },
    });
    const imports = code.replace(/(from "\.\/[\w-]+)\.ts"/g, '$1.mjs"');
    writeFileSync(join(folder, file.replace(/\.ts$/, ".mjs")), imports);
  }
  let scripts = 0;
  return {
    folder,
    start(script, environment, onLine) {
      const path = join(folder, `script-${++scripts}.mjs`);
      writeFileSync(path, script);
      const child = spawn(process.execPath, [path], {
        env: { PATH: process.env.PATH, ...environment },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let rest = "";
      child.stdout.on("data", (data: Buffer) => {
        const lines = (rest + data.toString("utf8")).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) onLine(line);
      });
      return child;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { readEnvironment } from "./environment.ts";
import { createLog } from "./log.ts";
import { startService } from "./service.ts";
import { runSetup } from "./setup.ts";
import { StartError } from "./start-error.ts";

/** Exit status for a server that lacks what it needs to run, and for one that is not configured. */
const unavailable = 1;
const unconfigured = 2;

if (process.argv.includes("--setup")) await runSetup(process.env);
else await serve();

async function serve(): Promise<void> {
  const configured = readEnvironment(process.env, (path) => readFileSync(path, "utf8"));
  if ("problems" in configured) {
    cannotStart(configured.problems, unconfigured);
    return;
  }

  const { environment } = configured;
  const log = createLog({
    level: environment.logLevel,
    write: (line) => process.stdout.write(line),
    now: () => new Date(),
  });
  // In the form of the log, and without what an error carries along: requests, bodies, tokens.
  process.on("uncaughtException", (error) => {
    log.fatal(error, "Leastwise ends, since it failed unexpectedly.");
    process.exit(unavailable);
  });
  const service = await startService({ ...environment, version: version(), log }).catch(
    (error: unknown) => {
      if (!(error instanceof StartError)) throw error;
      cannotStart([error.message], unavailable);
    },
  );
  if (!service) return;
  const stop = (signal: string) => {
    log.info({ signal }, "Leastwise stops.");
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal(error, "Leastwise could not stop in order.");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function cannotStart(problems: readonly string[], exitCode: number): void {
  process.stderr.write(
    ["Leastwise cannot start:", ...problems.map((problem) => `- ${problem}`), ""].join("\n"),
  );
  process.exitCode = exitCode;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

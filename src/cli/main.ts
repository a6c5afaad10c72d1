#!/usr/bin/env node
import { exitStatus } from "./exit-status.ts";
import { run } from "./run.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads the output may stop early (`leastwise scan . | head`): the status is what it
    // would have been. Before there is one, not all was said that there was to say.
    if (error.code === "EPIPE") process.exit(process.exitCode ?? exitStatus.incomplete);
    const reason = error.code === "ENOSPC" ? "the disk is full (ENOSPC)" : error.message;
    if (stream !== process.stderr) {
      process.stderr.write(`leastwise: the result cannot be written: ${reason}\n`);
    }
    process.exit(exitStatus.incomplete);
  });
}

// Not `process.exit`: what was written has to get out first.
process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  workingDirectory: process.cwd(),
});

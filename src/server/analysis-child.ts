import { analyse } from "../review/analyse.ts";
import type { AnalysisAnswer, AnalysisRequest } from "./analysis-process.ts";

/** The module of a child process of `AnalysisProcesses`. It ends when its parent goes away. */
process.on("message", (request: AnalysisRequest) => {
  process.send?.(answer(request));
});

function answer({ id, input }: AnalysisRequest): AnalysisAnswer {
  try {
    return { id, result: analyse(input) };
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? "") : "";
    const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
    return { id, stack: frames.join("\n") };
  }
}

import { fileLengthMax } from "../sources/source.ts";

/** A line holds two documents at most, escaped. */
const lineLengthMax = 4 * fileLengthMax;

/** A request of `--jsonl`, or the answer to a line that is none. */
export type LineRequest =
  | { readonly id: unknown; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly answer: { readonly id: unknown; readonly error: string } };

/**
 * The requests on the standard input: one JSON object a line, blank lines skipped.
 *
 * @throws when a line is over the limit of 4 MiB
 */
export async function* requestLines(
  stream: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<LineRequest> {
  for await (const line of lines(stream)) if (line.trim() !== "") yield parseLine(line);
}

/** A document of a request as text; one that is given as a JSON value is written out. */
export function documentText(given: unknown): string {
  return typeof given === "string" ? given : JSON.stringify(given);
}

function parseLine(line: string): LineRequest {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const fields = value as Record<string, unknown>;
      return { id: fields.id ?? null, fields };
    }
  } catch {
    // Said below.
  }
  return { answer: { id: null, error: "the line is no JSON object" } };
}

async function* lines(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for await (const chunk of stream) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const parts = rest.split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
    if (rest.length > lineLengthMax) {
      throw new Error(`a line is over the limit of ${lineLengthMax / 1024 / 1024} MiB`);
    }
  }
  yield rest + decoder.decode();
}

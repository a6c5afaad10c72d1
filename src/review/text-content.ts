import type { FileContent } from "./change.ts";

/**
 * The content of a file, wherever it was read from: text is what decodes as UTF-8 and has no NUL. A
 * byte order mark stays, so that offsets agree with the file.
 */
export function textContent(bytes: Uint8Array): FileContent {
  if (bytes.includes(0)) return { kind: "binary" };
  try {
    return { kind: "text", text: decoder.decode(bytes) };
  } catch {
    return { kind: "binary" };
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

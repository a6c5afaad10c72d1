import type { FileContent } from "../review/change.ts";

/** Largest file that is read, in bytes. Policies and templates are far smaller. */
export const fileBytesMax = 1024 * 1024;

/**
 * Text is what decodes as UTF-8 and has no NUL, on GitHub as here; a byte order mark stays, so that
 * places agree.
 */
export function fileContent(bytes: Uint8Array): FileContent {
  if (bytes.length > fileBytesMax) return { kind: "too large", size: bytes.length };
  if (bytes.includes(0)) return { kind: "binary" };
  try {
    return { kind: "text", text: decoder.decode(bytes) };
  } catch {
    return { kind: "binary" };
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

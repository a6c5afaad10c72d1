import type { FileContent } from "../review/change.ts";
import { textContent } from "../review/text-content.ts";

/** Largest file that is read, in bytes. Policies and templates are far smaller. */
export const fileBytesMax = 1024 * 1024;

/** Judged as on GitHub. */
export function fileContent(bytes: Uint8Array): FileContent {
  if (bytes.length > fileBytesMax) return { kind: "too large", size: bytes.length };
  return textContent(bytes);
}

/** Where the API and the pages of one request live; answers carry the prefix that was asked. */
export interface Urls {
  readonly api: string;
  readonly html: string;
}

export function nodeId(type: string, id: number | string): string {
  return Buffer.from(`${type}:${id}`).toString("base64url");
}

/** GitHub gives times in seconds. */
export function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

export function pathOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

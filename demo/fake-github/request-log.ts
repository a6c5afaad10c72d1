/** One request to the API, as it was answered. */
export interface LoggedRequest {
  readonly method: string;
  /** The template of the API description, `GET /repos/{owner}/{repo}`; undefined for other paths. */
  readonly route: string | undefined;
  readonly path: string;
  readonly query: string;
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
  readonly installationId: number | undefined;
}

export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** How often each route was asked, `GET /repos/{owner}/{repo}` → 3; most often first. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { route, method, path } of this.entries) {
      const name = route ?? `${method} ${path}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return new Map([...counts].sort((a, b) => b[1] - a[1]));
  }

  /** Requests of one route, or of all routes. */
  count(route?: string): number {
    return route === undefined
      ? this.entries.length
      : this.entries.filter((one) => one.route === route).length;
  }

  /** Blob SHAs that were answered more than once → how often. */
  blobsReadTwice(): ReadonlyMap<string, number> {
    const reads = new Map<string, number>();
    for (const { route, params, status } of this.entries) {
      if (route !== "GET /repos/{owner}/{repo}/git/blobs/{file_sha}" || status !== 200) continue;
      const sha = params.file_sha ?? "";
      reads.set(sha, (reads.get(sha) ?? 0) + 1);
    }
    return new Map([...reads].filter(([, count]) => count > 1));
  }
}

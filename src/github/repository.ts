import type { Client } from "./client.ts";

/** A repository and the client that may work on it. */
export interface Repository {
  readonly client: Client;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly repo: string;
}

/** The repository as the parameters of a route name it. */
export function routeOf({ owner, repo }: Repository): { owner: string; repo: string } {
  return { owner, repo };
}

import type { Client } from "./client.ts";

/** What a review needs, and nothing else; an installation may have been granted more. */
const permissions = {
  metadata: "read",
  contents: "read",
  pull_requests: "write",
  checks: "write",
} as const;

/** A token that expires sooner than this is replaced: a review may take minutes. */
const timeLeftMsMin = 10 * 60_000;
/** Most clients that are kept. */
const clientsMax = 2000;

export interface InstallationClientsOptions {
  /** The client that speaks as the app itself. */
  readonly app: () => Promise<Client>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Clients whose tokens reach one repository, with the permissions of a review.
 *
 * The throttle of each is that of its installation. Without a name of its own, every installation
 * of the process would wait for the same one.
 */
export class InstallationClients {
  private readonly options: InstallationClientsOptions;
  private readonly kept = new Map<string, Promise<Kept>>();

  constructor(options: InstallationClientsOptions) {
    this.options = options;
  }

  /** Rejects when GitHub gives no token: not installed there (404, 422), suspended (403). */
  forRepository(installationId: number, repositoryId: number): Promise<Client> {
    const key = `${installationId}/${repositoryId}`;
    return this.lasting(key, installationId, { repository_ids: [repositoryId], permissions });
  }

  /** Reads what happened to the pull requests of one repository. Rejects likewise. */
  forEvents(installationId: number, repositoryId: number): Promise<Client> {
    return this.lasting(eventsKey(installationId, repositoryId), installationId, {
      repository_ids: [repositoryId],
      permissions: { metadata: "read", issues: "read" },
    });
  }

  /** Reads one repository, which is known by its name alone. Rejects likewise. */
  forReading(installationId: number, repository: string): Promise<Client> {
    return this.lasting(readingKey(installationId, repository), installationId, {
      repositories: [repository],
      permissions: { metadata: "read", contents: "read" },
    });
  }

  /** The client that is kept under the key while its token lasts, else a new one. */
  private async lasting(key: string, installationId: number, scope: TokenScope): Promise<Client> {
    const known = this.kept.get(key);
    if (known) {
      const { client, expiresAt } = await known;
      if (expiresAt - this.options.now() > timeLeftMsMin) return client;
    }
    // Of two that come at once, both may see the old one; only one of them asks.
    const current = this.kept.get(key);
    if (current !== known && current) return (await current).client;
    return (await this.keep(key, installationId, scope)).client;
  }

  forgetReading(installationId: number, repository: string): void {
    this.kept.delete(readingKey(installationId, repository));
  }

  /** Speaks for the whole installation, and can only list its repositories and pull requests. */
  async forListing(installationId: number): Promise<Client> {
    const { client } = await this.create(installationId, {
      permissions: { metadata: "read", pull_requests: "read", checks: "read" },
    });
    return client;
  }

  /** After a 401: the next clients get new tokens. */
  forget(installationId: number, repositoryId: number): void {
    this.kept.delete(`${installationId}/${repositoryId}`);
    this.kept.delete(eventsKey(installationId, repositoryId));
  }

  forgetInstallation(installationId: number): void {
    for (const key of this.kept.keys()) {
      if (key.startsWith(`${installationId}/`)) this.kept.delete(key);
    }
  }

  private keep(key: string, installationId: number, scope: TokenScope): Promise<Kept> {
    const created = this.create(installationId, scope);
    this.kept.delete(key);
    this.kept.set(key, created);
    created.catch(() => {
      if (this.kept.get(key) === created) this.kept.delete(key);
    });
    const [oldest] = this.kept.keys();
    if (this.kept.size > clientsMax && oldest !== undefined) this.kept.delete(oldest);
    return created;
  }

  private async create(installationId: number, scope: TokenScope): Promise<Kept> {
    const app = await this.options.app();
    const { data } = await app.request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: installationId,
      ...scope,
    });
    const ClientOfApp = app.constructor as new (options: object) => Client;
    return {
      client: new ClientOfApp({
        auth: { token: data.token },
        throttle: { id: String(installationId) },
      }),
      expiresAt: Date.parse(data.expires_at),
    };
  }
}

function eventsKey(installationId: number, repositoryId: number): string {
  return `${installationId}/events ${repositoryId}`;
}

function readingKey(installationId: number, repository: string): string {
  return `${installationId}/reading ${repository}`;
}

interface Kept {
  readonly client: Client;
  readonly expiresAt: number;
}

interface TokenScope {
  readonly repository_ids?: number[];
  readonly repositories?: string[];
  readonly permissions: Partial<Record<keyof typeof permissions | "issues", "read" | "write">>;
}

import { join } from "node:path";
import { notFound } from "./api-error.ts";
import { GitStore } from "./git-store.ts";
import type { Account, App, Installation, PullRequest, Repository } from "./model.ts";
import type { Urls } from "./present/urls.ts";

/** Something that happened, told to the installed App by webhook. */
export interface PlatformEvent {
  /** As in `X-GitHub-Event`. */
  readonly name: string;
  readonly action?: string;
  readonly repository?: Repository;
  readonly installation?: Installation;
  readonly sender: Account;
  /** The fields beside action, repository, organization, installation and sender. */
  payload(urls: Urls): Record<string, unknown> | Promise<Record<string, unknown>>;
}

export interface PlatformOptions {
  /** A new empty folder for the git repositories. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly app: Pick<App, "slug" | "name" | "permissions" | "events">;
  readonly emit: (event: PlatformEvent) => void;
}

/** All that the fake GitHub knows. The topics (pull requests, checks, reviews) are functions over it. */
export class Platform {
  readonly now: () => number;
  readonly emit: (event: PlatformEvent) => void;
  readonly app: App;
  readonly accounts: Map<string, Account> = new Map();
  readonly repositories: Repository[] = [];
  readonly installations: Installation[] = [];
  readonly #folder: string;
  // Real ids have long passed 32 bits.
  #lastId = 4_300_000_000;

  constructor(options: PlatformOptions) {
    this.now = options.now;
    this.emit = options.emit;
    this.#folder = options.folder;
    this.app = {
      ...options.app,
      id: 1_204_117,
      clientId: `Iv23li${options.app.slug.replaceAll("-", "").slice(0, 14)}`,
      owner: this.account("app-makers", "Organization"),
      bot: this.account(`${options.app.slug}[bot]`, "Bot"),
      createdAt: this.now(),
    };
  }

  nextId(): number {
    this.#lastId += 1 + (this.#lastId % 7);
    return this.#lastId;
  }

  /** The account of a login; made when it is new. */
  account(
    login: string,
    type: Account["type"] = login.endsWith("[bot]") ? "Bot" : "User",
  ): Account {
    if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?$/.test(login)) {
      throw new Error(`${JSON.stringify(login)} is not a login`);
    }
    const known = this.accounts.get(login.toLowerCase());
    if (known !== undefined) return known;
    // Accounts are old: their ids still fit 32 bits.
    const account = { id: 90_000_000 + this.accounts.size * 13, login, type };
    this.accounts.set(login.toLowerCase(), account);
    return account;
  }

  async addRepository(
    about: Pick<Repository, "owner" | "name" | "private" | "defaultBranch" | "parent">,
  ): Promise<Repository> {
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(about.name)) {
      throw new Error(`${JSON.stringify(about.name)} is not a repository name`);
    }
    if (this.findRepository(about.owner.login, about.name) !== undefined) {
      throw new Error(`${about.owner.login}/${about.name} exists`);
    }
    const id = 800_000_000 + this.repositories.length * 17;
    const repository: Repository = {
      ...about,
      id,
      store: await GitStore.create(join(this.#folder, `${id}.git`), about.defaultBranch),
      collaborators: new Map(),
      pulls: new Map(),
      suites: [],
      createdAt: this.now(),
      pushedAt: this.now(),
      deleted: false,
    };
    this.repositories.push(repository);
    return repository;
  }

  /** Ends the processes of git behind the repositories. */
  async close(): Promise<void> {
    await Promise.all(this.repositories.map(({ store }) => store.close()));
  }

  findRepository(owner: string, name: string): Repository | undefined {
    return this.repositories.find(
      (one) =>
        !one.deleted &&
        one.owner.login.toLowerCase() === owner.toLowerCase() &&
        one.name.toLowerCase() === name.toLowerCase(),
    );
  }

  /** The installation that covers a repository. */
  installationOf(repository: Repository): Installation | undefined {
    return this.installations.find((one) => !one.deleted && one.repositories.has(repository));
  }
}

export function findPull(repository: Repository, number: string | number): PullRequest {
  const pull = repository.pulls.get(Number(number));
  if (pull === undefined) throw notFound();
  return pull;
}

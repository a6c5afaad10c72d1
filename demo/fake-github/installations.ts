/** Where the App is installed. */
import type { Account, Installation, Repository } from "./model.ts";
import type { Platform } from "./platform.ts";
import { fullName } from "./present/repositories.ts";
import { nodeId } from "./present/urls.ts";

/** Installs the App on a repository, and on its owner's account when it is not there yet. */
export function install(platform: Platform, repository: Repository, by: Account): Installation {
  const known = platform.installations.find(
    (one) => !one.deleted && one.account === repository.owner,
  );
  if (known !== undefined) {
    if (known.repositories.has(repository)) return known;
    known.repositories.add(repository);
    changed(platform, known, by, "added", [repository]);
    return known;
  }
  const { app } = platform;
  const installation: Installation = {
    id: 88_000_000 + platform.installations.length * 19,
    app,
    account: repository.owner,
    permissions: app.permissions,
    events: app.events,
    repositories: new Set([repository]),
    createdAt: platform.now(),
    suspendedAt: undefined,
    deleted: false,
  };
  platform.installations.push(installation);
  changed(platform, installation, by, "created", [repository]);
  return installation;
}

export function removeFromInstallation(
  platform: Platform,
  repository: Repository,
  by: Account,
): void {
  const installation = platform.installationOf(repository);
  if (installation === undefined) return;
  installation.repositories.delete(repository);
  changed(platform, installation, by, "removed", [repository]);
}

export function uninstall(platform: Platform, installation: Installation, by: Account): void {
  changed(platform, installation, by, "deleted", [...installation.repositories]);
  installation.deleted = true;
}

export function suspend(platform: Platform, installation: Installation, by: Account): void {
  installation.suspendedAt = platform.now();
  changed(platform, installation, by, "suspend", []);
}

export function unsuspend(platform: Platform, installation: Installation, by: Account): void {
  installation.suspendedAt = undefined;
  changed(platform, installation, by, "unsuspend", []);
}

function changed(
  platform: Platform,
  installation: Installation,
  sender: Account,
  action: "created" | "deleted" | "suspend" | "unsuspend" | "added" | "removed",
  repositories: readonly Repository[],
): void {
  const short = repositories.map((one) => ({
    id: one.id,
    node_id: nodeId("Repository", one.id),
    name: one.name,
    full_name: fullName(one),
    private: one.private,
  }));
  const listed = action === "added" || action === "removed";
  platform.emit({
    name: listed ? "installation_repositories" : "installation",
    action,
    installation,
    sender,
    payload: () =>
      listed
        ? {
            repositories_added: action === "added" ? short : [],
            repositories_removed: action === "removed" ? short : [],
            repository_selection: "selected",
            requester: null,
          }
        : { repositories: short },
  });
}

import type { Change } from "../review/change.ts";
import { ownRepository } from "../review/own-repository.ts";
import { runGit } from "./git.ts";

/**
 * The repository on github.com that a checkout comes from, as the checkout itself knows it: the remote
 * `origin`, and the branch that its `HEAD` was when it was cloned. Nothing is asked over the network.
 */
export async function originOf(root: string): Promise<Change["repository"]> {
  const name = githubName(await answer(root, ["config", "--get", "remote.origin.url"]));
  if (name === undefined) return undefined;
  const prefix = "refs/remotes/origin/";
  const head = await answer(root, ["symbolic-ref", "--quiet", `${prefix}HEAD`]);
  if (!head.startsWith(prefix)) return undefined;
  return ownRepository({ name, defaultBranch: head.slice(prefix.length) });
}

/** `owner/name` of the address of a remote; addresses of other hosts have none. */
export function githubName(url: string): string | undefined {
  const [, name] =
    /^(?:https:\/\/(?:[^@/\s]+@)?|ssh:\/\/git@|git@|git:\/\/)github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(
      url,
    ) ?? [];
  return name;
}

async function answer(root: string, args: readonly string[]): Promise<string> {
  const { status, stdout } = await runGit(root, args);
  return status === 0 ? stdout.toString("utf8").trim() : "";
}

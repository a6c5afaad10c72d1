import { realpath } from "node:fs/promises";
import type { Change } from "../review/change.ts";
import { BlobReader } from "./blob-reader.ts";
import { gitText, runGit } from "./git.ts";
import { originOf } from "./origin.ts";
import { TreeSnapshot } from "./tree-snapshot.ts";
import { UsageError } from "./usage-error.ts";
import { WorkingTreeSnapshot } from "./working-tree-snapshot.ts";

/**
 * The change between two states of a git checkout. `directory` may be any directory in it; paths are
 * relative to its root.
 *
 * The base is the merge base of `base` and the head, as in a pull request; without `base` there is
 * none. The configuration is that of `base` itself. The head is the commit `head`, or the working tree with its uncommitted and untracked files
 * (ignored ones are left out). Rejects with a `UsageError` that says what to do.
 */
export async function openCheckout(
  directory: string,
  refs: { readonly base?: string; readonly head?: string } = {},
): Promise<Change> {
  const root = await rootOf(directory, refs.head !== undefined);
  const blobs = new BlobReader(root);
  const withSizes = !(await isPartialClone(root));
  const tree = (commit: string) => new TreeSnapshot(root, commit, blobs, withSizes);

  const known = await originOf(root);
  const repository = known && { repository: known };
  const headCommit = await commitOf(root, refs.head ?? "HEAD", refs.base !== undefined);
  const head =
    refs.head !== undefined && headCommit !== undefined
      ? tree(headCommit)
      : new WorkingTreeSnapshot(root, blobs);
  if (refs.base === undefined || headCommit === undefined) {
    return { base: undefined, head, ...repository };
  }

  const tip = await commitOf(root, refs.base, true);
  if (tip === undefined) throw new UsageError(`git knows no commit \`${refs.base}\``);
  const base = await mergeBase(root, { ref: refs.base, id: tip }, refs.head ?? "HEAD", headCommit);
  return {
    base: tree(base),
    head,
    ...(base === tip ? {} : { configuration: tree(tip) }),
    ...repository,
  };
}

/** The root of the working tree; of a bare repository the repository itself. */
export async function rootOf(directory: string, bareAllowed: boolean): Promise<string> {
  const top = await runGit(directory, ["rev-parse", "--show-toplevel"]);
  // git ends its answer with one line feed; the path may hold more of them.
  if (top.status === 0) return realpath(top.stdout.toString("utf8").replace(/\n$/, ""));
  const bare = await runGit(directory, ["rev-parse", "--is-bare-repository"]);
  if (bare.status === 0 && bare.stdout.toString("utf8").trim() === "true") {
    if (bareAllowed) return directory;
    throw new UsageError(`${directory} is a bare repository without a working tree: give --head`);
  }
  if (/dubious ownership/.test(top.stderr)) {
    throw new UsageError(
      `git refuses ${directory} because it belongs to somebody else: allow it with \`git config --global --add safe.directory <directory>\``,
    );
  }
  throw new UsageError(`${directory} is not in a git checkout`);
}

/**
 * The full id of the commit that a ref names. `undefined` only for a `HEAD` without any commit yet,
 * and only when none is `needed`.
 */
async function commitOf(root: string, ref: string, needed: boolean): Promise<string | undefined> {
  if (ref === "" || ref.startsWith("-")) {
    throw new UsageError(`\`${ref}\` is not the name of a branch, tag or commit`);
  }
  const result = await runGit(root, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${ref}^{commit}`,
  ]);
  const id = result.stdout.toString("utf8").trim();
  if (result.status === 0 && /^[0-9a-f]{40,64}$/.test(id)) return id;
  if (ref === "HEAD") {
    if (!needed) return undefined;
    throw new UsageError("the checkout has no commit yet, so there is nothing to compare with");
  }
  throw new UsageError(`git knows no commit \`${ref}\`${await fetchHint(root, ref)}`);
}

async function fetchHint(root: string, ref: string): Promise<string> {
  const remote = await runGit(root, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `refs/remotes/origin/${ref}^{commit}`,
  ]);
  if (remote.status === 0) return `; did you mean \`origin/${ref}\`?`;
  return (await isShallow(root))
    ? "; this is a shallow clone: fetch more with `git fetch --unshallow`, or in GitHub Actions set `fetch-depth: 0` for actions/checkout"
    : "; `git fetch` may bring it";
}

async function mergeBase(
  root: string,
  base: { readonly ref: string; readonly id: string },
  headRef: string,
  head: string,
): Promise<string> {
  const result = await runGit(root, ["merge-base", base.id, head]);
  const id = result.stdout.toString("utf8").trim();
  if (result.status === 0 && id !== "") return id;
  if (result.status !== 1) throw new UsageError(`git merge-base failed: ${result.stderr}`);
  throw new UsageError(
    `\`${base.ref}\` and \`${headRef}\` have no common commit here${
      (await isShallow(root))
        ? ", since this is a shallow clone: fetch more with `git fetch --unshallow`, or in GitHub Actions set `fetch-depth: 0` for actions/checkout"
        : ": their histories are unrelated"
    }`,
  );
}

async function isShallow(root: string): Promise<boolean> {
  return (await gitText(root, ["rev-parse", "--is-shallow-repository"])).trim() === "true";
}

/** A partial clone fetches a blob only when it is needed, even to know its size. */
async function isPartialClone(root: string): Promise<boolean> {
  const result = await runGit(root, ["config", "--get-regexp", "^remote\\..*\\.promisor$"]);
  return result.status === 0;
}

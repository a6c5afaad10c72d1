import { hasSymbol } from "../../access/symbols.ts";
import { type Claims, comparedWith, endings, fill, type TokenTrust } from "./federation.ts";

/**
 * Tokens that GitHub issues to workflows, as somebody could get them. The subject has two forms:
 * `repo:owner/name:…` and, for repositories that are new, renamed or moved since July 2026,
 * `repo:owner@id/name@id:…`. What stands behind the repository, and branch, workflow, environment and
 * audience, is chosen by whoever runs a workflow there.
 *
 * Source: GitHub, "OpenID Connect reference"; GitHub changelog of 23 April 2026.
 */

const stranger = "zz-foreign-zz";
/** No id of anything that exists. */
const strangeId = "999999999901";

/** A token of a repository that nobody here owns. */
export function foreignToken(trust: TokenTrust): Claims {
  const names = [stranger, ...repositoryNames(trust)];
  return {
    ...strangersIds,
    sub: subjects(
      trust,
      ["", "@1"].flatMap((id) => pairs(`${stranger}${id}`, names, id)),
    ),
    repository: names.map((name) => `${stranger}/${name}`),
    repository_owner_id: [strangeId],
  };
}

/** A token of another repository of an owner that the subjects name. */
export function siblingToken(trust: TokenTrust): Claims {
  const owners = ownersOf(trust).filter((owner) => !/[*?]/.test(owner));
  const names = [stranger, ...repositoryNames(trust).map((name) => `${nameOf(name)}${stranger}`)];
  return tokenOf(trust, owners, names);
}

/** A token of an owner whose name begins like one that the subjects name. */
export function lookAlikeToken(trust: TokenTrust): Claims {
  const owners = ownersOf(trust).flatMap((owner) => {
    const [name = ""] = owner.split(/[*?]/);
    // `owner@*` has the whole name.
    return name === "" || name === owner || name.includes("@") ? [] : [`${name}${stranger}`];
  });
  const names = [stranger, ...repositoryNames(trust)];
  return tokenOf(trust, owners, names);
}

/** A token of any of the repositories of these names, with ids that nobody named. */
function tokenOf(trust: TokenTrust, owners: readonly string[], names: readonly string[]): Claims {
  return {
    ...strangersIds,
    sub: subjects(
      trust,
      owners.flatMap((owner) => pairs(owner, names, owner.includes("@") ? "@1" : "")),
    ),
    repository: owners.flatMap((owner) => names.map((name) => `${nameOf(owner)}/${name}`)),
    // Who pins the owner by its id means all of its repositories.
    repository_owner_id: [strangeId],
  };
}

/** A token of a pull request in a repository that the subjects name. */
export function pullRequestToken(trust: TokenTrust): Claims {
  const repositories = comparedWith(trust, "sub").flatMap((text) => {
    const [, repository] = /^repo:([^:]+)/.exec(text) ?? [];
    return repository === undefined ? [] : [fill(repository)];
  });
  return {
    sub: repositories.map((repository) => `repo:${repository}:pull_request`),
    ref: ["refs/pull/1/merge"],
    environment: [undefined],
    // The pull request brings its own version of the workflow.
    job_workflow_ref: repositories.map(
      (repository) => `${repository}/.github/workflows/${stranger}.yml@refs/pull/1/merge`,
    ),
  };
}

/** A token with the names that the policy expects, and ids of somebody else. */
export function recycledToken(trust: TokenTrust): Claims {
  // What is not known yet may well be a subject with ids.
  const expected = comparedWith(trust, "sub")
    .filter((text) => !hasSymbol(text))
    .map(fill);
  return {
    ...strangersIds,
    sub: expected.map((text) => text.replace(/@[0-9]+(?=[/:])/g, "@9")),
    repository: comparedWith(trust, "repository").map(fill),
    actor: comparedWith(trust, "actor").map(fill),
    job_workflow_ref: [undefined, ...comparedWith(trust, "job_workflow_ref").map(fill)],
    repository_owner_id: [strangeId],
  };
}

const strangersIds: Claims = {
  repository_id: [strangeId],
  actor: [stranger],
  actor_id: [strangeId],
  job_workflow_ref: [undefined, `${stranger}/${stranger}/.github/workflows/a.yml@refs/heads/main`],
  enterprise_id: [undefined, strangeId],
};

function pairs(owner: string, names: readonly string[], id: string): string[] {
  return names.map((name) => `${owner}/${id === "" ? name : `${nameOf(name)}@2`}`);
}

function nameOf(text: string): string {
  return text.split("@")[0] ?? "";
}

/** Subjects that are tried; a policy names a handful of repositories. */
const subjectsMax = 2000;

function subjects(trust: TokenTrust, repositories: readonly string[]): readonly string[] {
  const rests = [
    "ref:refs/heads/main",
    "pull_request",
    "environment:production",
    ...endings(comparedWith(trust, "sub")),
  ];
  const found: string[] = [];
  for (const repository of repositories) {
    for (const rest of rests) {
      if (found.length >= subjectsMax) return found;
      found.push(`repo:${repository}:${rest}`);
    }
  }
  return found;
}

/** What stands between `repo:` and the slash: `owner`, `owner@1`, `own*`. */
function ownersOf(trust: TokenTrust): readonly string[] {
  const named = [
    ...comparedWith(trust, "sub").flatMap((text) => {
      const [, owner] = /^repo:([^/:]+)/.exec(text) ?? [];
      return owner === undefined ? [] : [owner];
    }),
    ...comparedWith(trust, "repository").map((text) => text.split("/")[0] ?? ""),
  ];
  return [...new Set(named)].slice(0, namesMax);
}

/** Owners and repositories of one policy that are looked at. */
const namesMax = 20;

/** The names of repositories, with wildcards filled in: anybody can call theirs the same. */
function repositoryNames(trust: TokenTrust): readonly string[] {
  const named = [
    ...comparedWith(trust, "sub").flatMap((text) => {
      const [, name] = /^[^/]*\/([^:]*)/.exec(text) ?? [];
      return name === undefined ? [] : [fill(name)];
    }),
    ...comparedWith(trust, "repository").map((text) => fill(text.split("/")[1] ?? "")),
  ];
  return [...new Set(named)].filter((name) => name !== "").slice(0, namesMax);
}

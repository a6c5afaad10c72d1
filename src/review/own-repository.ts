import type { OwnRepository } from "../rules/rule-context.ts";

/** What GitHub says of a repository; ids and time are absent where it was not asked. */
export interface DescribedRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly defaultBranch: string;
  readonly id?: number | bigint;
  readonly ownerId?: number | bigint;
  /** As ISO 8601 text. */
  readonly created?: string | null;
}

/** Repositories that are made from this day on have their ids in the subjects of their tokens. */
const idsSince = "2026-07-15";

/** Longest name that is taken, in UTF-16 units. */
const nameLengthMax = 250;

/**
 * The repository as rules see it; `undefined` when its name or branch has other characters than names
 * ordinarily have. Both end up in policies. That an older one has ids because it was renamed or moved
 * nothing tells.
 *
 * Source: GitHub, "OpenID Connect reference"; GitHub changelog of 23 April 2026.
 */
export function ownRepository({
  name,
  defaultBranch,
  id,
  ownerId,
  created,
}: DescribedRepository): OwnRepository | undefined {
  const isPlain = /^[\w.-]+\/[\w.-]+$/.test(name) && /^\w[\w./-]*$/.test(defaultBranch);
  if (!isPlain || Math.max(name.length, defaultBranch.length) > nameLengthMax) return undefined;
  const hasIds = typeof created === "string" && created >= idsSince;
  if (!hasIds || id === undefined || ownerId === undefined) return { name, defaultBranch };
  const [owner, own] = name.split("/");
  return { name, defaultBranch, subject: `${owner}@${ownerId}/${own}@${id}` };
}

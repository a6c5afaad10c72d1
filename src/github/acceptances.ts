import {
  acceptableCode,
  type CommandAcceptance,
  isNew,
  type Review,
  type ReviewFinding,
} from "../review/review.ts";
import { digestOf } from "./accept-button.ts";
import { ownComments } from "./conversation.ts";
import { readPull } from "./pulls.ts";
import { type Repository, routeOf } from "./repository.ts";

/** Findings that one command may accept. */
export const acceptedMax = 200;
const opening = "<!-- leastwise:accepted ";

/**
 * The hidden line that keeps an acceptance in the conversation of its pull request. It stands in a
 * comment of the app's own account, which only people with write permission can edit: those who may
 * accept anyway.
 */
export function acceptanceMarker(acceptance: CommandAcceptance): string {
  // In Base64, so that no reason can end the HTML comment.
  const data = Buffer.from(JSON.stringify(acceptance), "utf8").toString("base64url");
  return `${opening}${data} -->`;
}

/**
 * The fingerprints of what the button of a check accepts: every new finding of the one rule that fails
 * it. `undefined` when it has no such button.
 */
export function acceptableFingerprints(review: Review): readonly string[] | undefined {
  const code = acceptableCode(review);
  return code === undefined ? undefined : fingerprintsOf(newFindingsOf(review, code));
}

export function fingerprintsOf(findings: readonly ReviewFinding[]): readonly string[] {
  return findings.map(({ fingerprint }) => fingerprint);
}

export function newFindingsOf({ findings }: Review, issueCode: string): readonly ReviewFinding[] {
  return findings.filter((finding) => isNew(finding) && finding.issueCode === issueCode);
}

/** Stands for what belongs to the change, whether somebody has accepted it or not. */
export function findingsDigest({ findings }: Review): string {
  return digestOf(
    findings
      .filter(({ state }) => state === "introduced" || state === "widened")
      .map(({ fingerprint }) => fingerprint),
  );
}

/** Everything that was accepted by command on a pull request; nothing when that cannot be told. */
export async function readAcceptances(
  repository: Repository,
  number: number,
  botLogin: string,
): Promise<readonly CommandAcceptance[]> {
  const own = (await ownComments(repository, number, botLogin, [opening])) ?? [];
  return own.flatMap(({ body }) => {
    const acceptance = parseMarker(body);
    return acceptance ? [acceptance] : [];
  });
}

/** Pull requests of one merge group that are looked at. */
const groupPullsMax = 20;

export interface MergeGroup {
  readonly base: string;
  readonly head: string;
  /** The pull request that the branch of the group is named after, where that is known. */
  readonly number?: number;
}

/**
 * What was accepted in the pull requests of a merge group. They are known by the name of its branch,
 * and by the messages of the commits that the queue makes (`Merge pull request #12 …`, `… (#12)`).
 * Of a queue that rebases several pull requests in one group, the name tells one of them only. A
 * message is a hint that anybody may write, but it only leads to acceptances by people with write
 * permission, in pull requests that are still open.
 */
export async function readGroupAcceptances(
  repository: Repository,
  { base, head, number: named }: MergeGroup,
  botLogin: string,
): Promise<readonly CommandAcceptance[]> {
  const { data } = await repository.client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
    ...routeOf(repository),
    basehead: `${base}...${head}`,
    per_page: 100,
  });
  const numbers = new Set([
    ...(named === undefined ? [] : [named]),
    ...data.commits.flatMap(({ commit }) => pullOfMessage(commit.message)),
  ]);
  const accepted: CommandAcceptance[] = [];
  for (const number of [...numbers].slice(0, groupPullsMax)) {
    const pull = await readPull(repository, number);
    if (pull?.open) accepted.push(...(await readAcceptances(repository, number, botLogin)));
  }
  return accepted;
}

function pullOfMessage(message: string): number[] {
  const [line = ""] = message.slice(0, 500).split("\n", 1);
  const [, merged, squashed] =
    /^Merge pull request #([1-9]\d{0,8})\b|\(#([1-9]\d{0,8})\)\s*$/.exec(line) ?? [];
  const number = merged ?? squashed;
  return number === undefined ? [] : [Number(number)];
}

function parseMarker(body: string): CommandAcceptance | undefined {
  const [, data] = /^<!-- leastwise:accepted ([A-Za-z0-9_-]{1,20000}) -->/.exec(body) ?? [];
  if (data === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(data, "base64url").toString("utf8"));
    return isAcceptance(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAcceptance(value: unknown): value is CommandAcceptance {
  if (typeof value !== "object" || value === null) return false;
  const { issueCode, reason, by, fingerprints } = value as Record<string, unknown>;
  return (
    typeof issueCode === "string" &&
    typeof reason === "string" &&
    typeof by === "string" &&
    Array.isArray(fingerprints) &&
    fingerprints.length <= acceptedMax &&
    fingerprints.every((each) => typeof each === "string")
  );
}

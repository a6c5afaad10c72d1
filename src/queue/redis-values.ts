import {
  type ReviewReason,
  type ReviewSubject,
  type ReviewTarget,
  targetKey,
} from "./review-queue.ts";

/** A job as Redis hands it out. */
export interface TakenJob {
  readonly name: string;
  /** Numbers the takings: only the newest may end the job. */
  readonly token: number;
  readonly attempt: number;
  readonly holds: number;
  readonly reasons: readonly ReviewReason[];
  /** `undefined`: what stands there is none of ours. */
  readonly target: ReviewTarget | undefined;
}

export interface Taken {
  readonly now: number;
  /** In how many milliseconds something becomes due; `undefined`: nothing will. */
  readonly nextMs: number | undefined;
  readonly refused: number;
  readonly jobs: readonly TakenJob[];
  /** Jobs whose last attempt ended with its server. */
  readonly lost: readonly TakenJob[];
  /** Installations that were removed. */
  readonly gone: readonly number[];
  /** There was nothing of us in Redis before. */
  readonly empty: boolean;
}

/** Longest text of a target, in UTF-16 units. */
const targetLengthMax = 4_000;
const reasons: ReadonlySet<string> = new Set([
  "changed",
  "asked",
  "swept",
] satisfies ReviewReason[]);

/** Reads the answer of the script that takes jobs. Throws a `TypeError` when it is none. */
export function readTaken(reply: unknown): Taken {
  const [now, nextMs, refused, jobs, lost, gone, empty] = list(reply);
  const inMs = number(nextMs);
  return {
    now: number(now),
    nextMs: inMs < 0 ? undefined : inMs,
    refused: number(refused),
    jobs: list(jobs).map(readJob),
    lost: list(lost).map(readJob),
    gone: list(gone).map(Number).filter(isId),
    empty: number(empty) === 1,
  };
}

function readJob(value: unknown): TakenJob {
  const [name, token, attempt, holds, why, target] = list(value);
  return {
    name: String(name),
    token: number(token),
    attempt: number(attempt),
    holds: number(holds),
    reasons: String(why)
      .split(" ")
      .filter((reason): reason is ReviewReason => reasons.has(reason)),
    target: readTarget(String(target), String(name)),
  };
}

/** Numbers of an answer that consists of numbers. */
export function readNumbers(reply: unknown): readonly number[] {
  return list(reply).map(number);
}

/**
 * Reads a target that was kept as JSON.
 *
 * @param name the key that it was kept under.
 * @returns nothing when the text is not one of ours, in every part: whoever can write to Redis must
 * not choose the paths of requests that are made with the token of an installation.
 */
export function readTarget(text: string, name: string): ReviewTarget | undefined {
  if (text.length > targetLengthMax) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { installationId, repositoryId, owner, repo } = value;
  const subject = readSubject(value.subject);
  if (!isId(installationId) || !isId(repositoryId) || !isName(owner) || !isName(repo)) return;
  if (!subject) return undefined;
  const target = { installationId, repositoryId, owner, repo, subject };
  return targetKey(target) === name ? target : undefined;
}

function readSubject(value: unknown): ReviewSubject | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, number: pull, base, head, comment, body, findings, by, sha } = value;
  switch (kind) {
    case "pull request":
      return isId(pull) ? { kind, number: pull } : undefined;
    case "merge group":
      if (!isSha(base) || !isSha(head)) return undefined;
      if (pull === undefined) return { kind, base, head };
      return isId(pull) ? { kind, base, head, number: pull } : undefined;
    case "command":
      if (!isId(pull) || !isId(comment)) return undefined;
      if (body === undefined) return { kind, number: pull, comment };
      return isWord(body) ? { kind, number: pull, comment, body } : undefined;
    case "acceptance":
      if (!isId(pull) || !isSha(head) || !isWord(findings) || !isLogin(by)) return undefined;
      return { kind, number: pull, head, findings, by };
    case "commit":
      return isSha(sha) ? { kind, sha } : undefined;
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Of an owner or a repository. */
function isName(value: unknown): value is string {
  return (
    typeof value === "string" && /^[\w.-]{1,100}$/.test(value) && value !== "." && value !== ".."
  );
}

function isSha(value: unknown): value is string {
  return typeof value === "string" && /^\w{1,64}$/.test(value);
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && /^[\w.-]{1,200}$/.test(value);
}

/** Names of apps end with `[bot]`. */
function isLogin(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,100}(?:\[bot\])?$/.test(value);
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("an answer of Redis is no list");
  return value;
}

function number(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("an answer of Redis is no number");
  return value;
}

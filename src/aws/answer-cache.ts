import { createHash } from "node:crypto";
import { type PolicyAnswer, type PolicyQuestion, questionKey } from "../review/policy-validator.ts";

export interface AnswerCacheOptions {
  readonly entriesMax: number;
  /** Of all answers together, as JSON in UTF-16 units. */
  readonly lengthMax: number;
  /** How long an answer holds: AWS learns new actions and checks in the meantime. */
  readonly lifetimeMs: number;
  readonly now: () => number;
}

interface Entry {
  readonly answer: PolicyAnswer;
  readonly length: number;
  readonly at: number;
}

/** Answers by the hash of their question, in memory. The one that was used least recently goes first. */
export class AnswerCache {
  private readonly options: AnswerCacheOptions;
  private readonly entries = new Map<string, Entry>();
  private length = 0;

  constructor(options: AnswerCacheOptions) {
    this.options = options;
  }

  get(question: PolicyQuestion): PolicyAnswer | undefined {
    const key = keyOf(question);
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (this.options.now() - entry.at > this.options.lifetimeMs) {
      this.forget(key);
      return undefined;
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.answer;
  }

  set(question: PolicyQuestion, answer: PolicyAnswer): void {
    const { entriesMax, lengthMax, now } = this.options;
    const key = keyOf(question);
    const { length } = JSON.stringify(answer);
    this.forget(key);
    this.entries.set(key, { answer, length, at: now() });
    this.length += length;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= entriesMax && this.length <= lengthMax) break;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.length -= this.entries.get(key)?.length ?? 0;
    this.entries.delete(key);
  }
}

/** Policy texts themselves are not kept. */
function keyOf(question: PolicyQuestion): string {
  return createHash("sha256").update(questionKey(question)).digest("base64");
}

import type { AccessPrincipal } from "../principals.ts";
import { catalogue, cataloguePath } from "./catalogue.ts";
import { openRequest } from "./demands.ts";
import { Gains } from "./gain.ts";
import { patternsMax } from "./mentions.ts";
import type { CataloguePath } from "./path.ts";
import { anyOf } from "./places.ts";
import { type Demand, Patience, type Verdict } from "./questions.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** A path of which it is not known whether it is open. */
export interface UndecidedPath {
  readonly principal: string;
  /** Of the catalogue. */
  readonly id: string;
  readonly reason: string;
}

/** Principals of one kind that paths can lead to. */
export const targetsMax = 200;
/** Questions about single targets, of all principals together. */
export const targetQuestionsMax = 5_000;
/** Paths that are listed as undecided. */
const undecidedMax = 200;

/** All principals of one side, and what is shared by the questions about them. */
export class World {
  /** By address. */
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly roles: readonly Subject[];
  readonly users: readonly Subject[];
  readonly groups: readonly Subject[];
  readonly gains = new Gains();
  readonly undecided: UndecidedPath[] = [];
  private readonly wideningOf = new Map<Subject, readonly Widening[]>();
  private targetQuestions = 0;

  constructor(principals: readonly AccessPrincipal[]) {
    const patience = new Patience();
    this.subjects = new Map(
      principals.map((principal) => [principal.address, subjectOf(principal, patience)]),
    );
    for (const subject of this.subjects.values()) {
      if (!subject.questions.mentions.isTooLong) continue;
      this.leftOut(subject, `patternsMax = ${patternsMax}`);
    }
    const ofKind = (kind: Subject["kind"]): Subject[] => {
      const all = [...this.subjects.values()].filter((subject) => subject.kind === kind);
      const [left] = all.slice(targetsMax);
      if (left) this.leftOut(left, `more than ${targetsMax} targets of one kind`);
      return all.slice(0, targetsMax);
    };
    this.roles = ofKind("role");
    this.users = ofKind("user");
    this.groups = ofKind("group");
  }

  /** Whether the verdict says yes. One that says nothing is noted. */
  note(
    { principal }: Subject,
    { id }: CataloguePath,
    verdict: Verdict,
  ): verdict is Extract<Verdict, { allowed: true }> {
    if (verdict.allowed) return true;
    if (verdict.undecided !== undefined && this.undecided.length < undecidedMax) {
      this.undecided.push({ principal: principal.address, id, reason: verdict.undecided });
    }
    return false;
  }

  /** For one more question about a target; false, and noted, when there were too many. */
  affords(): boolean {
    this.targetQuestions++;
    if (this.targetQuestions === targetQuestionsMax + 1) {
      const [first] = this.subjects.values();
      if (first) this.leftOut(first, `targetQuestionsMax = ${targetQuestionsMax}`);
    }
    return this.targetQuestions <= targetQuestionsMax;
  }

  /** The ways in which the principal may widen some roles. */
  widening(subject: Subject): readonly Widening[] {
    let known = this.wideningOf.get(subject);
    if (!known) {
      known = wideningPaths.flatMap((path) => {
        const [action = ""] = path.ways[0] ?? [];
        const demands = openRequest(path);
        return subject.questions.allows(action, anyOf("role"), demands).allowed
          ? [{ action, demands }]
          : [];
      });
      this.wideningOf.set(subject, known);
    }
    return known;
  }

  /** Whether a path of its own speaks of the service. */
  isKnownService(service: string): boolean {
    return knownServices.has(service);
  }

  private leftOut({ principal }: Subject, limit: string): void {
    const reason = `a limit was reached: ${limit}`;
    this.undecided.push({ principal: principal.address, id: "all", reason });
  }
}

export interface Widening {
  readonly action: string;
  readonly demands: readonly Demand[];
}

const wideningPaths = ["iam-put-role-policy", "iam-attach-role-policy"].flatMap(
  (id) => cataloguePath(id) ?? [],
);

const knownServices = new Set(catalogue.flatMap(({ passedTo }) => passedTo ?? []));

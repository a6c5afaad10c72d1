import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InProcessQueue } from "../../src/queue/in-process-queue.ts";
import {
  type ReviewJob,
  type ReviewTarget,
  RunAgainError,
  targetKey,
} from "../../src/queue/review-queue.ts";
import { ManualClock, settle } from "../support/manual-clock.ts";
import {
  contractOptions,
  describeReviewQueue,
  type QueueUnderTest,
} from "./review-queue-contract.ts";

describeReviewQueue("the queue of a single process", async () => createQueue());

describe("the queue of a single process, whatever happens", () => {
  test("every mark is followed by a run, within the bounds, and nothing is left behind", async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant("mark" as const),
        installation: fc.integer({ min: 1, max: 3 }),
        number: fc.integer({ min: 1, max: 2 }),
      }),
      fc.record({
        do: fc.constantFrom("finish" as const, "retry" as const, "hold" as const),
        index: fc.nat(5),
      }),
      fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new ManualClock();
        const running: { job: ReviewJob; end: (error?: unknown) => void }[] = [];
        /** Marks that no run has begun after yet. */
        const owed = new Set<string>();
        const queue = new InProcessQueue({
          ...contractOptions,
          attemptsMax: 1_000,
          holdsMax: 1_000,
          clock,
          onLost: (_job, error) => {
            throw error;
          },
        });
        queue.work((job) => {
          const same = running.filter(
            ({ job: other }) => targetKey(other.target) === targetKey(job.target),
          );
          expect(same).toEqual([]);
          owed.delete(targetKey(job.target));
          return new Promise((resolve, reject) => {
            const entry = {
              job,
              end: (error?: unknown) => {
                running.splice(running.indexOf(entry), 1);
                if (error === undefined) resolve();
                else reject(error);
              },
            };
            running.push(entry);
          });
        });
        for (const action of steps) {
          if (action.do === "mark") {
            const target = pull(action.installation, action.number);
            owed.add(targetKey(target));
            await queue.markDirty(target, "changed");
          } else if (action.do === "wait") await clock.advance(action.ms);
          else {
            const entry = running[action.index];
            if (!entry) continue;
            const at = clock.now() + 5_000;
            if (action.do === "finish") entry.end();
            else if (action.do === "retry") entry.end(new RunAgainError("again"));
            else entry.end(new RunAgainError("limit", { at, holds: "installation" }));
          }
          await settle();
          expect(running.length).toBeLessThanOrEqual(contractOptions.concurrency);
          for (const installation of [1, 2, 3]) {
            const share = running.filter(({ job }) => job.target.installationId === installation);
            expect(share.length).toBeLessThanOrEqual(contractOptions.concurrencyPerInstallation);
          }
        }
        for (let turn = 0; turn < 60; turn++) {
          for (const { end } of [...running]) end();
          await clock.advance(20_000);
        }
        expect([...owed]).toEqual([]);
        expect(await queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
        expect(clock.pending).toBe(0);
      }),
      { seed: 20260301, numRuns: 60 },
    );
  });
});

function createQueue(): QueueUnderTest {
  const clock = new ManualClock();
  const lost: { job: ReviewJob; error: unknown }[] = [];
  const queue = new InProcessQueue({
    ...contractOptions,
    clock,
    onLost: (job, error) => lost.push({ job, error }),
  });
  return {
    queue,
    lost,
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    settle,
    close: () => queue.drain(),
  };
}

function pull(installationId: number, number: number): ReviewTarget {
  return {
    installationId,
    repositoryId: 7,
    owner: "octo",
    repo: "infra",
    subject: { kind: "pull request", number },
  };
}

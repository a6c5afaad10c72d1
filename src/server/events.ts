import type { Probot } from "probot";
import { acceptedDigest } from "../github/accept-button.ts";
import { runAgainAction } from "../github/check-runs.ts";
import { bodyDigest, commandOf } from "../github/command.ts";
import { readExternalId } from "../github/external-id.ts";
import type {
  ReviewQueue,
  ReviewReason,
  ReviewSubject,
  ReviewTarget,
} from "../queue/review-queue.ts";
import type { Log } from "./log.ts";

/** The events that Leastwise listens to; deliveries of others are answered and left alone. */
export const eventNames: ReadonlySet<string> = new Set([
  "check_run",
  "check_suite",
  "installation",
  "installation_repositories",
  "issue_comment",
  "merge_group",
  "ping",
  "pull_request",
]);

export interface EventsOptions {
  readonly appId: number;
  readonly queue: ReviewQueue;
  /** The app was removed or suspended: nothing of the installation may be kept. */
  readonly onInstallationGone: (installationId: number) => void;
  /** Repositories came, or came back: nobody told of the pull requests that are open there. */
  readonly onRepositoriesCame: () => void;
  readonly log: Log;
}

/** Actions of the installation events by which the app sees repositories that it did not see before. */
const cameActions: ReadonlySet<string> = new Set(["created", "unsuspend", "added"]);

/**
 * The Probot app. Its handlers only mark what is to be reviewed; they ask GitHub nothing and do not
 * look at what has changed.
 */
export function leastwise(options: EventsOptions): (probot: Probot) => void {
  const { appId, queue, log } = options;
  const mark = async (payload: Payload, reason: ReviewReason, subjects: ReviewSubject[]) => {
    for (const target of targets(payload, subjects)) await queue.markDirty(target, reason);
  };

  return (probot) => {
    probot.on(
      [
        "pull_request.opened",
        "pull_request.synchronize",
        "pull_request.reopened",
        "pull_request.ready_for_review",
        "pull_request.converted_to_draft",
      ],
      ({ payload }) => mark(payload, "changed", [pull(payload.pull_request)]),
    );
    probot.on("pull_request.edited", async ({ payload }) => {
      if (payload.changes.base) await mark(payload, "changed", [pull(payload.pull_request)]);
    });
    probot.on("pull_request.closed", async ({ payload }) => {
      for (const target of targets(payload, [pull(payload.pull_request)])) await queue.drop(target);
      // The check of another pull request with the same head may have failed for this one.
      await mark(payload, "changed", [{ kind: "commit", sha: payload.pull_request.head.sha }]);
    });
    probot.on("merge_group.checks_requested", ({ payload }) => {
      const { base_sha: base, head_sha: head, head_ref: ref } = payload.merge_group;
      return mark(payload, "changed", [{ kind: "merge group", base, head, ...pullOfGroup(ref) }]);
    });
    probot.on("merge_group.destroyed", async ({ payload }) => {
      const { base_sha: base, head_sha: head } = payload.merge_group;
      for (const target of targets(payload, [{ kind: "merge group", base, head }])) {
        await queue.drop(target);
      }
    });
    // Who may command is found out by the worker, freshly.
    probot.on("issue_comment.created", async ({ payload }) => {
      const { issue, comment } = payload;
      if (!issue.pull_request || comment.user?.type !== "User" || !commandOf(comment.body)) return;
      const { number } = issue;
      const { id, body } = comment;
      const command = { kind: "command", number, comment: id, body: bodyDigest(body) } as const;
      await mark(payload, "asked", [command]);
    });
    probot.on("check_run.rerequested", async ({ payload }) => {
      if (payload.check_run.app?.id !== appId) return;
      await mark(payload, "asked", [subjectOf(payload.check_run)]);
    });
    probot.on("check_run.requested_action", async ({ payload }) => {
      if (payload.check_run.app?.id !== appId) return;
      const { check_run: run, requested_action: action, sender } = payload;
      const subject = subjectOf(run);
      const pressed = action?.identifier ?? "";
      if (pressed === runAgainAction) await mark(payload, "asked", [subject]);
      const findings = acceptedDigest(pressed);
      if (findings === undefined || subject.kind !== "pull request") return;
      // Whether the sender may is found out by the worker, freshly.
      const { number } = subject;
      const { head_sha: head } = run;
      const by = sender.login;
      await mark(payload, "asked", [{ kind: "acceptance", number, head, findings, by }]);
    });
    // A second trigger. Pushes to branches without a pull request are not answered: a run there
    // would cover a pull request that is opened later, before it has been looked at.
    probot.on("check_suite.requested", async ({ payload }) => {
      if (payload.check_suite.app.id !== appId) return;
      await mark(payload, "changed", pullsOf(payload));
    });
    probot.on("check_suite.rerequested", async ({ payload }) => {
      if (payload.check_suite.app.id !== appId) return;
      const pulls = pullsOf(payload);
      const commit: ReviewSubject = { kind: "commit", sha: payload.check_suite.head_sha };
      await mark(payload, "asked", pulls.length > 0 ? pulls : [commit]);
    });
    probot.on(["installation", "installation_repositories"], async ({ name, payload }) => {
      const { id } = payload.installation;
      const { action } = payload;
      log.info({ event: name, action, installation: id }, "The installation changed.");
      if (cameActions.has(action)) options.onRepositoriesCame();
      if (name !== "installation" || (action !== "deleted" && action !== "suspend")) return;
      await queue.dropInstallation(id);
      options.onInstallationGone(id);
    });
  };
}

/** What the payloads have in common. */
interface Payload {
  readonly installation?: { readonly id: number } | undefined;
  readonly repository?: {
    readonly id: number;
    readonly name: string;
    readonly owner: { readonly login: string };
  };
}

function targets(payload: Payload, subjects: readonly ReviewSubject[]): ReviewTarget[] {
  const { installation, repository } = payload;
  if (!installation || !repository) return [];
  return subjects.map((subject) => ({
    installationId: installation.id,
    repositoryId: repository.id,
    owner: repository.owner.login,
    repo: repository.name,
    subject,
  }));
}

function pull({ number }: { readonly number: number }): ReviewSubject {
  return { kind: "pull request", number };
}

/** The pull requests of a suite that belong to this repository; none when the head is in a fork. */
function pullsOf(payload: {
  readonly repository: { readonly id: number };
  readonly check_suite: {
    readonly pull_requests: readonly {
      readonly number: number;
      readonly base: { readonly repo: { readonly id: number } };
    }[];
  };
}): ReviewSubject[] {
  return payload.check_suite.pull_requests
    .filter(({ base }) => base.repo.id === payload.repository.id)
    .map(pull);
}

/** The queue names its branches `gh-readonly-queue/main/pr-12-0123…`. */
function pullOfGroup(ref: string): { number?: number } {
  const [, number] = /\/pr-([1-9]\d{0,8})-[0-9a-f]{40,64}$/.exec(ref.slice(-200)) ?? [];
  return number === undefined ? {} : { number: Number(number) };
}

/** What a check run of ours was about. */
function subjectOf(run: {
  readonly external_id: string | null;
  readonly head_sha: string;
}): ReviewSubject {
  const about = readExternalId(run.external_id);
  if (about?.kind === "pull request") return { kind: "pull request", number: about.number };
  if (about) {
    const { base, head, number } = about;
    return { kind: "merge group", base, head, ...(number !== undefined && { number }) };
  }
  return { kind: "commit", sha: run.head_sha };
}

import type { Annotation } from "../reports/check-run.ts";
import { acceptButton } from "./accept-button.ts";
import { type ExternalId, readExternalId, writeExternalId } from "./external-id.ts";
import { type Repository, routeOf } from "./repository.ts";

/** The name that an administrator makes required. */
export const checkRunName = "Leastwise";

/**
 * GitHub takes so many annotations in one request, and adds those of later requests to them.
 * docs.github.com/en/rest/checks/runs#update-a-check-run
 */
const annotationsPerRequestMax = 50;
/** Of `output.summary` and `output.text` each, in characters; same page. */
export const outputLengthMax = 65_535;

/** The button of a run that ended without a verdict; GitHub sends its name back when it is pressed. */
export const runAgainAction = "run-again";

const runAgainButton = {
  label: "Run again",
  description: "Review this change once more",
  identifier: runAgainAction,
};

export interface Output {
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  readonly annotations: readonly Annotation[];
}

export type Conclusion = "success" | "failure" | "cancelled";

/** A check run of ours as GitHub has it. */
export interface KnownRun {
  readonly id: number;
  readonly about: ExternalId | undefined;
  readonly externalId: string;
  readonly completed: boolean;
  readonly conclusion: string | null;
  readonly annotations: number;
  /** By GitHub's clock, in milliseconds since 1970, to the second; NaN where GitHub names no time. */
  readonly startedAt: number;
  readonly completedAt: number;
}

/**
 * GitHub keeps 1,000 runs of a name on a commit, and deletes the oldest past them.
 * docs.github.com/en/rest/checks/runs#create-a-check-run
 */
const runPagesMax = 10;
const perPage = 100;

/** The runs of ours on a commit, the newest first. */
export async function knownRuns(
  repository: Repository,
  appId: number,
  sha: string,
): Promise<readonly KnownRun[]> {
  const runs: KnownRun[] = [];
  for (let page = 1; page <= runPagesMax; page++) {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
      {
        ...routeOf(repository),
        ref: sha,
        check_name: checkRunName,
        app_id: appId,
        filter: "all",
        per_page: perPage,
        page,
      },
    );
    for (const run of data.check_runs) {
      if (run.app?.id !== appId || run.name !== checkRunName) continue;
      runs.push({
        id: Number(run.id),
        about: readExternalId(run.external_id),
        externalId: run.external_id ?? "",
        completed: run.status === "completed",
        conclusion: run.conclusion,
        annotations: run.output.annotations_count,
        startedAt: Date.parse(run.started_at ?? ""),
        completedAt: Date.parse(run.completed_at ?? ""),
      });
    }
    if (data.check_runs.length < perPage) break;
  }
  return runs.sort((first, second) => second.id - first.id);
}

/**
 * The check run of one review. It is created when there is something to say, and always completed.
 *
 * It names no times: GitHub then takes its own, which can be compared with those of comments.
 */
export class CheckRun {
  private readonly repository: Repository;
  private readonly about: ExternalId;
  private id: number | undefined;
  /** A run in progress whose place a newer one takes. */
  private abandoned: number | undefined;
  private starting: Promise<void> | undefined;

  /**
   * @param unfinished is the run that an earlier attempt left in progress. Its annotations cannot
   * be taken back: with any, it is cancelled, and a new one takes its place.
   */
  constructor(repository: Repository, about: ExternalId, unfinished: KnownRun | undefined) {
    this.repository = repository;
    this.about = about;
    if (!unfinished) return;
    if (unfinished.annotations === 0) this.id = unfinished.id;
    else this.starting = this.replace(unfinished.id);
  }

  /** Shows that the review runs. May be called often, and need not be awaited. */
  start(): void {
    if (this.id !== undefined || this.starting !== undefined) return;
    this.starting = this.create({
      status: "in_progress",
      output: { title: "Reviewing…", summary: "The IAM policies of this change are being read." },
    });
    // Whoever completes the run awaits it, and gets the error.
    this.starting.catch(() => {});
  }

  /** Resolves when the start has come to its end, well or not. */
  async started(): Promise<void> {
    await this.starting?.catch(() => {});
  }

  /**
   * Of several runs on a commit GitHub looks at the newest alone. When a run of another pull request
   * was made and completed after this one was begun, a new one takes the place of this one.
   *
   * @param known the runs that stand on the commit now.
   */
  async becomeNewest(known: readonly KnownRun[]): Promise<void> {
    await this.started();
    const { id } = this;
    if (id === undefined || !known.some((run) => run.completed && run.id > id)) return;
    this.abandoned = id;
    this.id = undefined;
  }

  /**
   * Completes the run, with one request for every 50 annotations. The last one concludes it.
   *
   * @param about what was reviewed in the end.
   * @param acceptable the fingerprints of what people can accept by a button; `undefined`: no button.
   */
  async complete(
    conclusion: Conclusion,
    output: Output,
    about: ExternalId,
    acceptable: readonly string[] | undefined,
  ): Promise<void> {
    await this.starting;
    const { annotations, ...texts } = output;
    const batches = [];
    for (let at = 0; at < annotations.length; at += annotationsPerRequestMax) {
      batches.push(annotations.slice(at, at + annotationsPerRequestMax));
    }
    const last = batches.pop() ?? [];
    for (const batch of batches) {
      await this.write({ status: "in_progress", output: { ...texts, annotations: batch } });
    }
    await this.write({
      status: "completed",
      conclusion,
      external_id: writeExternalId(about),
      output: { ...texts, annotations: last },
      ...(acceptable && {
        actions: [acceptButton(acceptable)],
      }),
    });
    await this.endAbandoned();
  }

  /** A review without a verdict fails: it must not pass for one that found nothing. */
  async fail(cause: string): Promise<void> {
    // What went wrong may be the creation of this very run.
    await this.started();
    await this.write({
      status: "completed",
      conclusion: "failure",
      external_id: writeExternalId({ ...this.about, state: "error" }),
      output: {
        title: "The review did not come to its end",
        summary:
          `${cause}\n\nNothing was judged, so the check fails. Press **Run again** to have this ` +
          "change reviewed once more.",
        annotations: [],
      },
      actions: [runAgainButton],
    });
    await this.endAbandoned();
  }

  /** Ends a run whose commits are no longer those of the pull request. Without a run, nothing is said. */
  async cancel(): Promise<void> {
    await this.starting;
    if (this.id === undefined) return;
    await this.cancelRun(
      this.id,
      "Superseded",
      "The pull request has moved on; what it is now is reviewed instead.",
    );
  }

  private async endAbandoned(): Promise<void> {
    const { abandoned } = this;
    if (abandoned === undefined) return;
    this.abandoned = undefined;
    await this.cancelRun(abandoned, "Interrupted", "A newer run takes its place.");
  }

  private async cancelRun(id: number, title: string, summary: string): Promise<void> {
    await this.update(id, {
      status: "completed",
      conclusion: "cancelled",
      output: { title, summary },
    });
  }

  private async write(fields: RunFields): Promise<void> {
    if (this.id === undefined) return this.create(fields);
    await this.update(this.id, fields);
  }

  private async update(id: number, fields: RunFields): Promise<void> {
    await this.repository.client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
      ...routeOf(this.repository),
      check_run_id: id,
      ...body(fields),
    });
  }

  private async create(fields: RunFields): Promise<void> {
    const { data } = await this.repository.client.request("POST /repos/{owner}/{repo}/check-runs", {
      ...routeOf(this.repository),
      name: checkRunName,
      head_sha: this.about.head,
      external_id: writeExternalId(this.about),
      ...body(fields),
    });
    this.id = Number(data.id);
  }

  private async replace(id: number): Promise<void> {
    await this.cancelRun(id, "Interrupted", "A newer run takes its place.");
    await this.create({
      status: "in_progress",
      output: { title: "Reviewing…", summary: "The IAM policies of this change are being read." },
    });
  }
}

type RunFields = {
  readonly output: Omit<Output, "annotations"> & { readonly annotations?: readonly Annotation[] };
  readonly external_id?: string;
  readonly actions?: { label: string; description: string; identifier: string }[];
} & (
  | { readonly status: "in_progress" }
  | {
      readonly status: "completed";
      readonly conclusion: Conclusion;
    }
);

/** The fields as the API takes them: without an empty list of annotations. */
function body({ output, ...fields }: RunFields) {
  const { annotations = [], ...texts } = output;
  const some = annotations.length === 0 ? {} : { annotations: [...annotations] };
  return { ...fields, output: { ...texts, ...some } };
}

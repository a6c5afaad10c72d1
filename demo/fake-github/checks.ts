/** Check suites and check runs. */
import { ApiError, unprocessable } from "./api-error.ts";
import type {
  Account,
  Annotation,
  App,
  CheckAction,
  CheckConclusion,
  CheckRun,
  CheckStatus,
  CheckSuite,
  Repository,
} from "./model.ts";
import type { Platform } from "./platform.ts";
import { checkRunInWebhook, checkSuiteObject, suiteState } from "./present/checks.ts";
import { time } from "./present/urls.ts";

/** The body of a request that creates or updates a check run, already checked for its form. */
export interface CheckRunInput {
  readonly name?: string;
  readonly head_sha?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary?: string;
    readonly text?: string;
    readonly annotations?: readonly Partial<Annotation>[];
  };
  readonly actions?: readonly CheckAction[];
}

export function ensureSuite(
  platform: Platform,
  repository: Repository,
  headSha: string,
  headBranch: string | null,
  before: string | null = null,
  app: App = platform.app,
): CheckSuite {
  const known = findSuite(repository, headSha, app);
  if (known !== undefined) return known;
  const suite: CheckSuite = {
    id: platform.nextId(),
    app,
    repository,
    headSha,
    headBranch,
    before,
    runs: [],
    createdAt: platform.now(),
    updatedAt: platform.now(),
    requeued: false,
  };
  repository.suites.push(suite);
  return suite;
}

function findSuite(repository: Repository, headSha: string, app: App): CheckSuite | undefined {
  return repository.suites.find((one) => one.app === app && one.headSha === headSha);
}

async function branchOf(repository: Repository, headSha: string): Promise<string | null> {
  const branches = await repository.store.branches();
  return [...branches].find(([, tip]) => tip === headSha)?.[0] ?? null;
}

export async function createCheckRun(
  platform: Platform,
  app: App,
  repository: Repository,
  input: CheckRunInput,
): Promise<CheckRun> {
  const headSha = input.head_sha ?? "";
  if ((await repository.store.resolve(headSha)) !== headSha) {
    throw unprocessable(`No commit found for SHA: ${headSha}`);
  }
  const suite =
    findSuite(repository, headSha, app) ??
    ensureSuite(platform, repository, headSha, await branchOf(repository, headSha), null, app);
  const run: CheckRun = {
    id: platform.nextId(),
    suite,
    createdAt: platform.now(),
    name: "",
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAt: time(platform.now()),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  };
  write(platform, run, input);
  suite.runs.push(run);
  suite.requeued = false;
  runChanged(platform, run, "created", app.bot);
  if (run.status === "completed") runCompleted(platform, run);
  return run;
}

export function updateCheckRun(
  platform: Platform,
  app: App,
  run: CheckRun,
  input: CheckRunInput,
): void {
  if (run.suite.app !== app) {
    throw new ApiError(
      403,
      `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  }
  const completed = run.status === "completed";
  write(platform, run, input);
  if (run.status === "completed" && !completed) runCompleted(platform, run);
}

function write(platform: Platform, run: CheckRun, input: CheckRunInput): void {
  run.name = input.name ?? run.name;
  run.detailsUrl = input.details_url ?? run.detailsUrl;
  run.externalId = input.external_id ?? run.externalId;
  run.startedAt = input.started_at ?? run.startedAt;
  if (input.output !== undefined) {
    run.title = input.output.title ?? run.title;
    run.summary = input.output.summary ?? run.summary;
    run.text = input.output.text ?? run.text;
    // Annotations can only be added.
    run.annotations.push(...(input.output.annotations ?? []).map(annotation));
  }
  run.actions = input.actions ?? run.actions;
  if (input.conclusion !== undefined) {
    run.conclusion = input.conclusion as CheckConclusion;
    run.status = "completed";
    run.completedAt = input.completed_at ?? time(platform.now());
  } else if (input.status !== undefined) {
    run.status = input.status as CheckStatus;
    run.conclusion = null;
    run.completedAt = null;
  }
  run.suite.updatedAt = platform.now();
}

function annotation(input: Partial<Annotation>): Annotation {
  return {
    path: input.path ?? "",
    start_line: input.start_line ?? 0,
    end_line: input.end_line ?? 0,
    start_column: input.start_column ?? null,
    end_column: input.end_column ?? null,
    annotation_level: input.annotation_level ?? "notice",
    message: input.message ?? "",
    title: input.title ?? null,
    raw_details: input.raw_details ?? null,
  };
}

export function runChanged(
  platform: Platform,
  run: CheckRun,
  action: string,
  sender: Account,
  more: Record<string, unknown> = {},
): void {
  platform.emit({
    name: "check_run",
    action,
    repository: run.suite.repository,
    sender,
    payload: (urls) => ({ check_run: checkRunInWebhook(urls, run), ...more }),
  });
}

export function suiteRequested(
  platform: Platform,
  suite: CheckSuite,
  sender: Account,
  action: "requested" | "rerequested" | "completed" = "requested",
): void {
  platform.emit({
    name: "check_suite",
    action,
    repository: suite.repository,
    sender,
    payload: async (urls) => ({
      check_suite: checkSuiteObject(
        urls,
        suite,
        await suite.repository.store.commitInfo(suite.headSha),
      ),
    }),
  });
}

/** GitHub leaves the run as it is; its suite waits again until the App makes a new run. */
export function rerequestRun(platform: Platform, run: CheckRun, sender: Account): void {
  run.suite.requeued = true;
  runChanged(platform, run, "rerequested", sender);
}

export function rerequestSuite(platform: Platform, suite: CheckSuite, sender: Account): void {
  suite.requeued = true;
  suiteRequested(platform, suite, sender, "rerequested");
}

function runCompleted(platform: Platform, run: CheckRun): void {
  runChanged(platform, run, "completed", run.suite.app.bot);
  if (suiteState(run.suite).status === "completed") {
    suiteRequested(platform, run.suite, run.suite.app.bot, "completed");
  }
}

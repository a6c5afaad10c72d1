import type { CommitInfo } from "../git-objects.ts";
import type { Annotation, CheckRun, CheckSuite, PullRequest } from "../model.ts";
import { integration } from "./accounts.ts";
import { simpleCommit } from "./commits.ts";
import { pullMinimal } from "./pulls.ts";
import { minimalRepository, repositoryPage, repositoryUrl } from "./repositories.ts";
import { nodeId, pathOf, time, type Urls } from "./urls.ts";

export function checkRunObject(urls: Urls, run: CheckRun) {
  const url = `${repositoryUrl(urls, run.suite.repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId("CheckRun", run.id),
    name: run.name,
    head_sha: run.suite.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repositoryPage(urls, run.suite.repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${urls.html}/apps/${run.suite.app.slug}/about`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: integration(urls, run.suite.app),
    pull_requests: pullsOf(run.suite).map((pull) => pullMinimal(urls, pull)),
  };
}

/** The form inside webhooks, with more of the suite. */
export function checkRunInWebhook(urls: Urls, run: CheckRun) {
  const { suite } = run;
  return {
    ...checkRunObject(urls, run),
    check_suite: {
      id: suite.id,
      node_id: nodeId("CheckSuite", suite.id),
      head_branch: suite.headBranch,
      head_sha: suite.headSha,
      ...suiteState(suite),
      url: suiteUrl(urls, suite),
      before: suite.before,
      after: suite.headSha,
      pull_requests: pullsOf(suite).map((pull) => pullMinimal(urls, pull)),
      app: integration(urls, suite.app),
      created_at: time(suite.createdAt),
      updated_at: time(suite.updatedAt),
    },
  };
}

export function checkSuiteObject(urls: Urls, suite: CheckSuite, head: CommitInfo) {
  return {
    id: suite.id,
    node_id: nodeId("CheckSuite", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(suite),
    url: suiteUrl(urls, suite),
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsOf(suite).map((pull) => pullMinimal(urls, pull)),
    app: integration(urls, suite.app),
    created_at: time(suite.createdAt),
    updated_at: time(suite.updatedAt),
    repository: minimalRepository(urls, suite.repository),
    head_commit: simpleCommit(head),
    latest_check_runs_count: latestRuns(suite.runs).length,
    check_runs_url: `${suiteUrl(urls, suite)}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function annotationObject(urls: Urls, run: CheckRun, annotation: Annotation) {
  const page = repositoryPage(urls, run.suite.repository);
  return {
    ...annotation,
    blob_href: `${page}/blob/${run.suite.headSha}/${pathOf(annotation.path)}`,
  };
}

/** The newest run of each name. */
export function latestRuns(runs: readonly CheckRun[]): CheckRun[] {
  return [...new Map(runs.map((run) => [`${run.suite.id} ${run.name}`, run])).values()];
}

/**
 * The open pull requests of the same repository with this head. GitHub leaves those from forks out.
 */
function pullsOf(suite: CheckSuite): PullRequest[] {
  return [...suite.repository.pulls.values()].filter(
    (pull) =>
      pull.state === "open" &&
      pull.head.repository === suite.repository &&
      pull.head.sha === suite.headSha,
  );
}

/** A suite is done when all of its newest runs are; the worst of them decides. */
export function suiteState(suite: CheckSuite) {
  const runs = latestRuns(suite.runs);
  if (suite.requeued || runs.length === 0) return { status: "queued", conclusion: null };
  if (runs.some((run) => run.status !== "completed")) {
    return { status: "in_progress", conclusion: null };
  }
  const worst = ["failure", "timed_out", "action_required", "cancelled", "neutral", "success"];
  return {
    status: "completed",
    conclusion: worst.find((one) => runs.some((run) => run.conclusion === one)) ?? "skipped",
  };
}

function suiteUrl(urls: Urls, suite: CheckSuite): string {
  return `${repositoryUrl(urls, suite.repository)}/check-suites/${suite.id}`;
}

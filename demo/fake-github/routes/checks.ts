import { notFound } from "../api-error.ts";
import {
  type CheckRunInput,
  createCheckRun,
  ensureSuite,
  rerequestRun,
  rerequestSuite,
  updateCheckRun,
} from "../checks.ts";
import type { CheckRun, CheckSuite, Repository } from "../model.ts";
import type { Platform } from "../platform.ts";
import {
  annotationObject,
  checkRunObject,
  checkSuiteObject,
  latestRuns,
} from "../present/checks.ts";
import type { Answer, Call, Route } from "../router.ts";
import { bodyOf, created, installationOnly, ok, onRepository, page, pathFor } from "./answers.ts";
import { commitOf } from "./repositories.ts";

const repo = "/repos/{owner}/{repo}";

export function checkRoutes(platform: Platform): Route[] {
  return [
    onRepository(`POST ${repo}/check-runs`, "checks:write", async (call, repository) => {
      const { app } = installationOnly(call).installation;
      const run = await createCheckRun(platform, app, repository, bodyOf<CheckRunInput>(call));
      return created(checkRunObject(call.urls, run));
    }),
    onRepository(`GET ${repo}/check-runs/{check_run_id}`, "checks:read", (call, repository) =>
      ok(checkRunObject(call.urls, runOf(repository, call))),
    ),
    onRepository(`PATCH ${repo}/check-runs/{check_run_id}`, "checks:write", (call, repository) => {
      const run = runOf(repository, call);
      const { app } = installationOnly(call).installation;
      updateCheckRun(platform, app, run, bodyOf<CheckRunInput>(call));
      return ok(checkRunObject(call.urls, run));
    }),
    onRepository(
      `GET ${repo}/check-runs/{check_run_id}/annotations`,
      "checks:read",
      (call, repository) => {
        const run = runOf(repository, call);
        const path = pathFor(`${repo}/check-runs/{check_run_id}/annotations`, call.params);
        return page(call, path, run.annotations, (some) =>
          some.map((one) => annotationObject(call.urls, run, one)),
        );
      },
    ),
    onRepository(
      `POST ${repo}/check-runs/{check_run_id}/rerequest`,
      "checks:write",
      (call, repository) => {
        const { app } = installationOnly(call).installation;
        rerequestRun(platform, runOf(repository, call), app.bot);
        return created({});
      },
    ),
    onRepository(
      `GET ${repo}/commits/{ref}/check-runs`,
      "checks:read",
      async (call, repository) => {
        const sha = await commitOf(repository, call.params.ref ?? "");
        const suites = repository.suites.filter((suite) => suite.headSha === sha);
        return runList(call, `${repo}/commits/{ref}/check-runs`, suites);
      },
    ),
    onRepository(
      `GET ${repo}/commits/{ref}/check-suites`,
      "checks:read",
      async (call, repository) => {
        const sha = await commitOf(repository, call.params.ref ?? "");
        const appId = call.query.get("app_id");
        const name = call.query.get("check_name");
        const found = repository.suites.filter(
          (suite) =>
            suite.headSha === sha &&
            (appId === null || String(suite.app.id) === appId) &&
            (name === null || suite.runs.some((run) => run.name === name)),
        );
        const head = await repository.store.commitInfo(sha);
        const path = pathFor(`${repo}/commits/{ref}/check-suites`, call.params);
        return page(call, path, found, (some) => ({
          total_count: found.length,
          check_suites: some.map((suite) => checkSuiteObject(call.urls, suite, head)),
        }));
      },
    ),
    onRepository(`POST ${repo}/check-suites`, "checks:write", async (call, repository) => {
      const { head_sha } = bodyOf<{ head_sha: string }>(call);
      const sha = await commitOf(repository, head_sha);
      const { app } = installationOnly(call).installation;
      const known = repository.suites.some((one) => one.app === app && one.headSha === sha);
      const suite = ensureSuite(platform, repository, sha, null, null, app);
      const body = checkSuiteObject(call.urls, suite, await repository.store.commitInfo(sha));
      return known ? ok(body) : created(body);
    }),
    onRepository(
      `GET ${repo}/check-suites/{check_suite_id}`,
      "checks:read",
      async (call, repository) => {
        const suite = suiteOf(repository, call);
        const head = await repository.store.commitInfo(suite.headSha);
        return ok(checkSuiteObject(call.urls, suite, head));
      },
    ),
    onRepository(
      `GET ${repo}/check-suites/{check_suite_id}/check-runs`,
      "checks:read",
      (call, repository) =>
        runList(call, `${repo}/check-suites/{check_suite_id}/check-runs`, [
          suiteOf(repository, call),
        ]),
    ),
    onRepository(
      `POST ${repo}/check-suites/{check_suite_id}/rerequest`,
      "checks:write",
      (call, repository) => {
        const { app } = installationOnly(call).installation;
        rerequestSuite(platform, suiteOf(repository, call), app.bot);
        return created({});
      },
    ),
  ];
}

/** Newest first, as GitHub lists them. */
function runList(call: Call, template: string, suites: readonly CheckSuite[]): Answer {
  const all = suites.flatMap((suite) => suite.runs);
  const wanted = call.query.get("filter") === "all" ? all : latestRuns(all);
  const found = wanted
    .filter((run) => fits(call, "check_name", run.name))
    .filter((run) => fits(call, "status", run.status))
    .filter((run) => fits(call, "app_id", String(run.suite.app.id)))
    .toSorted((a, b) => b.id - a.id);
  return page(call, pathFor(template, call.params), found, (some) => ({
    total_count: found.length,
    check_runs: some.map((run) => checkRunObject(call.urls, run)),
  }));
}

function fits(call: Call, parameter: string, value: string): boolean {
  const wanted = call.query.get(parameter);
  return wanted === null || wanted === value;
}

function runOf(repository: Repository, call: Call): CheckRun {
  const found = repository.suites
    .flatMap((suite) => suite.runs)
    .find((run) => String(run.id) === call.params.check_run_id);
  if (found === undefined) throw notFound();
  return found;
}

function suiteOf(repository: Repository, call: Call): CheckSuite {
  const found = repository.suites.find((one) => String(one.id) === call.params.check_suite_id);
  if (found === undefined) throw notFound();
  return found;
}

/**
 * Extracts the part of GitHub's API description that the fake GitHub serves.
 *
 *   mkdir /tmp/openapi && cd /tmp/openapi && npm install @octokit/openapi@23.0.2
 *   node scripts/extract-github-openapi.mjs /tmp/openapi/node_modules/@octokit/openapi
 *
 * The package is 385 MB, which is why it is not a dependency and the extract is committed. To add
 * an operation or a webhook: add its line below, run the script, commit the result.
 *
 * What the extract keeps: the operations and webhook payloads listed here, with every schema that
 * they refer to. What it changes: prose and examples are dropped, OpenAPI 3.0's `nullable` becomes
 * JSON Schema's `null` type, references point into the extract.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const operations = [
  "GET /app",
  "GET /app/hook/deliveries",
  "GET /app/hook/deliveries/{delivery_id}",
  "POST /app/hook/deliveries/{delivery_id}/attempts",
  "GET /app/installations",
  "GET /app/installations/{installation_id}",
  "POST /app/installations/{installation_id}/access_tokens",
  "GET /installation/repositories",
  "DELETE /installation/token",
  "GET /rate_limit",
  "GET /users/{username}",
  "GET /repos/{owner}/{repo}",
  "GET /repos/{owner}/{repo}/installation",
  "GET /repos/{owner}/{repo}/branches/{branch}",
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
  "GET /repos/{owner}/{repo}/commits/{ref}",
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
  "GET /repos/{owner}/{repo}/compare/{basehead}",
  "GET /repos/{owner}/{repo}/contents/{path}",
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
  "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
  "GET /repos/{owner}/{repo}/git/ref/{ref}",
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
  "GET /repos/{owner}/{repo}/commits/{ref}/check-suites",
  "POST /repos/{owner}/{repo}/check-runs",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
  "POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest",
  "POST /repos/{owner}/{repo}/check-suites",
  "GET /repos/{owner}/{repo}/check-suites/{check_suite_id}",
  "GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs",
  "POST /repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest",
  "GET /repos/{owner}/{repo}/pulls",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/comments",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies",
  "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}",
  "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}",
  "DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}",
  "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions",
  "POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/events",
];

/** Webhook event and action → its name in the description. */
const webhooks = {
  "check_run.created": "check-run-created",
  "check_run.completed": "check-run-completed",
  "check_run.requested_action": "check-run-requested-action",
  "check_run.rerequested": "check-run-rerequested",
  "check_suite.completed": "check-suite-completed",
  "check_suite.requested": "check-suite-requested",
  "check_suite.rerequested": "check-suite-rerequested",
  "installation.created": "installation-created",
  "installation.deleted": "installation-deleted",
  "installation.suspend": "installation-suspend",
  "installation.unsuspend": "installation-unsuspend",
  "installation_repositories.added": "installation-repositories-added",
  "installation_repositories.removed": "installation-repositories-removed",
  "issue_comment.created": "issue-comment-created",
  "issue_comment.deleted": "issue-comment-deleted",
  "issue_comment.edited": "issue-comment-edited",
  "merge_group.checks_requested": "merge-group-checks-requested",
  "merge_group.destroyed": "merge-group-destroyed",
  "pull_request.closed": "pull-request-closed",
  "pull_request.converted_to_draft": "pull-request-converted-to-draft",
  "pull_request.edited": "pull-request-edited",
  "pull_request.opened": "pull-request-opened",
  "pull_request.ready_for_review": "pull-request-ready-for-review",
  "pull_request.reopened": "pull-request-reopened",
  "pull_request.synchronize": "pull-request-synchronize",
  "pull_request_review.submitted": "pull-request-review-submitted",
  "pull_request_review_comment.created": "pull-request-review-comment-created",
  "pull_request_review_comment.deleted": "pull-request-review-comment-deleted",
  "pull_request_review_comment.edited": "pull-request-review-comment-edited",
  push: "push",
};

const dropped = new Set(["description", "title", "example", "examples", "externalDocs", "default"]);

const packageFolder = process.argv[2];
if (packageFolder === undefined) {
  process.stderr.write("usage: extract-github-openapi.mjs FOLDER_OF_@octokit/openapi\n");
  process.exit(2);
}
const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
const description = JSON.parse(
  readFileSync(join(packageFolder, "generated/api.github.com.json"), "utf8"),
);

const schemas = new Map();
const extract = {
  source: `${manifest.name} ${manifest.version}, api.github.com.json`,
  licence: `${manifest.license}, see LICENSE beside this file`,
  operations: Object.fromEntries(operations.map((route) => [route, operation(route)])),
  webhooks: Object.fromEntries(
    Object.entries(webhooks).map(([event, name]) => [event, webhook(name)]),
  ),
  schemas: {},
};
extract.schemas = Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

const target = new URL("../demo/fake-github/openapi/github-api.generated.json", import.meta.url);
writeFileSync(target, onePerLine(extract));

function operation(route) {
  const [method, path] = route.split(" ");
  const item = description.paths[path];
  const found = item?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`the description has no ${route}`);
  const parameters = [...(item.parameters ?? []), ...(found.parameters ?? [])].map(resolved);
  const body = found.requestBody && resolved(found.requestBody);
  return {
    query: Object.fromEntries(
      parameters.filter((one) => one.in === "query").map((one) => [one.name, slim(one.schema)]),
    ),
    ...(body && {
      body: { required: body.required === true, schema: jsonSchema(body.content) ?? {} },
    }),
    responses: Object.fromEntries(
      Object.entries(found.responses).map(([status, response]) => [
        status,
        jsonSchema(resolved(response).content) ?? null,
      ]),
    ),
  };
}

function webhook(name) {
  const found = description["x-webhooks"][name]?.post;
  if (found === undefined) throw new Error(`the description has no webhook ${name}`);
  return jsonSchema(found.requestBody.content);
}

/** GitHub names media types such as application/vnd.github.object beside the plain one. */
function jsonSchema(content) {
  const media = content?.["application/json"];
  return media?.schema === undefined ? undefined : slim(media.schema);
}

function resolved(value) {
  if (value.$ref === undefined) return value;
  return value.$ref
    .slice(2)
    .split("/")
    .reduce((at, key) => at[key], description);
}

function slim(schema) {
  if (Array.isArray(schema)) return schema.map(slim);
  if (typeof schema !== "object" || schema === null) return schema;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/components/schemas/", "");
    if (!schemas.has(name)) {
      schemas.set(name, undefined);
      schemas.set(name, slim(description.components.schemas[name]));
    }
    return { $ref: `github#/schemas/${name}` };
  }
  const kept = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties") {
      kept[key] = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [name, slim(property)]),
      );
    } else if (!dropped.has(key) && key !== "nullable" && !key.startsWith("x-")) {
      kept[key] = key === "enum" || key === "required" ? value : slim(value);
    }
  }
  return schema.nullable === true ? withNull(kept) : kept;
}

function withNull(schema) {
  if (schema.type === undefined) return { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    type: [schema.type, "null"].flat(),
    ...(schema.enum && { enum: [...new Set([...schema.enum, null])] }),
  };
}

/** JSON with one operation, webhook or schema a line, so that an update can be read as a diff. */
function onePerLine(value) {
  const parts = Object.entries(value).map(([key, part]) => {
    if (typeof part !== "object") return `${JSON.stringify(key)}: ${JSON.stringify(part)}`;
    const lines = Object.entries(part).map(
      ([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`,
    );
    return `${JSON.stringify(key)}: {\n${lines.join(",\n")}\n}`;
  });
  return `{\n${parts.join(",\n")}\n}\n`;
}

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Octokit } from "@octokit/rest";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { PullRequest, Repository } from "../../../demo/fake-github/model.ts";
import { renderMarkdown } from "../../../demo/fake-github/page/markdown.ts";
import { installationClient } from "./support.ts";

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)> @everyone [x](javascript:alert(1))`;

describe("the page of a pull request", () => {
  let github: FakeGitHub;
  let repository: Repository;
  let pull: PullRequest;
  let octokit: Octokit;
  const at = { owner: "acme", repo: "infra" };

  beforeEach(async () => {
    github = await startFakeGitHub();
    repository = await github.driver.createRepository({
      owner: "acme",
      name: "infra",
      files: { "policy.json": '{\n  "Action": "s3:*",\n  "Resource": "*"\n}\n' },
    });
    await github.driver.push(repository, {
      branch: "change",
      files: {
        "policy.json": '{\n  "Action": "*",\n  "Resource": "*"\n}\n',
        "<b>.tf": "a\n</td><script>alert(2)</script>\n",
        "picture.png": Buffer.from([0, 1, 2]),
      },
      message: "<script>alert(3)</script>",
    });
    pull = await github.driver.openPullRequest(repository, {
      head: "change",
      title: `Allow more ${hostile}`,
      body: hostile,
    });
    octokit = await installationClient(github);
  });

  afterEach(async () => {
    await github.close();
    expect(github.violations).toEqual([]);
  });

  async function show(): Promise<string> {
    const response = await fetch(github.pageUrl(pull));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; /,
    );
    return await response.text();
  }

  async function review(): Promise<void> {
    await octokit.rest.checks.create({
      ...at,
      name: "Leastwise",
      head_sha: pull.head.sha,
      conclusion: "failure",
      output: {
        title: "1 security warning",
        summary: `<!-- for machines -->\n**Fail.** ${hostile}\n\n<details>\n<summary>Not judged: 1</summary>\n\n- \`<b>.tf\`\n\n</details>`,
        annotations: [
          {
            path: "policy.json",
            start_line: 2,
            end_line: 2,
            start_column: 13,
            end_column: 15,
            annotation_level: "failure",
            title: "STAR_IN_ACTION",
            message: hostile,
            raw_details: hostile,
          },
          {
            path: "<b>.tf",
            start_line: 2,
            end_line: 2,
            annotation_level: "notice",
            message: "in a file with a bad name",
          },
          {
            path: "nowhere.tf",
            start_line: 90,
            end_line: 99,
            annotation_level: "warning",
            message: "in a file that is not there",
          },
        ],
      },
      actions: [{ label: "Review again", description: "Runs again", identifier: "again" }],
    });
    await octokit.rest.pulls.createReview({
      ...at,
      pull_number: 1,
      event: "COMMENT",
      body: "1 security warning",
      comments: [
        {
          path: "policy.json",
          line: 2,
          body: '<!-- leastwise:finding abc -->\nToo much.\n\n```suggestion\n  "Action": "s3:GetObject",\n```',
        },
        { path: "policy.json", line: 2, side: "LEFT", body: "This was better." },
      ],
    });
  }

  test("shows checks, annotated code, comments and suggestions", async () => {
    expect(await show()).toContain('http-equiv="refresh"');
    await review();
    const first = pull.reviewComments[0];
    if (first === undefined) throw new Error("no comment");
    github.driver.reply(first, "Why?", "rita");
    github.driver.react(first, "eyes", "rita");
    const text = await show();
    expect(text).not.toContain('http-equiv="refresh"');
    expect(text).toContain("1 security warning");
    expect(text).toContain("&#34;Action&#34;: <mark>&#34;*&#34;</mark>,");
    expect(text).toContain("policy.json:2");
    expect(text).toContain("<summary>Not judged: 1</summary>");
    expect(text).toMatch(/−<\/td><td class="text"> {2}&#34;Action&#34;: &#34;\*&#34;,/);
    expect(text).toMatch(/\+<\/td><td class="text"> {2}&#34;Action&#34;: &#34;s3:GetObject&#34;,/);
    expect(text).toContain("<strong>rita</strong>");
    expect(text).not.toContain("leastwise:finding");
    expect(text).not.toContain("for machines");
  });

  test("escapes what strangers wrote", async () => {
    await review();
    github.driver.comment(pull, hostile);
    const text = await show();
    expect(text).not.toMatch(/<script|<img|<b>|href="javascript/i);
    expect(text).toContain("&#60;b&#62;.tf");
  });

  test("tells what is outdated and edited, and how earlier commits fared", async () => {
    await review();
    const before = pull.head.sha;
    await github.driver.push(repository, {
      branch: "change",
      files: { "policy.json": '{\n  "Action": "s3:GetObject",\n  "Resource": "*"\n}\n' },
    });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await octokit.rest.pulls.updateReviewComment({
      ...at,
      comment_id: pull.reviewComments[0]?.id ?? 0,
      body: "Fixed in the newest commit.",
    });
    await octokit.rest.checks.create({
      ...at,
      name: "Leastwise",
      head_sha: pull.head.sha,
      conclusion: "success",
      output: { title: "No findings", summary: "Nothing new." },
    });
    github.driver.comment(pull, "Thanks!");
    const text = await show();
    const [, outdated = ""] = text.split("Outdated comments");
    expect(outdated).toContain("Fixed in the newest commit.");
    expect(outdated).toContain('<span class="tag">edited</span>');
    expect(outdated).toContain("was line 2");
    const [, earlier = ""] = text.split("Checks on earlier commits");
    expect(earlier).toContain(before.slice(0, 7));
    expect(earlier).toContain("1 security warning");
  });

  test("is not there for other paths", async () => {
    expect((await fetch(`${github.url}/acme/infra/pull/2`)).status).toBe(404);
    expect((await fetch(`${github.url}/acme/other/pull/1`)).status).toBe(404);
    const list = await (await fetch(github.url)).text();
    expect(list).toContain('href="/acme/infra/pull/1"');
  });
});

test.each([
  ["a comment in a line", "a <!-- b --> c", "<p>a  c</p>\n"],
  ["a comment over lines", "a\n<!-- b\n\nc -->\nd", "<p>a</p>\n<p>d</p>\n"],
  ["a comment in code stays", "`<!-- b -->`", "<p><code>&lt;!-- b --&gt;</code></p>\n"],
  [
    "a comment in a fence stays",
    "```\n<!-- b -->\n```",
    "<pre><code>&#60;!-- b --&#62;</code></pre>",
  ],
  ["an unclosed comment hides the rest", "a\n\n<!-- b\n\nc", "<p>a</p>\n"],
  ["other tags are text", "<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"],
  ["attributes make a tag text", "<br onclick=x>", "<p>&lt;br onclick=x&gt;</p>\n"],
  [
    "an image is its text",
    "![pixel](http://x.example/p)",
    '<p><span class="image">[image: pixel]</span></p>\n',
  ],
  ["a data link is text", "[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>\n"],
  [
    "a fold holds Markdown",
    "<details><summary>a <code>b</code> <i></summary>\n\n*c*\n\n</details>",
    "<details><summary>a <code>b</code> &#60;i&#62;</summary><p><em>c</em></p>\n</details>",
  ],
])("Markdown: %s", (_name, text, expected) => {
  expect(renderMarkdown(text).text).toBe(expected);
});

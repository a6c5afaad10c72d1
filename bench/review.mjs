/**
 * How long whole reviews of large pull requests take: `npm run build` and then `node bench/review.mjs
 * [scenario]`. Each scenario is a process of its own, after one small review that reads the
 * reference data and warms up the engine.
 */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const account = "123456789012";
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** @param {number} count @param {(at: number) => string} write */
const each = (count, write) => Array.from({ length: count }, (_, at) => write(at)).join("\n");

/** @param {string} name */
const role = (name) => `resource "aws_iam_role" "${name}" {
  name = "${name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
`;

/** @param {string} name @param {string} policy */
const attachment = (name, policy) => `resource "aws_iam_role_policy_attachment" "${name}" {
  role       = aws_iam_role.${name}.name
  policy_arn = ${policy}
}
`;

/** @param {string} name @param {readonly string[]} statements */
const inline = (name, statements) => `resource "aws_iam_role_policy" "${name}" {
  role   = aws_iam_role.${name}.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })
}
`;

/** @param {readonly string[]} actions @param {string} resource */
const allow = (actions, resource) =>
  `{ Effect = "Allow", Action = ${JSON.stringify(actions)}, Resource = "${resource}" }`;

/** @param {number} count @param {readonly string[]} actions */
const readers = (count, actions) =>
  each(count, (at) => {
    const name = `reader-${at}`;
    const statement = allow(actions, `arn:aws:s3:::bucket-${at}/*`);
    return role(name) + attachment(name, `"${readOnly}"`) + inline(name, [statement]);
  });

/** @param {number} count @param {readonly string[]} actions */
const sharing = (count, actions) => {
  const statement = allow(actions, "arn:aws:s3:::shared/*");
  return `resource "aws_iam_policy" "shared" {
  name   = "shared"
  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })
}
${each(count, (at) => role(`member-${at}`) + attachment(`member-${at}`, "aws_iam_policy.shared.arn"))}`;
};

/** @param {number} count @param {string} more @param {string} [name] */
const queues = (count, more, name = "queue") => {
  const statements = Array.from({ length: count }, (_, at) => ({
    Effect: "Allow",
    Action: ["sqs:SendMessage", `sqs:${more}`],
    Resource: `arn:aws:sqs:eu-west-1:${account}:${name}-${at}-*`,
    Condition: { StringEquals: { "aws:PrincipalTag/team": `team-${at % 50}` } },
  }));
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
};

/**
 * Name → what it is, the seconds that it may take, and the text of the one file before and after.
 *
 * @type {Record<string, [text: string, bar: number, file: string, base: string, head: string]>}
 */
const scenarios = {
  changed: [
    "250 changed roles that hold ReadOnlyAccess",
    3,
    "main.tf",
    readers(250, ["s3:GetObject"]),
    readers(250, ["s3:GetObject", "s3:PutObject"]),
  ],
  new: [
    "250 new roles that hold ReadOnlyAccess",
    3,
    "main.tf",
    role("other"),
    role("other") + readers(250, ["s3:GetObject", "s3:PutObject"]),
  ],
  shared: [
    "1,000 roles whose one policy changes",
    4,
    "main.tf",
    sharing(1000, ["s3:GetObject"]),
    sharing(1000, ["s3:GetObject", "s3:PutObject"]),
  ],
  statements: [
    "1,000 changed statements",
    2,
    "policy.json",
    queues(1000, "ReceiveMessage"),
    queues(1000, "DeleteMessage"),
  ],
  replaced: [
    "1,000 statements in place of 1,000 others",
    4,
    "policy.json",
    queues(1000, "ReceiveMessage"),
    queues(1000, "ReceiveMessage", "topic"),
  ],
};

const [first, only] = process.argv.slice(2);
if (first === "--one" && only !== undefined) await reviewOne(only);
else for (const name of first === undefined ? Object.keys(scenarios) : [first]) run(name);

/** @param {string} name */
function run(name) {
  const script = fileURLToPath(import.meta.url);
  const { status } = spawnSync(process.execPath, [script, "--one", name], { stdio: "inherit" });
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
}

/** @param {string} name */
async function reviewOne(name) {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`no scenario ${name}: ${Object.keys(scenarios).join(", ")}`);
  const [text, bar, file, base, head] = scenario;
  await review("main.tf", readers(1, ["s3:GetObject"]), readers(1, ["s3:PutObject"]));
  const busy = process.cpuUsage();
  const start = performance.now();
  const { access, findings } = await review(file, base, head);
  const seconds = (performance.now() - start) / 1000;
  const processor = process.cpuUsage(busy).user / 1e6;
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const missed = seconds < bar ? "" : " (missed)";
  const figures = `${seconds.toFixed(2)} s of ${bar} s${missed}, ${processor.toFixed(2)} s of processor time, ${memory} MiB`;
  const undecided = access.entries.filter((entry) => entry.undecided.length > 0).length;
  process.stdout.write(
    `${text.padEnd(44)}${figures}; ${access.entries.length} entries, ${undecided} undecided, ${access.notCompared.length} not compared, ${findings.length} findings\n`,
  );
}

/** @param {string} file @param {string} base @param {string} head */
async function review(file, base, head) {
  const dist = process.env.LEASTWISE_DIST ?? new URL("../dist", import.meta.url).href;
  const { reviewChange } = await import(`${dist}/review/review-change.js`);
  return reviewChange({ base: snapshot("base", file, base), head: snapshot("head", file, head) });
}

/** @param {string} label @param {string} path @param {string} text */
function snapshot(label, path, text) {
  return {
    label,
    list: async () => ({ files: [{ path, id: text }], missing: [] }),
    read: async () => ({ kind: "text", text }),
  };
}

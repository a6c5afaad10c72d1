/**
 * How long it takes to find the open escalation paths of a principal, and how many have some: `npm run
 * build` and then `node bench/escalation.mjs`. Each of the policies that AWS manages is judged as the
 * one policy of a role. They are judged twice, and the second time counts: the first one also reads the
 * reference data and warms up the engine.
 */

const dist = process.env.LEASTWISE_DIST ?? new URL("../dist", import.meta.url).href;
const { judgeEscalations } = await import(`${dist}/access/escalation/escalations.js`);
const { principalsOf } = await import(`${dist}/access/principals.js`);
const { managedPolicy, managedPolicyNames } = await import(`${dist}/catalog/managed-policies.js`);
const { literalText } = await import(`${dist}/policy/text-value.js`);
const { writtenDocument } = await import(`${dist}/policy/written-document.js`);

/** What one policy may take, in milliseconds of the processor. */
const bars = { p50: 1.5, p95: 21 };

const nowhere = { file: "role.json", start: 0, end: 0 };

/** A role with the one policy. @param {string} name */
function inventoryWith(name) {
  const owner = {
    address: "role",
    type: "AWS::IAM::Role",
    range: nowhere,
    name: literalText("role", nowhere),
    arn: literalText("arn:aws:iam::111122223333:role/role", nowhere),
    accessKeys: [],
  };
  const policy = {
    address: name,
    kind: "identity",
    owner: "role",
    range: nowhere,
    document: writtenDocument(managedPolicy(name).document),
  };
  return { policies: [policy], owners: [owner], notJudged: [] };
}

function measure() {
  return managedPolicyNames().map((/** @type {string} */ name) => {
    const principals = principalsOf(inventoryWith(name));
    const start = process.cpuUsage();
    const { escalations, undecided } = judgeEscalations(principals);
    const milliseconds = process.cpuUsage(start).user / 1000;
    return { name, milliseconds, escalations, undecided };
  });
}

measure();
const results = measure();
const times = results.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
/** @param {string} text */
const line = (text) => process.stdout.write(`${text}\n`);
/** @param {number} share */
const quantile = (share) =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const open = results.filter(({ escalations }) => escalations.length > 0);
const grave = open.filter(({ escalations: [worst] }) => /critical|high/.test(worst.severity));
const undecided = results.filter((each) => each.undecided.length > 0);
const share = (/** @type {number} */ count) =>
  `${count} (${((100 * count) / results.length).toFixed(1)} %)`;

line(`policies               ${results.length}`);
line(`with an open path      ${share(open.length)}`);
line(`with a grave one       ${share(grave.length)}`);
line(`undecided in part      ${share(undecided.length)}`);
line(`p50                    ${quantile(0.5).toFixed(2)} ms (bar ${bars.p50})`);
line(`p95                    ${quantile(0.95).toFixed(2)} ms (bar ${bars.p95})`);
line(`maximum                ${(times.at(-1) ?? 0).toFixed(1)} ms`);
const slowest = results.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 3);
line(
  `slowest                ${slowest.map(({ name, milliseconds }) => `${name} (${milliseconds.toFixed(0)} ms)`).join(", ")}`,
);
if (process.argv.includes("--paths")) {
  const counts = new Map();
  for (const { escalations } of results) {
    for (const { id } of escalations) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  for (const [id, count] of [...counts].sort((a, b) => b[1] - a[1])) line(`${count}\t${id}`);
  for (const { name, undecided: list } of undecided) {
    for (const { id, reason } of list.slice(0, 2)) line(`${name}\t${id}\t${reason}`);
  }
}

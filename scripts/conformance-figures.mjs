/**
 * Compares findings of the offline engine with those that AWS's ValidatePolicy returned for the same
 * text. Used by scripts/conformance.mjs and by the conformance test.
 */

/** Codes whose answer hangs on the catalogue's date: AWS adds and retires names every week. */
const catalogueCodes = new Set([
  "INVALID_ACTION",
  "INVALID_SERVICE",
  "INVALID_SERVICE_IN_ACTION",
  "INVALID_SERVICE_CONDITION_KEY",
  "INVALID_GLOBAL_CONDITION_KEY",
]);

/** @type {import("./conformance-figures.d.mts").readCases} */
export function readCases(jsonl) {
  return jsonl
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
}

/** @type {import("./conformance-figures.d.mts").compare} */
export function compare(cases, validate) {
  /** @type {Map<string, import("./conformance-figures.d.mts").CodeFigures>} */
  const codes = new Map();
  /** @type {import("./conformance-figures.d.mts").Difference[]} */
  const differences = [];
  for (const each of cases) {
    const ours = validate(each).map((finding) => ({ finding, matched: false, exact: false }));
    const figures = (/** @type {string} */ code) => {
      const known = codes.get(code) ?? { aws: 0, ours: 0, both: 0, exact: 0 };
      codes.set(code, known);
      return known;
    };
    for (const { finding } of ours) figures(finding.issueCode).ours++;
    const left = [];
    // Those in the same place first, so that none of them is taken by one in another place.
    for (const finding of each.findings) {
      figures(finding.issueCode).aws++;
      const twin = ours.find((other) => !other.matched && key(other.finding) === key(finding));
      if (!twin) {
        left.push(finding);
        continue;
      }
      twin.matched = true;
      figures(finding.issueCode).both++;
      figures(finding.issueCode).exact++;
    }
    for (const finding of left) {
      const twin = ours.find(
        (other) =>
          !other.matched &&
          other.finding.issueCode === finding.issueCode &&
          other.finding.findingType === finding.findingType,
      );
      if (twin) {
        twin.matched = true;
        figures(finding.issueCode).both++;
      }
      const kind = twin ? "elsewhere" : "missing";
      differences.push(difference(each, finding, kind, twin?.finding));
    }
    for (const { finding, matched } of ours) {
      if (!matched) differences.push(difference(each, finding, "unexpected", undefined));
    }
  }
  const sorted = [...codes].sort(([first], [second]) => (first < second ? -1 : 1));
  return { codes: new Map(sorted), differences };
}

/**
 * @param {import("./conformance-figures.d.mts").Case} each
 * @param {import("./conformance-figures.d.mts").ApiFinding} finding
 * @param {import("./conformance-figures.d.mts").Difference["kind"]} kind
 * @param {import("./conformance-figures.d.mts").ApiFinding | undefined} twin
 * @returns {import("./conformance-figures.d.mts").Difference}
 */
function difference({ name, text }, finding, kind, twin) {
  return {
    policy: name,
    issueCode: finding.issueCode,
    kind,
    byCatalogue: catalogueCodes.has(finding.issueCode),
    at: places(finding, text),
    instead: twin ? places(twin, text) : [],
  };
}

/**
 * Code, type and every location, in one text.
 * @param {import("./conformance-figures.d.mts").ApiFinding} finding
 */
function key({ issueCode, findingType, locations }) {
  const plain = locations.map(({ path, span: { start, end } }) => [
    path.map((step) => Object.entries(step)),
    [start.line, start.column, start.offset, end.line, end.column, end.offset],
  ]);
  return JSON.stringify([issueCode, findingType, plain]);
}

/**
 * @param {import("./conformance-figures.d.mts").ApiFinding} finding
 * @param {string} text
 */
function places({ locations }, text) {
  return locations.map(({ path, span: { start, end } }) => {
    const steps = path.map((step) => Object.values(step).join()).join(".");
    const excerpt = text.slice(start.offset, end.offset);
    return `${steps || "document"} ${excerpt.length > 80 ? `${excerpt.slice(0, 79)}…` : excerpt}`;
  });
}

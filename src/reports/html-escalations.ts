import type { Review, ReviewEscalation } from "../review/review.ts";
import { code, escapeHtml, fold, prose } from "./html-text.ts";
import { counted } from "./wording.ts";

/** Paths that stand open; the others are folded. */
const openMax = 20;
/** Paths that are spelt out at most; JSON has all of them. */
const pathsMax = 300;

/** The paths by which somebody gets more than they were given: new ones, closed ones, and old ones folded. */
export function escalationsHtml({ base, escalations = [] }: Review): string {
  const of = (state: ReviewEscalation["state"]) =>
    escalations.filter((each) => each.state === state);
  const before = of("pre-existing");
  return [
    pathsHtml(of("introduced"), base === null ? "Open" : "New"),
    pathsHtml(of("fixed"), "Closed by the change"),
    before.length === 0
      ? ""
      : fold(`${counted(before.length, "path")} from before`, pathsHtml(before, "From before")),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function pathsHtml(paths: readonly ReviewEscalation[], heading: string): string {
  if (paths.length === 0) return "";
  const folded = paths.slice(openMax, pathsMax).map(pathHtml);
  const rest = paths.length - pathsMax;
  return [
    `<h3>${heading}: ${paths.length}</h3>`,
    ...paths.slice(0, openMax).map(pathHtml),
    ...(folded.length > 0 ? [fold(`${folded.length} more`, folded.join("\n"))] : []),
    ...(rest > 0 ? [`<p class="cut">${rest} more left out: JSON has all of them.</p>`] : []),
  ].join("\n");
}

function pathHtml({ name, severity, principal, path, state }: ReviewEscalation): string {
  const steps = path.map((step) => `<li>${prose(step)}</li>`).join("\n");
  const className = state === "fixed" ? "" : ` ${severityClasses[severity]}`;
  return [
    '<article class="card">',
    `<h4><span class="badge${className}">${severity}</span> ${escapeHtml(name)} <span class="place">${code(principal)}</span></h4>`,
    `<ol class="steps">\n${steps}\n</ol>`,
    "</article>",
  ].join("\n");
}

const severityClasses: Readonly<Record<ReviewEscalation["severity"], string>> = {
  critical: "error",
  high: "security",
  medium: "warning",
  low: "suggestion",
};

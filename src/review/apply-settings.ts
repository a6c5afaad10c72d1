import type { Finding } from "../findings/finding.ts";
import { confidenceOf } from "../rules/confidence.ts";
import { rules as allRules } from "../rules/index.ts";
import { matchesGlob } from "../settings/glob.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * Rules that give hints: silent until the configuration gives them a finding type, also where AWS
 * reports the same.
 */
const hintCodes: ReadonlySet<string> = new Set(
  allRules.filter((rule) => confidenceOf(rule) === "hint").map(({ issueCode }) => issueCode),
);

/** The findings as the configuration wants them: without rules that are off, with its types. */
export function withRuleSettings(
  findings: readonly Finding[],
  { rules }: Settings,
): readonly Finding[] {
  return findings.flatMap((finding) => {
    const setting = Object.hasOwn(rules, finding.issueCode) ? rules[finding.issueCode] : undefined;
    if (setting === undefined) return isHint(finding) ? [] : [finding];
    return setting === "off" ? [] : [{ ...finding, findingType: setting }];
  });
}

function isHint({ issueCode, confidence }: Finding): boolean {
  return confidence === "hint" || hintCodes.has(issueCode);
}

/** Gives the pattern by which a file is not judged, or `undefined`. Answers are kept. */
export function ignoredBy({ ignore }: Settings): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (ignore.length === 0) return undefined;
    if (!known.has(path))
      known.set(
        path,
        ignore.find((pattern) => matchesGlob(path, pattern)),
      );
    return known.get(path);
  };
}

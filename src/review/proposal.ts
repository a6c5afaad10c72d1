import { type Settings, settingsPath } from "../settings/settings.ts";
import { reviewAccess } from "./access-entries.ts";
import type { AnalysisInput } from "./analyse.ts";
import { parseConfiguration } from "./configuration.ts";
import { judgementDifferences, settingsDifferences } from "./configuration-change.ts";
import {
  coveredBy,
  editedConfiguration,
  judgeSides,
  offlineFindings,
  readSides,
  type Sides,
  withRepository,
} from "./judge-sides.ts";
import { presentFindings } from "./present-findings.ts";
import type { ConfigurationChange, Review, ReviewAccess } from "./review.ts";
import { verdictInMode } from "./verdict.ts";

/** The configuration that the change brings, and the change as it reads with it. */
interface Proposal {
  /** Of the owner; they hold below the proposed ones. */
  readonly general: Settings;
  /** Absent, with the sides, when the file is not valid. */
  readonly settings?: Settings;
  readonly sides?: Sides;
  readonly wanted: { readonly base: readonly string[]; readonly head: readonly string[] };
}

/** `undefined` when the change leaves the configuration as it is. */
export function proposalOf(input: AnalysisInput): Proposal | undefined {
  if (!input.base || !input.focus.includes(settingsPath)) return undefined;
  const { settings: general } = parseConfiguration(input.ownerConfiguration);
  const proposed = parseConfiguration(editedConfiguration(input, input.head), general);
  if (proposed.problems.length > 0) {
    return { general, wanted: { base: [], head: [] } };
  }
  const settings = withRepository(proposed.settings, input);
  const sides = readSides(input, settings);
  const wanted = { base: sides.base?.wanted ?? [], head: sides.head.wanted };
  return { settings, general, sides, wanted };
}

/** Judges the change once more, with the configuration that it brings; AWS is not asked for that. */
export function changeOfConfiguration(
  input: AnalysisInput,
  now: Judging,
  proposal: Proposal,
): ConfigurationChange {
  const { general, settings: proposed, sides: then } = proposal;
  if (!proposed || !then) {
    const effects = ["Not worked out: the new configuration is not valid."];
    return { file: settingsPath, settings: [], effects };
  }
  const effects = judgementDifferences(
    judgeOffline(input, now),
    judgeOffline(input, { sides: then, settings: proposed, configurationProblems: [] }),
  );
  // The tip of the base branch may have moved on; what the change edits is the file it started from.
  const before = input.base && parseConfiguration(editedConfiguration(input, input.base), general);
  const differences = before ? settingsDifferences(before.settings, proposed) : [];
  return { file: settingsPath, settings: differences, effects };
}

/** What a change is judged by. */
interface Judging extends Pick<Review, "configurationProblems"> {
  readonly sides: Sides;
  readonly settings: Settings;
}

function judgeOffline(input: AnalysisInput, { sides, settings, configurationProblems }: Judging) {
  const { base, head } = sides;
  const covered = coveredBy(input, sides);
  let difference: ReviewAccess | undefined;
  const access = () => {
    difference ??= base && reviewAccess(base, head, covered.notJudged, settings.parameters);
    return difference;
  };
  const found = offlineFindings(sides, input);
  const { classified } = judgeSides(sides, found, settings, input, access);
  const findings = presentFindings(classified, base?.places ?? head.places, head.places);
  const judged = { findings, coverage: covered, configurationProblems };
  return { findings, coverage: covered, ...verdictInMode(judged, settings) };
}

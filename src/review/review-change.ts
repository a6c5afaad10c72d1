import { settingsPath } from "../settings/settings.ts";
import { isCandidatePath } from "../sources/detect.ts";
import { fileLengthMax } from "../sources/source.ts";
import {
  type AnalysisInput,
  type AnalysisResult,
  type AnalysisSide,
  analyse as analyseHere,
  type Unreadable,
} from "./analyse.ts";
import type { Change, FileContent, FileEntry, Snapshot } from "./change.ts";
import { misplacedConfiguration } from "./configuration.ts";
import { movedSubmodules } from "./moved-submodules.ts";
import { type AnsweredQuestion, askEach, type PolicyValidator } from "./policy-validator.ts";
import type { CommandAcceptance, Review } from "./review.ts";
import { nothingToReview } from "./verdict.ts";

/** Runs the pure analysis: in this process, or in one that can be killed. */
export type Analyse = (input: AnalysisInput) => AnalysisResult | Promise<AnalysisResult>;

/** How often the analysis may ask for more files (a module that names a file that names a file …). */
const roundsMax = 8;
/** Files that one side may read, where the snapshot has no limit of its own. */
const filesMax = 5_000;
/** Characters of text that one side may hold. */
const textLengthMax = 128 * 1024 * 1024;
/** Files that are read at a time. */
const readsAtATime = 8;

/**
 * Reviews a change: reads what differs and what that depends on, and judges it. Rejects only for
 * outside reasons (network, git, a killed analysis); what is wrong with a file is in the review.
 *
 * @param accepted by command, in the pull request.
 * @param today the day in UTC, as `2026-11-24`; without it no exception counts.
 * @param validator asked about the policies that changed; absent: the offline engine judges alone.
 */
export async function reviewChange(
  change: Change,
  analyse: Analyse = analyseHere,
  validator?: PolicyValidator,
  today?: string,
  accepted: readonly CommandAcceptance[] = [],
): Promise<Review> {
  const [base, head] = await Promise.all([
    change.base && LoadedSide.open(change.base),
    LoadedSide.open(change.head),
  ]);
  const focus = changedPaths(base, head).filter((path) => isCandidatePath(path));
  const missing = [...(base?.listing.missing ?? []), ...head.listing.missing];
  const elsewhere = movedSubmodules(base?.listing.submodules, head.listing.submodules, !base);
  if (focus.length + missing.length + elsewhere.length === 0) return emptyReview(change);

  const contents = new Contents();
  const [configuration, ownerConfiguration] = await Promise.all([
    readConfiguration(change, base, head, contents),
    change.ownerConfiguration?.(),
  ]);
  await load(focus, focus, base, head, contents);
  const answers: AnsweredQuestion[] = [];
  let asked = 0;
  for (let round = 1; ; ) {
    const result = await analyse({
      base: base?.side(),
      head: { ...head.side(), elsewhere },
      focus,
      configuration,
      ...(ownerConfiguration && { ownerConfiguration }),
      ...(change.repository && { repository: change.repository }),
      final: round === roundsMax,
      ...(today !== undefined && { today }),
      ...(accepted.length > 0 && { accepted }),
      ...(validator && { accessAnalyzer: { paidChecksMax: validator.paidChecksMax, answers } }),
    });
    if ("review" in result) return result.review;
    if ("questions" in result) {
      const mayAsk = ++asked <= questionRoundsMax;
      answers.push(...(await askEach(result.questions, mayAsk ? validator : undefined)));
      continue;
    }
    await load(result.wanted.base, result.wanted.head, base, head, contents);
    round++;
  }
}

/**
 * How often the analysis may have questions; an answer can lead to one more. Past it every question
 * is answered without AWS, so that the review comes to its end.
 */
const questionRoundsMax = 4;

/** Paths whose content differs between the sides, removed ones included; without a base all. */
function changedPaths(base: LoadedSide | undefined, head: LoadedSide): string[] {
  const changed = [...head.entries.values()]
    .filter(({ path, id }) => base?.entries.get(path)?.id !== id)
    .map(({ path }) => path);
  const removed = [...(base?.entries.keys() ?? [])].filter((path) => !head.entries.has(path));
  return [...changed, ...removed].sort();
}

function emptyReview(change: Change): Review {
  const base = change.base?.label ?? null;
  return {
    base,
    head: change.head.label,
    verdict: "pass",
    title: nothingToReview(base),
    findings: [],
    coverage: { policies: 0, full: 0, partial: [], notJudged: [] },
    configurationProblems: [],
  };
}

/** From the tip of the base branch where the change names it; without a base from what is scanned. */
async function readConfiguration(
  change: Change,
  base: LoadedSide | undefined,
  head: LoadedSide,
  contents: Contents,
): Promise<AnalysisInput["configuration"]> {
  const side = change.configuration ? await LoadedSide.open(change.configuration) : (base ?? head);
  const { label } = side.snapshot;
  const entry = side.entries.get(settingsPath);
  if (!entry) {
    const misplaced = misplacedConfiguration(side.entries, side.listing.links);
    return misplaced && { ...misplaced, label };
  }
  const read = await contents.read(side.snapshot, entry);
  const content = read.kind === "text" ? { text: read.text } : { unreadable: reasonOf(read) };
  return { path: settingsPath, label, content };
}

async function load(
  basePaths: readonly string[],
  headPaths: readonly string[],
  base: LoadedSide | undefined,
  head: LoadedSide,
  contents: Contents,
): Promise<void> {
  const tasks = [
    ...(base ? basePaths.map((path) => ({ side: base, path })) : []),
    ...headPaths.map((path) => ({ side: head, path })),
  ].filter(({ side, path }) => side.entries.has(path));
  const next = tasks[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const { side, path } of { [Symbol.iterator]: () => next }) await side.load(path, contents);
  };
  await Promise.all(Array.from({ length: readsAtATime }, worker));
}

/** Reads each content once, however many paths and sides have it. */
class Contents {
  private readonly byId = new Map<string, Promise<FileContent>>();

  read(snapshot: Snapshot, entry: FileEntry): Promise<FileContent> {
    let content = this.byId.get(entry.id);
    if (!content) {
      content = snapshot.read(entry);
      this.byId.set(entry.id, content);
    }
    return content;
  }
}

class LoadedSide {
  readonly entries: ReadonlyMap<string, FileEntry>;
  private readonly texts = new Map<string, string>();
  private readonly unreadable = new Map<string, Unreadable>();
  private length = 0;
  readonly snapshot: Snapshot;
  readonly listing: Awaited<ReturnType<Snapshot["list"]>>;

  private constructor(snapshot: Snapshot, listing: Awaited<ReturnType<Snapshot["list"]>>) {
    this.snapshot = snapshot;
    this.listing = listing;
    this.entries = new Map(listing.files.map((entry) => [entry.path, entry]));
  }

  static async open(snapshot: Snapshot): Promise<LoadedSide> {
    return new LoadedSide(snapshot, await snapshot.list());
  }

  side(): AnalysisSide {
    return {
      label: this.snapshot.label,
      paths: [...this.entries.keys()],
      texts: this.texts,
      unreadable: this.unreadable,
      missing: this.listing.missing,
      ...(this.listing.links && { links: this.listing.links }),
    };
  }

  async load(path: string, contents: Contents): Promise<void> {
    const entry = this.entries.get(path);
    if (!entry || this.texts.has(path) || this.unreadable.has(path)) return;
    const content = this.refuse(entry) ?? (await contents.read(this.snapshot, entry));
    if (content.kind === "text" && content.text.length <= fileLengthMax) {
      this.texts.set(path, content.text);
      this.length += content.text.length;
      return;
    }
    const size = content.kind === "text" ? content.text.length : undefined;
    this.unreadable.set(path, unreadable(path, size ? { kind: "too large", size } : content));
  }

  private refuse({ size }: FileEntry): FileContent | undefined {
    if (size !== undefined && size > fileLengthMax) return { kind: "too large", size };
    const most = this.snapshot.filesMax ?? filesMax;
    if (this.texts.size >= most || this.length >= textLengthMax) {
      const reason = `the change has more to read than the limit of ${most} files and ${textLengthMax / 1024 / 1024} MiB`;
      return { kind: "unreadable", reason };
    }
    return undefined;
  }
}

/**
 * A policy or template of more than a mebibyte is none that AWS accepts, and a binary file is
 * none at all: they are named where the file's name promises a policy, but the review is complete
 * without them. Terraform has no limit.
 */
function unreadable(path: string, content: FileContent): Unreadable {
  const matters =
    content.kind === "unreadable" ||
    /\.(tf|tofu|tfvars)(\.json)?$|(^|\/)terragrunt\.hcl$/.test(path);
  const shown = matters || /\.(json|ya?ml|template)$/.test(path);
  return { reason: reasonOf(content), matters, shown };
}

function reasonOf(content: FileContent): string {
  switch (content.kind) {
    case "text":
      return "it is a text";
    case "binary":
      return "the content is binary";
    case "too large":
      return `${(content.size / 1024 / 1024).toFixed(1)} MiB is over the limit of ${fileLengthMax / 1024 / 1024} MiB`;
    case "unreadable":
      return content.reason;
  }
}

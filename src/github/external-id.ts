/**
 * What a check run of ours is about, kept in its `external_id`. Events of forks name no pull
 * request, and a check run that is asked to run again names only this.
 *
 * A hint and no proof in the eyes of GitHub, but only the app itself can write it.
 */
export type ExternalId = {
  readonly head: string;
  readonly base: string;
  /** The version of Leastwise, and with it of the rules. */
  readonly version: string;
  /**
   * `draft`: comments were held back. `error`: it ended without a verdict; the next review of the
   * same commits is not a repetition.
   */
  readonly state?: "draft" | "error";
  /** Its own review passed; it fails for another pull request that has the same head. */
  readonly shared?: true;
  /**
   * A digest of the comments on the pull request as this review left them: a head can come back when
   * others were reviewed in between.
   */
  readonly comments?: string;
  /** A digest of what is new in the pull request, accepted or not, as this review published it. */
  readonly findings?: string;
} & (
  | { readonly kind: "pull request"; readonly number: number }
  /** `number`: the pull request that its branch is named after. */
  | { readonly kind: "merge group"; readonly number?: number }
);

/** Equal texts mean the same review, of which one completed run is enough. */
export function writeExternalId(id: ExternalId): string {
  const name =
    id.kind === "pull request"
      ? `pr:${id.number}`
      : `merge-group${id.number === undefined ? "" : `:${id.number}`}`;
  const state = id.state === undefined ? "" : `:${id.state}`;
  const shared = id.shared ? ":shared" : "";
  const comments = id.comments === undefined ? "" : `:${id.comments}`;
  const findings = id.findings === undefined ? "" : `:f${id.findings}`;
  return `${name}:${id.head}:${id.base}:${id.version}${state}${shared}${comments}${findings}`;
}

/** `undefined` when it is not of our making. */
export function readExternalId(text: string | null | undefined): ExternalId | undefined {
  const match = pattern.exec(text ?? "");
  if (!match) return undefined;
  const [, kind, number, head = "", base = "", version = "", state, shared, ...digests] = match;
  const [comments, findings] = digests;
  if (kind === "pr" && number === undefined) return undefined;
  return {
    kind: kind === "pr" ? "pull request" : "merge group",
    ...(number !== undefined && { number: Number(number) }),
    head,
    base,
    version,
    ...(state === "draft" || state === "error" ? { state } : {}),
    ...(shared === undefined ? {} : { shared: true }),
    ...(comments === undefined ? {} : { comments }),
    ...(findings === undefined ? {} : { findings }),
  } as ExternalId;
}

const pattern =
  /^(pr|merge-group)(?::([1-9]\d{0,9}))?:([0-9a-f]{40,64}):([0-9a-f]{40,64}):([0-9A-Za-z.+-]{1,50})(?::(draft|error))?(:shared)?(?::([cs][0-9a-f]{12}))?(?::f([0-9a-f]{12}))?$/;

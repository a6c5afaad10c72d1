/**
 * Where GitHub's description is narrower than what GitHub documents and does. Every entry is an
 * exception from the judge, so each one says why it is there.
 */

interface Correction {
  readonly why: string;
  /** Keys from the top of the extract. */
  readonly at: readonly string[];
  readonly to: (schema: unknown) => unknown;
}

const orNull = (schema: unknown) => ({ anyOf: [schema, { type: "null" }] });

const corrections: readonly Correction[] = [
  ...["position", "line", "original_line", "start_line", "original_start_line", "start_side"].map(
    (field) => ({
      why: "an outdated comment has a null line and position, a comment on a file has no line",
      at: ["schemas", "pull-request-review-comment", "properties", field],
      to: orNull,
    }),
  ),
  ...["position", "start_side"].map((field) => ({
    why: "the same, in the older form",
    at: ["schemas", "review-comment", "properties", field],
    to: orNull,
  })),
  {
    why: "the same, in webhooks",
    at: ["schemas", "webhooks_review_comment", "properties", "original_line"],
    to: orNull,
  },
  ...["pull-request", "pull-request-simple"].map((name) => ({
    why: "the repository of a head may have been deleted",
    at: ["schemas", name, "properties", "head", "properties", "repo"],
    to: orNull,
  })),
  ...["requested", "rerequested", "completed"].map((action) => ({
    why: "the list of events is older than merge_group",
    at: [
      ...["schemas", `webhook-check-suite-${action}`, "properties", "check_suite", "properties"],
      ...["app", "properties", "events", "items"],
    ],
    to: () => ({ type: "string" }),
  })),
  {
    why: "the list describes an account as a user and an enterprise at once",
    at: ["operations", "GET /app/installations", "responses", "200"],
    to: () => ({ type: "array", items: { $ref: "github#/schemas/installation" } }),
  },
];

/** Applies the corrections in place. Throws when one of them has lost its place. */
export function correct(extract: object): void {
  for (const { at, to } of corrections) {
    const last = at.at(-1) ?? "";
    const parent = at
      .slice(0, -1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], extract);
    if (typeof parent !== "object" || parent === null || !(last in parent)) {
      throw new Error(`nothing to correct at ${at.join("/")}`);
    }
    const holder = parent as Record<string, unknown>;
    holder[last] = to(holder[last]);
  }
}

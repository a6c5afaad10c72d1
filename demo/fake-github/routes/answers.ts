import { ApiError } from "../api-error.ts";
import type { PermissionLevel, Repository } from "../model.ts";
import type { Answer, Call, Route } from "../router.ts";

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const noContent: Answer = { status: 204 };

/** A route below `/repos/{owner}/{repo}` for installation tokens. */
export function onRepository(
  route: string,
  permissions: string | readonly string[],
  handle: (call: Call, repository: Repository) => Answer | Promise<Answer>,
): Route {
  return {
    route,
    as: "installation",
    permissions: [permissions].flat().map((one) => {
      const [name = "", level = "read"] = one.split(":");
      return [name, level as PermissionLevel] as const;
    }),
    handle,
  };
}

/**
 * The page that a request asks for, with GitHub's Link header.
 *
 * @param wrap puts the items into the object that some lists come in
 */
export function page<T>(
  call: Call,
  path: string,
  items: readonly T[],
  wrap: (items: readonly T[]) => unknown = (some) => some,
): Answer {
  const perPage = Math.min(100, Math.max(1, Number(call.query.get("per_page") ?? 30)));
  const number = Math.max(1, Number(call.query.get("page") ?? 1));
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(to));
    return `<${call.urls.api}${path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, "prev"), link(1, "first")] : []),
    ...(number < last ? [link(number + 1, "next"), link(last, "last")] : []),
  ];
  return {
    status: 200,
    body: wrap(items.slice((number - 1) * perPage, number * perPage)),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

/** The path of a request again, for links: the template with its parameters filled in. */
export function pathFor(template: string, params: Readonly<Record<string, string>>): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
}

/** GitHub's media types for the bytes themselves: `application/vnd.github.raw+json` and older. */
export function wantsRaw(accept: string): boolean {
  return /application\/vnd\.github\.(v3\.)?raw\b/.test(accept);
}

/** The parts of a JSON body. What it holds was checked against the API description before. */
export function bodyOf<T>(call: Call): T {
  return (call.body ?? {}) as T;
}

export function installationOnly(call: Call) {
  if (call.actor.kind !== "installation") throw new ApiError(403, "Forbidden");
  return call.actor;
}

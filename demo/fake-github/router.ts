import type { Installation, PermissionLevel, Repository } from "./model.ts";
import type { Urls } from "./present/urls.ts";

/** Who asks. */
export type Actor =
  | { readonly kind: "app" }
  | {
      readonly kind: "installation";
      readonly installation: Installation;
      readonly permissions: Readonly<Record<string, PermissionLevel>>;
      readonly repositories: ReadonlySet<Repository>;
      readonly token: string;
    };

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON, already found to fit the API description. */
  readonly body: unknown;
  readonly accept: string;
  readonly actor: Actor;
  readonly urls: Urls;
}

export interface Answer {
  readonly status: number;
  /** JSON, unless `bytes` are given. */
  readonly body?: unknown;
  readonly bytes?: { readonly type: string; readonly content: Buffer };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  /** As in the API description: `GET /repos/{owner}/{repo}`. */
  readonly route: string;
  readonly as: "app" | "installation";
  /** One of these is needed; GitHub grants `read` with `write`. */
  readonly permissions: readonly (readonly [name: string, level: PermissionLevel])[];
  handle(call: Call, repository: Repository): Answer | Promise<Answer>;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Parameters that may hold slashes: they take the rest of the path. */
const greedy = new Set(["path", "basehead", "branch"]);

export class Router {
  readonly #routes: readonly { readonly route: Route; readonly segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes
      .map((route) => ({ route, segments: route.route.replace(" /", "/").split("/") }))
      // Fixed words win over parameters: /pulls/comments before /pulls/{pull_number}.
      .sort((a, b) => specificity(a.segments).localeCompare(specificity(b.segments)));
  }

  /** @param path without query and prefix, still percent-encoded */
  match(method: string, path: string): Match | undefined {
    const segments = [method, ...path.split("/").slice(1)];
    for (const { route, segments: template } of this.#routes) {
      const params = matchSegments(template, segments);
      if (params !== undefined) return { route, params };
    }
    return undefined;
  }
}

function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [i, part] of template.entries()) {
    const segment = segments[i];
    if (segment === undefined) return undefined;
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== segment) return undefined;
      continue;
    }
    const last = i === template.length - 1;
    const restOfPath = last && (greedy.has(name) || (name === "ref" && template.includes("git")));
    const value = decode(restOfPath ? segments.slice(i).join("/") : segment);
    if (value === undefined || value === "") return undefined;
    params[name] = value;
    if (restOfPath) return params;
  }
  return template.length === segments.length ? params : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function specificity(segments: readonly string[]): string {
  return segments.map((part) => (part.startsWith("{") ? "1" : "0")).join("");
}

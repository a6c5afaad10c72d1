import type { Client } from "../../src/github/client.ts";
import type { Repository } from "../../src/github/repository.ts";

type Parameters = Readonly<Record<string, unknown>>;

/** Answers a route with the data of the response, or throws. */
export type StubRoute = (parameters: Parameters) => unknown;

/** A client that answers from a table; a route that is not in it is an error. */
export class StubClient {
  readonly calls: { readonly route: string; readonly parameters: Parameters }[] = [];
  private readonly routes: Readonly<Record<string, StubRoute>>;

  constructor(routes: Readonly<Record<string, StubRoute>>) {
    this.routes = routes;
  }

  get client(): Client {
    const request = async (route: string, parameters: Parameters = {}) => {
      const { owner: _owner, repo: _repo, ...rest } = parameters;
      this.calls.push({ route, parameters: rest });
      const answer = this.routes[route];
      if (!answer) throw new Error(`no answer for ${route}`);
      return { status: 200, headers: {}, data: answer(parameters) };
    };
    return { request } as unknown as Client;
  }

  get repository(): Repository {
    return {
      client: this.client,
      installationId: 1,
      repositoryId: 7,
      owner: "octo",
      repo: "infra",
    };
  }

  /** The parameters of the calls of one route, in order, without owner and repository. */
  of(route: string): readonly Parameters[] {
    return this.calls.filter((call) => call.route === route).map(({ parameters }) => parameters);
  }
}

/** An error as Octokit throws it. */
export function apiError(
  status: number,
  message = "refused",
  headers: Readonly<Record<string, string>> = {},
): Error {
  return Object.assign(new Error(message), {
    name: "HttpError",
    status,
    request: { headers: { authorization: "token ghs_secret" } },
    response: { status, headers, data: {} },
  });
}

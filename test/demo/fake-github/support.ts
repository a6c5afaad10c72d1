import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import type { FakeGitHub } from "../../../demo/fake-github/fake-github.ts";

export const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A client that signs in as the App. */
export function appClient(github: FakeGitHub, baseUrl: string = github.apiUrl): Octokit {
  return new Octokit({
    baseUrl,
    log: quiet,
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey: github.app.privateKey },
  });
}

/** A client with an installation token, obtained as the real App obtains it. */
export async function installationClient(github: FakeGitHub): Promise<Octokit> {
  const { data } = await appClient(github).rest.apps.listInstallations();
  return new Octokit({
    baseUrl: github.apiUrl,
    log: quiet,
    authStrategy: createAppAuth,
    auth: {
      appId: github.app.id,
      privateKey: github.app.privateKey,
      installationId: data[0]?.id,
    },
  });
}

/** What a client rejected with. */
export async function refusal(
  request: Promise<unknown>,
): Promise<{ status: number; text: string }> {
  try {
    await request;
  } catch (error) {
    const { status, message } = error as { status: number; message: string };
    return { status, text: message };
  }
  throw new Error("the request was not refused");
}

/** A webhook receiver that keeps what it gets and answers with `status`. */
export class Receiver {
  readonly received: { headers: IncomingMessage["headers"]; body: string }[] = [];
  status = 200;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => {
        body += chunk;
      });
      request.on("end", () => {
        this.received.push({ headers: request.headers, body });
        response.writeHead(this.status).end("answer");
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  /** Events in the order of arrival: `pull_request.opened`. */
  events(): string[] {
    return this.received.map(({ headers, body }) => {
      const { action } = JSON.parse(body) as { action?: string };
      return [headers["x-github-event"], action].filter(Boolean).join(".");
    });
  }
}

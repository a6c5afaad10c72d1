import type { Client } from "../github/client.ts";
import { statusOf } from "../github/failure.ts";

/** For how long the answer of GitHub to "is the key right" is believed, and one that it is not. */
const readinessMs = 60_000;
const unreadinessMs = 5_000;

/** What GitHub says of the app itself, kept for a while. */
export class AppIdentity {
  private readonly app: () => Promise<Client>;
  private readonly now: () => number;
  private slug: string | undefined;
  private checked: { until: number; result: Promise<string | undefined> } | undefined;

  constructor(app: () => Promise<Client>, now: () => number) {
    this.app = app;
    this.now = now;
  }

  async botLogin(): Promise<string> {
    this.slug ??= await this.read();
    return `${this.slug}[bot]`;
  }

  /** Why the app cannot speak to GitHub, or `undefined`. What GitHub said is believed for a while. */
  problem(): Promise<string | undefined> {
    if (this.checked && this.checked.until >= this.now()) return this.checked.result;
    const result = this.read().then(
      (slug) => {
        this.slug = slug;
        return undefined;
      },
      (error: unknown) => {
        checked.until = this.now() + unreadinessMs;
        return identityProblem(error);
      },
    );
    const checked = { until: this.now() + readinessMs, result };
    this.checked = checked;
    return result;
  }

  private async read(): Promise<string> {
    const app = await this.app();
    const { data } = await app.request("GET /app");
    if (!data?.slug) throw new Error("GitHub names no slug of the app");
    return data.slug;
  }
}

/** Octokit tells a request without any answer as a status of its own, without a response. */
function identityProblem(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined || !(error instanceof Error) || !("response" in error && error.response))
    return "GitHub cannot be reached";
  if (status === 401)
    return "GitHub refuses the key of the app: APP_ID and the private key do not belong together, or the clock of this machine is wrong";
  return `GitHub answers the app with status ${status}`;
}

import type { Configuration } from "../review/configuration.ts";
import { settingsPath } from "../settings/settings.ts";
import { statusOf } from "./failure.ts";
import type { InstallationClients } from "./installation-clients.ts";
import type { Repository } from "./repository.ts";
import { textOfContents } from "./text-of-contents.ts";

/** The repository in which an organization (or a person) keeps what holds for all others. */
const repositoryName = ".github";
/** How long it is taken for granted that there is no such repository, or that it is out of reach. */
const absenceMsMax = 10 * 60_000;
/** Most owners without one that are remembered. */
const absencesMax = 2000;

export interface OwnerConfigurationOptions {
  readonly clients: InstallationClients;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Reads the default configuration of an owner: `.github/leastwise.yml` on the default branch of the
 * owner's repository `.github`, where the app is installed on that one as well.
 */
export class OwnerConfiguration {
  private readonly options: OwnerConfigurationOptions;
  /** By installation: until when nothing is asked. */
  private readonly absent = new Map<number, number>();

  constructor(options: OwnerConfigurationOptions) {
    this.options = options;
  }

  /**
   * `undefined` when the owner has none. Rejects for outside reasons: a review that does not know
   * its configuration is none.
   */
  async read({ installationId, owner, repo }: Repository): Promise<Configuration | undefined> {
    if (repo.toLowerCase() === repositoryName) return undefined;
    const { clients, now } = this.options;
    if ((this.absent.get(installationId) ?? 0) > now()) return undefined;
    const path = `${owner}/${repositoryName}/${settingsPath}`;
    try {
      const client = await clients.forReading(installationId, repositoryName);
      const { data } = await client.request("GET /repos/{owner}/{repo}/contents/{path}", {
        owner,
        repo: repositoryName,
        path: settingsPath,
      });
      return { path, content: textOfContents(data) };
    } catch (error) {
      const status = statusOf(error);
      if (status === 401) clients.forgetReading(installationId, repositoryName);
      // 422: no such repository in the installation. A file that is not there may come any time.
      if (status === 422) this.remember(installationId);
      if (status === 422 || status === 404) return undefined;
      throw error;
    }
  }

  forgetInstallation(installationId: number): void {
    this.absent.delete(installationId);
  }

  private remember(installationId: number): void {
    this.absent.delete(installationId);
    this.absent.set(installationId, this.options.now() + absenceMsMax);
    const [oldest] = this.absent.keys();
    if (this.absent.size > absencesMax && oldest !== undefined) this.absent.delete(oldest);
  }
}

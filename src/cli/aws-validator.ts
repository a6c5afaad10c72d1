import { readAwsEnvironment } from "../aws/aws-environment.ts";
import { UsageError } from "../git/usage-error.ts";
import type { PolicyValidator } from "../review/policy-validator.ts";
import type { Io } from "./io.ts";

/** AWS as `--aws` asks it, with what the environment says. The SDK is loaded only then. */
export async function awsValidator({ env }: Io): Promise<PolicyValidator> {
  const read = readAwsEnvironment(env);
  if ("problems" in read) throw new UsageError(read.problems.join(" "));
  const { AccessAnalyzer } = await import("../aws/access-analyzer.ts");
  return new AccessAnalyzer(read.aws);
}

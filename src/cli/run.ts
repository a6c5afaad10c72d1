import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { findingTypes } from "../findings/finding.ts";
import { UsageError } from "../git/usage-error.ts";
import { policyTypes } from "../policy/policy.ts";
import { visibleText } from "../reports/visible-text.ts";
import { nearest } from "../rules/edit-distance.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { guarded, type Io } from "./io.ts";
import { reviewFormats } from "./review-formats.ts";
import { version } from "./version.ts";

/**
 * Runs the command and resolves to its exit status; never rejects. What a command needs is loaded
 * when it is called, so that each starts fast.
 *
 * @param argv the arguments behind the name of the program.
 */
export async function run(argv: readonly string[], world: Io): Promise<number> {
  const io = guarded(world);
  let status: ExitStatus = exitStatus.clean;
  const program = commands(io, (result) => {
    status = result;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return status;
  } catch (error) {
    return statusOf(error, io);
  }
}

function commands(io: Io, end: (status: ExitStatus) => void): Command {
  const program = new Command("leastwise")
    .description("Reviews IAM changes in Terraform, CloudFormation and policy files.")
    .version(version(), "-V, --version", "show the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .showHelpAfterError("(--help shows how it is used)")
    .addHelpText("after", programHelp)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });

  // Subcommands made by `command` inherit the settings above.
  program
    .command("review")
    .summary("review a change in a git checkout")
    .description(
      "Reviews what a branch changes: finds the policies that differ between the merge base with the base and the head, and reports the findings that the change brings.",
    )
    .option("--base <ref>", "the branch or commit that the change is to be merged into (required)")
    .option("--head <ref>", "the commit to review (default: the working tree)")
    .option("--aws", awsHelp)
    .option("--default-config <file>", defaultConfigHelp)
    .addOption(formatOption(reviewFormats))
    .addOption(outputOption())
    .option("--all-results", allResultsHelp)
    .addHelpText("after", reviewHelp)
    .action(async (options) => {
      const { review } = await import("./review.ts");
      end(await review(options, io));
    });

  program
    .command("scan")
    .summary("review everything that stands under some paths")
    .description("Reviews all policies under the paths (files or directories), without a base.")
    .argument("<path...>", "files or directories")
    .option("--aws", awsHelp)
    .option("--default-config <file>", defaultConfigHelp)
    .addOption(formatOption(reviewFormats))
    .addOption(outputOption())
    .option("--all-results", allResultsHelp)
    .addHelpText("after", scanHelp)
    .action(async (paths, options) => {
      const { scan } = await import("./review.ts");
      end(await scan(paths, options, io));
    });

  program
    .command("inventory")
    .summary("list the policies that stand under some paths")
    .description(
      "Lists the policies under the paths (files or directories) as far as source alone tells what they say, who has them, and what could not be judged. Judges nothing.",
    )
    .argument("<path...>", "files or directories")
    .option("--default-config <file>", defaultConfigHelp)
    .addOption(formatOption())
    .addHelpText("after", inventoryHelp)
    .action(async (paths, options) => {
      const { inventory } = await import("./inventory.ts");
      end(await inventory(paths, options, io));
    });

  program
    .command("validate")
    .summary("validate policy documents")
    .description(
      "Validates policy documents in JSON with the offline engine, which speaks the issue codes of IAM Access Analyzer.",
    )
    .argument("[files...]", "policy documents, or - for the standard input")
    .addOption(choice("--policy-type <type>", "how the policy is used", policyTypes))
    .addOption(
      new Option(
        "--resource-type <type>",
        "what a resource policy is attached to, such as AWS::S3::Bucket",
      ).argParser(resourceType),
    )
    .addOption(
      choice(
        "--fail-on <type>",
        "the least severe finding that makes the exit status 1",
        findingTypes,
      ).default("SECURITY_WARNING"),
    )
    .option("--aws", awsHelp)
    .option("--jsonl", "read one request a line from the standard input")
    .addOption(formatOption())
    .addHelpText("after", validateHelp)
    .action(async (files, options) => {
      const { validate } = await import("./validate.ts");
      end(await validate(files, options, io));
    });

  program
    .command("compare")
    .summary("compare what two policy documents allow")
    .description(
      "Says what NEW grants that OLD does not, and the reverse, each document taken alone, as the check CheckNoNewAccess of IAM Access Analyzer does.",
    )
    .argument("[files...]", "OLD and NEW, policy documents in JSON; - for the standard input")
    .usage("[options] <old> <new>")
    .addOption(choice("--policy-type <type>", "how the policies are used", policyTypes))
    .addOption(
      new Option(
        "--resource-type <type>",
        "what resource policies are attached to, such as AWS::S3::Bucket",
      ).argParser(resourceType),
    )
    .option("--jsonl", "read one comparison a line from the standard input")
    .option("--aws", "ask IAM Access Analyzer's CheckNoNewAccess as well: one paid check")
    .addOption(formatOption())
    .addHelpText("after", compareHelp)
    .action(async (files, options) => {
      const { compare } = await import("./compare.ts");
      end(await compare(files, options, io));
    });

  const rules = program
    .command("rules")
    .summary("list the rules, explain one, or test the custom rules")
    .description(
      "Lists the rules, or explains the one with the issue code. The custom rules of the configuration are rules like others.",
    )
    .addArgument(new Argument("[code]", "an issue code, such as INVALID_ACTION"))
    .option("--config <file>", configHelp)
    .option("--default-config <file>", defaultConfigHelp)
    .addOption(formatOption())
    .addHelpText("after", rulesHelp)
    .action(async (code, options) => {
      const { listRules } = await import("./list-rules.ts");
      end(await listRules(code, options, io));
    });

  rules
    .command("test")
    .summary("try the custom rules on their examples")
    .description(
      "Tries every custom rule of the configuration on the files that it names as examples, and says which do not hold.",
    )
    .option("--config <file>", configHelp)
    .option("--default-config <file>", defaultConfigHelp)
    .addOption(formatOption())
    .action(async (_, command: Command) => {
      const { testRules } = await import("./test-rules.ts");
      // What stands before `test` is taken by the command that lists rules.
      end(await testRules(command.optsWithGlobals(), io));
    });

  return program;
}

function formatOption(formats: readonly string[] = ["terminal", "json"]): Option {
  return choice("--format <format>", "of the result", formats).default("terminal");
}

/** An option that takes one of several words; for one that is nearly right the right one is named. */
function choice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words).argParser((word: string) => {
    if (words.includes(word)) return word;
    const meant = nearest(word, words);
    throw new InvalidArgumentError(
      `Allowed choices are ${words.join(", ")}.${meant ? `\n(Did you mean ${meant}?)` : ""}`,
    );
  });
}

function outputOption(): Option {
  return new Option("--output <[format=]file>", outputHelp).argParser(
    (value: string, previous: readonly string[] = []) => [...previous, value],
  );
}

function resourceType(text: string): string {
  if (/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/.test(text)) return text;
  throw new InvalidArgumentError("It has the form AWS::S3::Bucket.");
}

const awsHelp = "ask IAM Access Analyzer as well: policy texts are sent to AWS";

const defaultConfigHelp =
  "the owner's default configuration, which the app reads from the repository .github";

const outputHelp =
  "write the result to a file; with FORMAT= in front another format besides (may be given several times)";

const allResultsHelp = "SARIF: accepted findings too, as suppressed, and fixed ones, as absent";

const programHelp = `
Examples:
  leastwise review --base origin/main      what this branch changes
  leastwise scan infra/                    everything that stands there
  leastwise inventory infra/               the policies there, as far as they are known
  leastwise validate policy.json --policy-type IDENTITY_POLICY
  leastwise compare old.json new.json --policy-type IDENTITY_POLICY
  leastwise rules PASS_ROLE_WITH_STAR_IN_RESOURCE

Exit status: 0 nothing at or above the threshold, 1 findings, 2 wrong use or configuration,
3 incomplete: something could not be read at all.`;

const reviewHelp = `
Examples:
  leastwise review --base origin/main
  leastwise review --base v1.4.0 --head feature --format json
  leastwise review --base origin/main --format html --output review.html
  leastwise review --base origin/main --format github --output sarif=leastwise.sarif`;

const scanHelp = `
Examples:
  leastwise scan .
  leastwise scan modules/app policies/admin.json --format json
  leastwise scan . --format sarif --output leastwise.sarif`;

const configHelp = "the configuration (default: .github/leastwise.yml of the repository)";

const rulesHelp = `
Examples:
  leastwise rules
  leastwise rules CUSTOM_NO_TABLE_DELETION
  leastwise rules test --config .github/leastwise.yml

Exit status of test: 0 every example holds, 1 one does not, 2 wrong use or configuration.`;

const inventoryHelp = `
Examples:
  leastwise inventory .
  leastwise inventory infra/ --format json

An unknown part stands as \${reference}. Exit status: 0, or 3 when something could not be read at all.`;

const validateHelp = `
Examples:
  leastwise validate policy.json --policy-type IDENTITY_POLICY
  leastwise validate bucket.json --policy-type RESOURCE_POLICY --resource-type AWS::S3::Bucket
  aws iam get-policy-version … | leastwise validate - --policy-type IDENTITY_POLICY --format json
  leastwise validate --jsonl < requests.jsonl

A line of --jsonl is {"id", "policyType", "resourceType", "text"}, and so is its answer: {"id", "findings"}.`;

const compareHelp = `
Examples:
  leastwise compare old.json new.json --policy-type IDENTITY_POLICY
  leastwise compare old.json new.json --policy-type RESOURCE_POLICY --format json
  leastwise compare --jsonl < comparisons.jsonl

A line of --jsonl is {"id", "policyType", "existing", "candidate"}, documents as text or as JSON.
Exit status: 0 no new access, 1 new access, 3 it could not be decided.`;

/** Errors end on the standard error in one line; one that nobody foresaw never counts as clean. */
function statusOf(error: unknown, io: Io): ExitStatus {
  // Commander has already said what is wrong; help and version are no errors.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitStatus.clean : exitStatus.usage;
  if (error instanceof UsageError) {
    io.stderr.write(`leastwise: ${visibleText(error.message)}\n`);
    return exitStatus.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(`leastwise: it could not be finished: ${visibleText(message)}\n`);
  if (error instanceof Error && io.env.LEASTWISE_DEBUG) io.stderr.write(`${error.stack}\n`);
  return exitStatus.incomplete;
}

/** How AWS is to be asked, set by the operator: never by a repository. */
export interface AwsOptions {
  /** Absent: the one that the AWS SDK finds (a profile). */
  readonly region?: string;
  /** Assumed with the credentials that the AWS SDK finds. */
  readonly role?: AwsRole;
  /** Paid checks that one review may make; 0: none. */
  readonly paidChecksMax: number;
}

interface AwsRole {
  readonly arn: string;
  readonly externalId?: string;
  readonly sessionTags: readonly { readonly Key: string; readonly Value: string }[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The most that a budget of paid checks can be: a slip of the keyboard should not cost a fortune. */
const paidChecksLimit = 10_000;

/**
 * Reads the variables for AWS. Credentials are not among them: the AWS SDK finds those itself, by
 * its default chain.
 *
 * @returns the options, or everything that is wrong, in words for people and without any value.
 */
export function readAwsEnvironment(
  variables: Variables,
): { readonly aws: AwsOptions } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const region =
    variables.LEASTWISE_AWS_REGION || variables.AWS_REGION || variables.AWS_DEFAULT_REGION;
  if (region && !/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/.test(region)) {
    problems.push("The region of AWS (LEASTWISE_AWS_REGION or AWS_REGION) is no region.");
  }
  const budget = variables.LEASTWISE_AWS_PAID_CHECKS_MAX || "0";
  const paidChecksMax = /^\d{1,5}$/.test(budget) ? Number(budget) : Number.NaN;
  if (!(paidChecksMax <= paidChecksLimit)) {
    problems.push(
      `LEASTWISE_AWS_PAID_CHECKS_MAX is not a whole number from 0 to ${paidChecksLimit}.`,
    );
  }
  const role = readRole(variables, problems);
  if (problems.length > 0) return { problems };
  return { aws: { paidChecksMax, ...(region && { region }), ...(role && { role }) } };
}

/** Whether the server is to ask AWS. */
export function wantsAws(variables: Variables): boolean | undefined {
  const text = variables.LEASTWISE_AWS || "0";
  if (/^(?:1|true|on)$/i.test(text)) return true;
  return /^(?:0|false|off)$/i.test(text) ? false : undefined;
}

function readRole(variables: Variables, problems: string[]): AwsRole | undefined {
  const arn = variables.LEASTWISE_AWS_ROLE_ARN;
  const externalId = variables.LEASTWISE_AWS_EXTERNAL_ID;
  const tags = variables.LEASTWISE_AWS_SESSION_TAGS;
  if (!arn) {
    if (externalId || tags) {
      problems.push(
        "LEASTWISE_AWS_EXTERNAL_ID and LEASTWISE_AWS_SESSION_TAGS go with LEASTWISE_AWS_ROLE_ARN only.",
      );
    }
    return undefined;
  }
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/.test(arn)) {
    problems.push("LEASTWISE_AWS_ROLE_ARN is not the ARN of a role.");
  }
  if (externalId && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    problems.push("LEASTWISE_AWS_EXTERNAL_ID has characters or a length that AWS does not take.");
  }
  const sessionTags = (tags || "").split(",").flatMap((tag) => {
    if (tag.trim() === "") return [];
    const [, Key, Value] = /^\s*([\w .:/=+@-]{1,128}?)=([\w .:/=+@-]{0,256}?)\s*$/.exec(tag) ?? [];
    if (Key !== undefined && Value !== undefined) return [{ Key, Value }];
    problems.push("LEASTWISE_AWS_SESSION_TAGS does not have the form key=value,key=value.");
    return [];
  });
  return { arn, sessionTags, ...(externalId && { externalId }) };
}

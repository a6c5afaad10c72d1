import type { Suggestion } from "../../findings/finding.ts";
import type { Inventory, Owner } from "../../policy/inventory.ts";
import { isStar } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
import { folderOf } from "../../text/path.ts";
import { replacement } from "../replacement.ts";
import { includedActions } from "./included-actions.ts";
import { unnamedResources } from "./unnamed-resources.ts";

/** Forms of ARNs, as the catalogue has them, of what a repository can declare, and how to name it. */
const forms: readonly {
  readonly form: string;
  readonly type: string;
  readonly pattern: (name: string) => string;
}[] = [
  {
    form: `arn:aws:s3:::\${BucketName}/\${ObjectName}`,
    type: "AWS::S3::Bucket",
    pattern: (name) => `arn:aws:s3:::${name}/*`,
  },
  {
    form: `arn:aws:s3:::\${BucketName}`,
    type: "AWS::S3::Bucket",
    pattern: (name) => `arn:aws:s3:::${name}`,
  },
  {
    form: `arn:aws:dynamodb:\${Region}:\${Account}:table/\${TableName}`,
    type: "AWS::DynamoDB::Table",
    pattern: (name) => `arn:aws:dynamodb:*:*:table/${name}`,
  },
  {
    form: `arn:aws:sqs:\${Region}:\${Account}:\${QueueName}`,
    type: "AWS::SQS::Queue",
    pattern: (name) => `arn:aws:sqs:*:*:${name}`,
  },
  {
    form: `arn:aws:sns:\${Region}:\${Account}:\${TopicName}`,
    type: "AWS::SNS::Topic",
    pattern: (name) => `arn:aws:sns:*:*:${name}`,
  },
  {
    form: `arn:aws:secretsmanager:\${Region}:\${Account}:secret:\${SecretId}`,
    type: "AWS::SecretsManager::Secret",
    pattern: (name) => `arn:aws:secretsmanager:*:*:secret:${name}-??????`,
  },
  {
    form: `arn:aws:lambda:\${Region}:\${Account}:function:\${FunctionName}`,
    type: "AWS::Lambda::Function",
    pattern: (name) => `arn:aws:lambda:*:*:function:${name}`,
  },
  {
    form: `arn:aws:ecr:\${Region}:\${Account}:repository/\${RepositoryName}`,
    type: "AWS::ECR::Repository",
    pattern: (name) => `arn:aws:ecr:*:*:repository/${name}`,
  },
];

/**
 * Replaces a lone `*` by the one resource that stands beside the policy, when there is no doubt: all
 * actions of the statement take that form of ARN, and the folder of the policy declares one resource
 * of the type, with a name that is known.
 */
export function suggestResource(
  { action, resource, notResource }: Statement,
  { owners }: Inventory,
): Suggestion | undefined {
  const [star, ...others] = resource?.values ?? [];
  if (!star || others.length > 0 || notResource || !isStar(star) || !action) return undefined;
  const included = action.values.map(includedActions);
  // A value that is not known, or stands for several services, may need more.
  if (included.some((actions) => actions.length === 0)) return undefined;
  const found = forms.find(({ form }) =>
    included
      .flat()
      .every(([, each]) => unnamedResources(each).some((resources) => resources.form === form)),
  );
  if (!found) return undefined;
  const folder = folderOf(star.range.file);
  const here = owners.filter(
    ({ type, range }) => type === found.type && folderOf(range.file) === folder,
  );
  const name = here.length === 1 ? nameOf(here[0]) : undefined;
  const text = knownText(star);
  if (name === undefined || text === undefined) return undefined;
  return replacement(star, 0, text.length, found.pattern(name));
}

function nameOf(owner: Owner | undefined): string | undefined {
  return owner?.name && knownText(owner.name);
}

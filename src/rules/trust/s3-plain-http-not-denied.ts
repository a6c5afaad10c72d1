import type { AccessStatement } from "../../access/statement.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { addedStatement, object } from "../addition.ts";
import type { Rule } from "../rule.ts";
import { type AskedPolicy, admits, askedPolicy } from "./trust-question.ts";
import { bucketOf } from "./written-bucket.ts";

/**
 * A bucket policy that does not refuse requests without TLS. Asked is for an object and for the
 * bucket: a Deny has to hit both, for everyone. Buckets without a policy of their own are not seen.
 */
export const s3PlainHttpNotDenied: Rule = {
  issueCode: "S3_PLAIN_HTTP_NOT_DENIED",
  findingType: "SUGGESTION",
  summary: "a bucket policy does not refuse requests without TLS",
  kinds: ["resource"],
  controls: [
    "CIS AWS 5.0.0 2.1.1",
    "CIS AWS 6.0.0 3.1.1",
    "CIS AWS 7.0.0 3.1.1",
    "NIST 800-53 AC-4",
    "NIST 800-53 AC-17(2)",
    "NIST 800-53 IA-5(1)",
    "NIST 800-53 SC-8",
    "NIST 800-53 SC-13",
    "NIST 800-53 SC-23",
    "ISO 27001 A.8.20 (own judgement)",
    "ISO 27001 A.8.24 (own judgement)",
  ],

  *document(document, policy) {
    if (policy.resourceType !== "AWS::S3::Bucket") return;
    if (policy.isDerived || document.statements.length === 0) return;
    const asked = askedPolicy(document);
    const bucket = bucketArn(asked);
    if (!asked.isComplete || bucket === undefined) return;
    const isRefused = [bucket, `${bucket}/zz`].every((resource) => isDenied(asked, resource));
    if (isRefused) return;
    const suggestion = refusal(document);
    yield {
      at: document.statementKey ?? document.range,
      ...(suggestion && { suggestion }),
      subject: "plain http",
      details:
        'Requests without TLS are not refused. Add a statement with `"Effect": "Deny"`, `"Principal": "*"` and `"Action": "s3:*"` on the bucket and its objects, with `"Bool": { "aws:SecureTransport": "false" }`.',
    };
  },
};

/** The statement that is missing, for the bucket that the other statements name. */
function refusal(document: PolicyDocument): Suggestion | undefined {
  const bucket = bucketOf(document.statements);
  if (!bucket) return undefined;
  return addedStatement(
    document,
    [
      ["Sid", "DenyPlainHttp"],
      ["Effect", "Deny"],
      ["Principal", "*"],
      ["Action", "s3:*"],
      ["Resource", [bucket(""), bucket("/*")]],
      ["Condition", object([["Bool", object([["aws:SecureTransport", "false"]])]])],
    ],
    "Refuse requests without TLS, with a `Deny` on the bucket and its objects",
  );
}

function isDenied(asked: AskedPolicy, resource: string): boolean {
  const attempt = {
    action: resource.endsWith("/zz") ? "s3:GetObject" : "s3:ListBucket",
    principal: { type: "AWS", arn: "arn:aws:iam::999999999999:role/zz-other" } as const,
    resource,
    context: plainHttp,
  };
  return !admits({ statement: everything }, attempt, asked);
}

const plainHttp = {
  "aws:securetransport": ["false"],
  "aws:principalisawsservice": ["false"],
  "aws:viaawsservice": ["false"],
  "s3:tlsversion": [undefined],
};

const everything: AccessStatement = {
  policy: 0,
  index: -1,
  effect: "Allow",
  actions: { patterns: ["*"], negated: false },
  actionTexts: ["*"],
  conditions: [],
  variables: true,
  when: [],
};

/** The bucket by its ARN, as the statements name it. `undefined` when none does. */
function bucketArn({ allows, denies }: AskedPolicy): string | undefined {
  const statements = [...denies, ...allows.map(({ statement }) => statement)];
  const patterns = statements.flatMap(({ resources }) => resources?.patterns ?? []);
  const named = patterns.find((pattern) => pattern !== "" && !/^\*/.test(pattern));
  const [bucket = ""] = named?.split("/") ?? [];
  if (bucket === "") return patterns.length > 0 ? "arn:aws:s3:::zz-bucket" : undefined;
  return bucket.replace(/[*?]/g, "z");
}

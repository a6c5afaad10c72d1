/** Terraform for tests that are about what policies say: one role `app`, one bucket `b`. */

export function policyText(...statements: readonly string[]): string {
  return `jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })`;
}

/** An expression each; `more` begins with a comma. */
export function statement(
  action: string,
  { effect = '"Allow"', resource = '"*"', principal = "", more = "" } = {},
): string {
  const who = principal === "" ? "" : `, Principal = ${principal}`;
  return `{ Effect = ${effect}, Action = ${action}, Resource = ${resource}${who}${more} }`;
}

export function trust(principal: string): string {
  return policyText(`{ Effect = "Allow", Action = "sts:AssumeRole", Principal = ${principal} }`);
}

export function role(more = "", policy = trust('{ Service = "ec2.amazonaws.com" }')): string {
  return `resource "aws_iam_role" "app" {
  name = "app"
  tags = { Environment = "prod", Owner = "shop", CreatedBy = "shop", ExpirationDate = "2027-01-01" }
  assume_role_policy = ${policy}
  ${more}
}
`;
}

export function rolePolicy(policy: string, more = "", name = "own"): string {
  return `resource "aws_iam_role_policy" "${name}" {
  ${more}
  role   = aws_iam_role.app.id
  policy = ${policy}
}
`;
}

/** Its policy keeps plain HTTP out, so that no finding is about that. */
export function bucket(...statements: readonly string[]): string {
  const tls = statement('"s3:*"', {
    effect: '"Deny"',
    principal: '"*"',
    resource: '["arn:aws:s3:::b", "arn:aws:s3:::b/*"]',
    more: ', Condition = { Bool = { "aws:SecureTransport" = "false" } }',
  });
  return `resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = ${policyText(tls, ...statements)}
}
`;
}

export function variables(...names: readonly string[]): string {
  return names.map((name) => `variable "${name}" {}\n`).join("");
}

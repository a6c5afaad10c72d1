/** Terraform in short, for rules that judge principals with all their policies. */

/** A role; its policy has the statements, each written in JSON. */
export function role(
  name: string,
  statements: readonly object[],
  { trust = { Service: "ec2.amazonaws.com" }, boundary }: RoleOptions = {},
): string {
  const assume = { Effect: "Allow", Principal: trust, Action: "sts:AssumeRole" };
  return `
resource "aws_iam_role" "${name}" {
  name = "${name}"
  assume_role_policy = <<-EOT
    ${document([assume])}
  EOT
  ${boundary === undefined ? "" : `permissions_boundary = aws_iam_policy.${boundary}.arn`}
}

resource "aws_iam_role_policy" "${name}" {
  role   = aws_iam_role.${name}.name
  policy = <<-EOT
    ${document(statements)}
  EOT
}
`;
}

interface RoleOptions {
  readonly trust?: object;
  /** Name of a policy that `policy` makes. */
  readonly boundary?: string;
}

export function policy(name: string, statements: readonly object[]): string {
  return `
resource "aws_iam_policy" "${name}" {
  name   = "${name}"
  policy = <<-EOT
    ${document(statements)}
  EOT
}
`;
}

function document(statements: readonly object[]): string {
  // A policy variable is none of Terraform's.
  return JSON.stringify({ Version: "2012-10-17", Statement: statements }).replaceAll("${", "$${");
}

export const account = "arn:aws:iam::111122223333";

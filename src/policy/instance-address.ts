/**
 * `aws_iam_role.app` for `aws_iam_role.app[0]`, and for `aws_iam_role.app[*]`, of which nobody knows how
 * many there are: Terraform takes a resource or module that comes to be counted for the same one.
 */
export function withoutFirstKey(address: string): string {
  return address.replaceAll("[0]", "").replaceAll("[*]", "");
}

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { expect, test } from "@jest/globals";
import { toldReview } from "../support/told-review.ts";

/** A role for pods of a cluster whose issuer is known after deployment only. */
function role(subject: string, issuer = "var.issuer"): string {
  return `
variable "issuer" {}
variable "other" {}
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/\${var.issuer}" }
      Condition = { StringLike = { "\${${issuer}}:sub" = "system:serviceaccount:${subject}" } }
    }]
  })
}`;
}

const provider = "arn:aws:iam::111122223333:oidc-provider/${var.issuer}";
const line = (subject: string, issuer = "var.issuer") =>
  `sts:AssumeRoleWithWebIdentity on * by ${provider} if StringLike \${${issuer}}:sub system:serviceaccount:${subject}`;

test.each<[name: string, base: string, head: string, told: string[]]>([
  [
    "the same",
    role("shop:web"),
    `# The shop.\n${role("shop:web")}`,
    ["pass: No new access, no new findings in 1 policy"],
  ],
  [
    "less",
    role("shop:*"),
    role("shop:web"),
    ["pass: No new access, no new findings in 1 policy", `- ${line("shop:*")}`],
  ],
  [
    "more",
    role("shop:web"),
    role("shop:*"),
    ["pass: New access, no new findings in 1 policy", `+ ${line("shop:*")}`],
  ],
  [
    "every namespace",
    role("shop:web"),
    role("*:web"),
    [
      "fail: 1 security warning",
      "introduced EKS_ROLE_OPEN_TO_SERVICE_ACCOUNTS (SECURITY_WARNING)",
      `+ ${line("*:web")}`,
    ],
  ],
  [
    "the claim of another issuer, which may be the same one",
    role("shop:web"),
    role("shop:web", "var.other"),
    [
      "pass: New access, no new findings in 1 policy",
      `+ ${line("shop:web", "var.other")}`,
      "? gone: it depends on the value of var.other",
    ],
  ],
])("a subject of an issuer that is not known: %s", async (_, base, head, told) => {
  expect(await toldReview({ "main.tf": base }, { "main.tf": head })).toEqual(told);
});

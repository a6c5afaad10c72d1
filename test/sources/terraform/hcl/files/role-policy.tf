resource "aws_iam_role_policy" "this" {
  count = var.create ? 1 : 0
  role = aws_iam_role.this[0].id
  policy = jsonencode({
    Version = "2012-10-17" # version
    Statement = [
      {
        Sid      = "Allow${title(var.name)}"
        Effect   = "Allow"
        Action   = ["s3:Get*", "s3:List*"],
        Resource = concat(local.arns, ["*"])
        Condition = { StringEquals = { "aws:PrincipalTag/team" = "$${aws:username}" } }
      },
    ]
  })

  /* multi
     line */
  lifecycle { create_before_destroy = true }
  dynamic "statement" {
    for_each = var.statements
    iterator = it
    content {
      sid = it.value["sid"]
    }
  }
}

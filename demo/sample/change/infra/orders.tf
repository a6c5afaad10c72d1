resource "aws_s3_bucket" "invoices" {
  bucket = "${local.prefix}-invoices"
  tags   = local.tags
}

resource "aws_sqs_queue" "orders" {
  name = "${local.prefix}-orders"
  tags = local.tags
}

data "aws_iam_policy_document" "lambda_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "orders" {
  statement {
    sid       = "ReadInvoices"
    actions   = ["s3:GetObjct", "s3:PutObject"]
    resources = ["${aws_s3_bucket.invoices.arn}/*"]
  }

  statement {
    sid       = "TakeOrders"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.orders.arn]
  }
}

resource "aws_iam_role" "orders" {
  name               = "${local.prefix}-orders"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "orders" {
  name   = "orders"
  role   = aws_iam_role.orders.id
  policy = data.aws_iam_policy_document.orders.json
}

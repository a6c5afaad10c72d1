data "aws_iam_policy_document" "d" {
  statement {
    effect    = "Deny"
    actions   = ["*"]
    resources = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
resource "aws_sqs_queue_policy" "q" {
  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        %{ for i, a in local.actions ~}
        { "Action": "${a}" }%{ if i < length(local.actions) - 1 },%{ endif }
        %{ endfor ~}
      ],
      "x": "$${aws:username} \n %%{x}"
    }
  POLICY
  other = <<EOF
  raw ${x ~}
   y ${~ "n${e}sted" }
EOF
}

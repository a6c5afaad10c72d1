variable "env" {
  type    = object({ a = string, b = optional(number, 5), c = optional(list(string)) })
  default = { a = "x", extra = 1 }
}

locals {
  arns = [for b in var.buckets : "arn:aws:s3:::${b}/*" if b != ""]
  by   = { for k, v in var.m : k => v... if v.enabled }
  c    = var.a ? [1, 2] : var.b == null ? [] : [3] // c
  m    = merge(local.x, { (var.key) = "v", "q" : -1, t = true })
  s    = aws_x.y[*].arn
  s1   = aws_x.y[*].z[0].w[*].v
  s2   = aws_x.y.*.id[0]
  n    = !var.a && (1 + 2 * 3 - 4 / 5 % 6 >= 7 || a < b)
}

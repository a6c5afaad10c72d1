x = provider::aws::arn_parse(a.b, c...)
y = "%{ if a }b%{ else }c%{ endif } %{~ for x in y ~} ${x} %{ endfor }"
z = {
  a = {
    b = <<X
1
X
    c = 2, d = [
      1,
      2
    ]
  }
}
w = f(<<-A
    1
   2
  A
, 3)

a = "x"
b = <<E
  é 😀 ${c}
E
c {
  d = "é \u00e9 \n"
}

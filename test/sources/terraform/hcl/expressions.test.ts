// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { expect, test } from "@jest/globals";
import { parseExpression } from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { renderExpression } from "./support/render.ts";

/** The tree of an expression, or the mistake with the text that it points to. */
function read(text: string): string {
  const { expression, problems } = parseExpression(text);
  if (expression) return renderExpression(expression);
  const [problem] = problems;
  return `${text.slice(problem?.span.start, problem?.span.end)}: ${problem?.message}`;
}

test.each([
  // Literals.
  ["1", "1"],
  ["1.50", "1.50"],
  ["1e5", "1e5"],
  ["1.5E-3", "1.5E-3"],
  ["true", "true"],
  ["false", "false"],
  ["null", "null"],
  ['""', '""'],
  ['"a b"', '"a b"'],
  // References.
  ["var", "var"],
  ["var.name", "(. var name)"],
  ["a-b.c_d", "(. a-b c_d)"],
  ["a . b", "(. a b)"],
  ["a.for.in.null", "(. (. (. a for) in) null)"],
  ["é.ü", "(. é ü)"],
  ["a[0]", "([] a 0)"],
  ['a["b"]', '([] a "b")'],
  ["a[b.c]", "([] a (. b c))"],
  ["a [\n0\n]", "([] a 0)"],
  ["a.0", "([] a 0)"],
  ["a.0.b", "(. ([] a 0) b)"],
  ["a.b[0].c", "(. ([] (. a b) 0) c)"],
  ['"a".b', '(. "a" b)'],
  ["[a][0]", "([] [a] 0)"],
  ["f(a).b", "(. (call f a) b)"],
  ["1.a", "(. 1 a)"],
  // Splats.
  ["a.*", "(splat a _)"],
  ["a.**b", "(* (splat a _) b)"],
  ["a.*.b.c", "(splat a (. (. _ b) c))"],
  ["a.*.0", "(splat a ([] _ 0))"],
  ["a.*.b[0]", "([] (splat a (. _ b)) 0)"],
  ["a.*.b[0].c", "(. ([] (splat a (. _ b)) 0) c)"],
  ["a[*]", "(splat a _)"],
  ["a[*].b[0].c", "(splat a (. ([] (. _ b) 0) c))"],
  ["a[*].b[*].c", "(splat a (splat (. _ b) (. _ c)))"],
  ["a[*].*.b[0]", "(splat a ([] (splat _ (. _ b)) 0))"],
  ["a[ * ]", "(splat a _)"],
  // Operators.
  ["a + b * c", "(+ a (* b c))"],
  ["a - b - c", "(- (- a b) c)"],
  ["a || b && c == d < e + f * g", "(|| a (&& b (== c (< d (+ e (* f g))))))"],
  ["a * b + c < d == e && f || g", "(|| (&& (== (< (+ (* a b) c) d) e) f) g)"],
  ["a != b", "(!= a b)"],
  ["a >= b", "(>= a b)"],
  ["a <= b", "(<= a b)"],
  ["a / b % c", "(% (/ a b) c)"],
  ["1-1", "(- 1 1)"],
  ["1--1", "(- 1 (- 1))"],
  ["a-1", "a-1"],
  ["-a.b", "(- (. a b))"],
  ["-a + b", "(+ (- a) b)"],
  ["!a && !b", "(&& (! a) (! b))"],
  ["!!a", "(! (! a))"],
  ["!a == b", "(== (! a) b)"],
  ["5 %{b=1}", '(% 5 {"b"=1})'],
  // Conditionals are right-associative.
  ["a ? b : c", "(? a b c)"],
  ["x ? 1 : y ? 2 : 3", "(? x 1 (? y 2 3))"],
  ["x ? y ? 1 : 2 : 3", "(? x (? y 1 2) 3)"],
  ["a || b ? c + d : e", "(? (|| a b) (+ c d) e)"],
  // Parentheses, and newlines inside brackets.
  ["(a + b) * c", "(* (paren (+ a b)) c)"],
  ["(\na\n+\nb\n)", "(paren (+ a b))"],
  ["a /* b */ + c # d", "(+ a c)"],
  // Calls.
  ["f()", "(call f)"],
  ["f(a, b)", "(call f a b)"],
  ["f(\na,\nb,\n)", "(call f a b)"],
  ["f(a...)", "(call f a...)"],
  ["f (a)", "(call f a)"],
  ["true(a)", "(call true a)"],
  ["provider::aws::arn_parse(a)", "(call provider::aws::arn_parse a)"],
  ["f(g(h(a)))", "(call f (call g (call h a)))"],
  // Tuples and objects.
  ["[]", "[]"],
  ["[a, b]", "[a b]"],
  ["[\n  a,\n  b, # c\n]", "[a b]"],
  ["[foo\n(1)]", "[(call foo 1)]"],
  ["{}", "{}"],
  ["{a = 1, b : 2}", '{"a"=1 "b"=2}'],
  ["{\n  a = 1\n  b = 2,\n\n  c = 3\n}", '{"a"=1 "b"=2 "c"=3}'],
  ["{(a) = 1, (b).c = 2, d.e = 3}", "{(paren a)=1 (. (paren b) c)=2 (. d e)=3}"],
  ["{x = foo\n(k) = 1}", '{"x"=foo (paren k)=1}'],
  ['{"a" = 1, "${b}" = 2, 3 = 4}', '{"a"=1 <${b}>=2 3=4}'],
  ["{null = 1, true = 2, if = 3}", '{"null"=1 "true"=2 "if"=3}'],
  ["{a ? b : c : d}", "{(? a b c)=d}"],
  // `for`.
  ["[for x in y : x]", "(for-tuple x y x)"],
  ["[for i, x in y : x if i > 0]", "(for-tuple i,x y x if (> i 0))"],
  ["{for k, v in m : k => v}", "(for-object k,v m k=>v)"],
  ["{for v in m : v.a => v... if v.b}", "(for-object v m (. v a)=>v... if (. v b))"],
  ["{\nfor k, v\nin m :\nk\n=>\nv\n}", "(for-object k,v m k=>v)"],
  ["[for in in in : in]", "(for-tuple in in in)"],
  ["[for x in y : 1if z]", "(for-tuple x y 1 if z)"],
])("%s", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test.each([
  ["", ": Expected a value, found the end of the text."],
  ["a b", "b: Expected the end of this expression, found `b`."],
  ["1.", ": Expected the name of an attribute after the dot, found the end of the text."],
  ["1.2.3", "1.2.3: This is no number: write digits, at most one dot, and one exponent."],
  ["1e99999999999", "1e99999999999: The exponent of this number is out of Terraform's reach."],
  [".5", ".: Expected a value, found `.`."],
  ["+1", "+: Expected a value, found `+`."],
  ["'a'", "': Expected a value, found `'`: a text stands in `\"`."],
  ["\u00a01", "\u00a0: Expected a value, found the character U+00A0."],
  ["a ** b", "*: Expected a value, found `*`."],
  ["a & b", "&: Expected the end of this expression, found `&`."],
  ["a = b", "=: Expected the end of this expression, found `=`."],
  ["a ? b", ": Expected `:` between the two results of this `?`, found the end of the text."],
  ["a ?? b", "?: Expected a value, found `?`."],
  ["foo.0.1", "0.1: Two numbers in a row read as a fraction: write indexes in brackets, `[0]`."],
  ["a.*.*", "*: A `.*` cannot follow another: write `[*]` for both."],
  ["a[b", ": Expected `]` to close this `[`, found the end of the text."],
  ["(a", ": Expected `)` to close this `(`, found the end of the text."],
  ["[a b]", "b: Expected `]` or a comma after this element, found `b`."],
  ["[,]", ",: Expected a value, found `,`."],
  ["f(a b)", "b: Expected `)` or a comma after this argument, found `b`."],
  ["f(a..., b)", ",: Expected `)` after `...`, found `,`."],
  ["a::b", ": Expected `(` after the name of this function, found the end of the text."],
  ["a::1", "1: Expected the name of a function after `::`, found `1`."],
  ["{a = 1 b = 2}", "b: Expected `}`, a comma or a new line after this value, found `b`."],
  ["{a = 1\n, b = 2}", ",: Expected a value, found `,`."],
  ["{a b}", "b: Expected `=` and a value after this key, found `b`."],
  ["{for = 1}", "=: Expected a name after `for`, found `=`."],
  ["{for x in y : x}", "}: Expected `=>` after the key of this `for`, found `}`."],
  [
    "[for x in y : x => x]",
    "=>: A `for` in brackets gives a list and takes no `=>`: use braces for a map.",
  ],
  [
    "[for x in y : x...]",
    "...: A `for` in brackets gives a list, which cannot be grouped with `...`.",
  ],
  ["[for x y : z]", "y: Expected `in` after the names of this `for`, found `y`."],
  ["[for x in y x]", "x: Expected `:` after the collection of this `for`, found `x`."],
])("refuses %j", (text, mistake) => {
  expect(read(text)).toBe(mistake);
});

test("names the attribute, the index and the splat by their places", () => {
  const text = "  aws_x.y[*].arns[0]  ";
  const { expression } = parseExpression(text);
  const at = (span: { start: number; end: number }) => text.slice(span.start, span.end);
  if (expression?.kind !== "splat" || expression.each.kind !== "index") throw new Error("no splat");
  expect(at(expression.span)).toBe("aws_x.y[*].arns[0]");
  expect(at(expression.object.span)).toBe("aws_x.y");
  expect(at(expression.each.span)).toBe("[*].arns[0]");
  expect(at(expression.each.object.span)).toBe("[*].arns");
  expect(at(expression.each.index.span)).toBe("0");
});

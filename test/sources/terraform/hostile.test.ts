// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { plain } from "../node-rendering.ts";
import { read } from "./terraform-rendering.ts";

const policy = (expression: string) =>
  `resource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Resource = ${expression} } }) }`;
const chain = (length: number, next: (name: string) => string, last: string) =>
  `locals {\n${Array.from({ length }, (_, index) => `  l${index} = ${next(`local.l${index + 1}`)}`).join("\n")}\n  l${length} = ${last}\n}\n`;

/** Reads the configuration, which has to end, and tells what bounds it passed. */
function bounds(text: string): string[] {
  return read(text).notJudged.map(({ reason }) => reason);
}

describe("bounds are reported, and the rest is still read", () => {
  test.each([
    {
      name: "a text that doubles with every local",
      text:
        chain(64, (next) => `"\${${next}}\${${next}}"`, '"xxxxxxxxxxxxxxxx"') + policy("local.l0"),
      bound: /steps of evaluation|characters/,
    },
    {
      name: "a list that doubles with every local",
      text: chain(64, (next) => `concat(${next}, ${next})`, '["x"]') + policy("local.l0"),
      bound: /steps of evaluation|10000 elements/,
    },
    {
      name: "a tree that doubles with every local",
      text: chain(64, (next) => `[${next}, ${next}]`, '"x"') + policy("local.l0"),
      bound: /a policy of more than 20000 values/,
    },
    {
      name: "locals that refer to each other very deep",
      text: chain(5000, (next) => next, '"x"') + policy("local.l0"),
      bound: /more than 400 deep/,
    },
    {
      name: "too many instances",
      text: 'resource "aws_iam_policy" "p" {\n  count = 100000\n  policy = "{}"\n}',
      bound: /more than 256 instances of aws_iam_policy.p/,
    },
    {
      name: "too many blocks out of one",
      text: 'data "aws_iam_policy_document" "p" {\n  dynamic "statement" {\n    for_each = range(1000)\n    content {\n      actions = ["a:B"]\n    }\n  }\n}',
      bound: /more than 256 blocks/,
    },
    {
      name: "loops in loops",
      text: policy("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]"),
      bound: /steps of evaluation/,
    },
  ])("$name", ({ text, bound }) => {
    const user = 'resource "aws_iam_user" "u" {}\n';
    expect(bounds(text)).toContainEqual(expect.stringMatching(bound));
    expect(read(user + text).owners).toHaveLength(1);
  });
});

describe("values that are small to write and large to go through end", () => {
  const doubled = chain(64, (next) => `[${next}, ${next}]`, '"x"');
  const other = doubled.replaceAll(/\bl(\d+)/g, "m$1");
  const backwards = Array.from({ length: 8000 }, (_, index) => 7999 - index)
    .map((index) => `resource "aws_sqs_queue" "q${index}" { policy = try(local.l${index}, "") }`)
    .join("\n");

  test.each([
    ["flatten", doubled + policy("flatten(local.l0)")],
    ["==", doubled + other + policy("local.l0 == local.m0")],
    ["try", doubled + policy("try(local.l0, 1)")],
    ["format", doubled + policy('format("%v", local.l0)')],
    ["jsondecode", doubled + policy("jsondecode(jsonencode(local.l0))")],
    ["distinct", doubled + other + policy("distinct([local.l0, local.m0])")],
    ["a template", doubled + policy('"x${jsonencode(local.l0)}"')],
    ["toset", doubled + policy("toset(local.l0)")],
    [
      "depth without end",
      `${chain(8000, (next) => `[${next}]`, '"x"')}${backwards}\n${policy("flatten(local.l0)")}`,
    ],
    [
      "choices without end",
      'variable "v" {}\n' +
        chain(3000, (next) => `var.v[${next}] ? [${next}] : ${next}`, '"x"') +
        policy("local.l0"),
    ],
    [
      "a long text many times",
      `locals { t = "${"x".repeat(500_000)}" }\n${policy("[for i in range(1000) : [for j in range(1000) : upper(local.t)]]")}`,
    ],
    [
      "a pattern that other engines do not finish",
      `locals { t = "${"a".repeat(15_000)}" }\n${policy('regexall("(a+)+(a*)*b?$", local.t)')}`,
    ],
    ["a pattern that is large", policy(`regex("${"(a{1000})".repeat(50)}", "a")`)],
    [
      "a pattern many times",
      policy('[for i in range(1000) : [for j in range(1000) : replace("aaaaaaaa", "/a+?/", "b")]]'),
    ],
    ["products", policy("setproduct(range(1000), range(1000), range(1000))")],
    [
      "a path pattern of stars",
      policy('fileset(".", "**/**/**/**/**/*a*a*a*a*/{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")'),
    ],
    [
      "YAML with aliases of aliases",
      policy('yamldecode("a: &a [x,x]\\nb: &b [*a,*a]\\nc: [*b,*b]")'),
    ],
    ["YAML that is deep", policy(`yamldecode("${"[".repeat(5000)}")`)],
    ["subnets", policy('cidrsubnets("::/0", [for i in range(1000) : 10]...)')],
    [
      "entries of one name",
      `variable "v" {}\n${policy('{ for i in range(1000) : "k" => i if i == var.v }["k"]')}`,
    ],
  ])("%s", (_, text) => {
    const result = read(text);
    expect(result.syntaxProblems).toEqual([]);
    expect(result.policies.length + result.notJudged.length).toBeGreaterThan(0);
  });
});

describe("modules end", () => {
  test("outputs that need each other", () => {
    const call = (name: string, x: string) =>
      `module "${name}" {\n  source = "./m"\n  x = ${x}\n}\n`;
    const { policies, notJudged } = read({
      "main.tf": call("a", "module.b.y") + call("b", "module.a.y") + policy("module.a.y"),
      "m/main.tf": 'variable "x" {}\noutput "y" { value = var.x }',
    });
    expect(policies).toHaveLength(1);
    expect(notJudged.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/needed to compute itself/),
    );
  });

  test("a module that is counted by its own output", () => {
    const { policies, notJudged } = read({
      "main.tf": `module "m" {\n  source = "./m"\n  count = length(module.m)\n}\n${policy("module.m[*].y")}`,
      "m/main.tf": 'output "y" { value = 1 }',
    });
    expect(policies).toHaveLength(1);
    expect(notJudged.length).toBeGreaterThan(0);
  });

  test("many small configurations that call one large module", () => {
    const large = Array.from(
      { length: 400 },
      (_, index) => `locals { l${index} = [for i in range(200) : upper("x${index}")] }\n`,
    ).join("");
    const files: Record<string, string> = {
      "large/main.tf": `${large}output "y" { value = [${Array.from({ length: 400 }, (_, index) => `local.l${index}`).join(", ")}] }\n`,
    };
    const directories = Array.from({ length: 150 }, (_, index) => `r${index}`);
    for (const directory of directories) {
      files[`${directory}/main.tf`] =
        `module "m" { source = "../large" }\n${policy("length(module.m.y)")}`;
    }
    const { policies, notJudged } = read(files, directories);
    const addresses = new Set([...policies, ...notJudged].map(({ address }) => address));
    for (const directory of directories) {
      expect(addresses).toContain(`${directory}/aws_iam_policy.p`);
    }
    expect(notJudged.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/more steps of evaluation than are taken/),
    );
  });

  test("instances of instances of a module with many instances", () => {
    const { policies, notJudged } = read({
      "main.tf": 'module "a" {\n  source = "./a"\n  count = 250\n}',
      "a/main.tf": `module "b" {\n  source = "../b"\n  count = 250\n}\nresource "aws_iam_policy" "p" {\n  count = 250\n  policy = "{}"\n}`,
      "b/main.tf": policy('"x"'),
    });
    expect(policies.length).toBeLessThan(70_000);
    expect(notJudged.length).toBeGreaterThan(0);
  });

  test("paths that lead out of the repository, in every way they are written", () => {
    const sources = [
      "../../..",
      "./../../x",
      "./a/../../../x",
      "/etc",
      "~/x",
      "file:///etc",
      "./\u0000",
    ];
    const text = sources
      .map((source, index) => `module "m${index}" { source = "${source}" }`)
      .join("\n");
    const asked = read({ "a/main.tf": text, "x/main.tf": policy('"x"') }, ["a"]);
    expect(asked.policies).toEqual([]);
    expect(asked.notJudged).toHaveLength(sources.length);
  });
});

describe("cycles end", () => {
  test.each([
    ["a local and itself", `locals { a = local.a }\n${policy("local.a")}`],
    [
      "a bucket named after itself",
      'resource "aws_s3_bucket" "b" { bucket = aws_s3_bucket.b.bucket }\n' +
        policy("aws_s3_bucket.b.arn"),
    ],
    [
      "a resource counted by itself",
      'resource "aws_s3_bucket" "b" { count = length(aws_s3_bucket.b) }\n' +
        policy("aws_s3_bucket.b[*].arn"),
    ],
    ["a variable of itself", `variable "v" { default = var.v }\n${policy("var.v")}`],
    ["a template file in itself", policy('templatefile("main.tf", {})')],
  ])("%s", (_, text) => {
    const { policies, notJudged } = read(text);
    expect(policies.map(({ address }) => address)).toEqual(["aws_iam_policy.p"]);
    expect(notJudged.length).toBeLessThan(3);
  });
});

test("many choices in one text give an unknown part, not every combination", () => {
  const names = Array.from({ length: 40 }, (_, index) => `v${index}`);
  const text =
    names.map((name) => `variable "${name}" {}`).join("\n") +
    "\n" +
    policy(`"${names.map((name) => `\${var.${name} ? "a" : "b"}`).join("")}"`);
  const [found] = read(text).policies;
  expect(JSON.stringify(plain(found?.document.node)).length).toBeLessThan(100_000);
});

test("names that mean something to JavaScript are names", () => {
  const text = `
locals { constructor = { __proto__ = "x", toString = "y" } }
resource "constructor" "__proto__" {}
resource "toString" "x" { policy = "{}" }
${policy("[local.constructor.__proto__, local.constructor.toString, constructor.__proto__.hasOwnProperty, __proto__.x.y]")}`;
  const [found] = read(text).policies;
  expect(plain(found?.document.statements[0]?.node)).toEqual({
    Resource: [
      "x",
      "y",
      { unknown: "constructor.__proto__.hasOwnProperty" },
      { unknown: "__proto__.x.y" },
    ],
  });
});

test("calls with any arguments give a value", () => {
  const functions = [
    "abs",
    "base64decode",
    "base64encode",
    "ceil",
    "chunklist",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "cidrsubnets",
    "dirname",
    "filebase64",
    "fileset",
    "floor",
    "indent",
    "index",
    "issensitive",
    "matchkeys",
    "max",
    "min",
    "parseint",
    "pow",
    "regex",
    "regexall",
    "setproduct",
    "signum",
    "strrev",
    "sum",
    "title",
    "transpose",
    "urlencode",
    "yamldecode",
    "alltrue",
    "anytrue",
    "basename",
    "can",
    "chomp",
    "coalesce",
    "coalescelist",
    "compact",
    "concat",
    "contains",
    "distinct",
    "element",
    "endswith",
    "file",
    "fileexists",
    "flatten",
    "format",
    "formatlist",
    "join",
    "jsondecode",
    "jsonencode",
    "keys",
    "length",
    "lookup",
    "lower",
    "merge",
    "nonsensitive",
    "one",
    "range",
    "replace",
    "reverse",
    "setintersection",
    "setsubtract",
    "setunion",
    "slice",
    "sort",
    "split",
    "startswith",
    "strcontains",
    "substr",
    "templatefile",
    "tobool",
    "tolist",
    "tomap",
    "tonumber",
    "toset",
    "tostring",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "try",
    "upper",
    "values",
    "zipmap",
  ];
  const atoms = [
    "null",
    "true",
    "0",
    "-1",
    "99999999999999999999",
    '""',
    '"a"',
    '"%s %d"',
    '"{"',
    "[]",
    '["a", null]',
    "{}",
    '"10.0.0.0/8"',
    '"/(a|b)*c/"',
    '"*/**"',
    '"- a: &x [*x]"',
    '{ a = "b" }',
    "var.u",
    '"x-${var.u}"',
    "[var.u]",
    "{ (var.u) = 1 }",
    "var.flag ? [1] : []",
    'var.flag ? "a" : null',
    "aws_vpc.x",
    "aws_vpc.x.id",
    "aws_vpc.n",
    "local.nope",
    "var.list[*].a",
    "[for x in var.list : x]",
    "jsonencode({ a = var.u })",
    "data.aws_iam_policy_document.d.json",
  ];
  const expression = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(...atoms),
      fc
        .tuple(fc.constantFrom(...functions), fc.array(tie("any"), { maxLength: 3 }), fc.boolean())
        .map(
          ([name, args, expand]) =>
            `${name}(${args.join(", ")}${expand && args.length > 0 ? "..." : ""})`,
        ),
      fc.tuple(tie("any"), tie("any"), tie("any")).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
      fc.tuple(tie("any"), tie("any")).map(([a, b]) => `[for k, v in (${a}) : (${b}) if v != k]`),
      fc
        .tuple(tie("any"), tie("any"))
        .map(([a, b]) => `{ for v in (${a}) : "\${v}" => (${b})... }`),
      fc
        .tuple(
          tie("any"),
          fc.constantFrom("+", "-", "/", "%", "==", "!=", "<", "&&", "||"),
          tie("any"),
        )
        .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
      fc.tuple(tie("any"), tie("any")).map(([a, b]) => `(${a})[(${b})]`),
      tie("any").map((a) => `(${a})[*].x`),
      fc.tuple(tie("any"), tie("any")).map(([a, b]) => `"p\${${a}}%{ if (${b}) }x%{ endif }"`),
    ),
  })).any;
  fc.assert(
    fc.property(expression, (value) => {
      const result = read(`
variable "u" {}
variable "flag" {}
variable "list" {}
resource "aws_vpc" "x" {}
resource "aws_vpc" "n" { count = var.u }
data "aws_iam_policy_document" "d" {
  source_policy_documents = [${value}]
  dynamic "statement" {
    for_each = ${value}
    content {
      actions = ${value}
    }
  }
}
resource "aws_iam_role" "r" {
  name               = ${value}
  assume_role_policy = ${value}
}
resource "aws_iam_policy" "p" {
  for_each = ${value}
  policy   = jsonencode({ Statement = [{ Resource = ${value} }, each.value] })
}
${policy(value).replace('"p"', '"q"')}`);
      expect(result.syntaxProblems.filter(({ language }) => language === "hcl")).toEqual([]);
      expect(result.policies.map(({ address }) => address)).toContain("aws_iam_policy.q");
    }),
    { seed: 20261124, numRuns: 1500 },
  );
});

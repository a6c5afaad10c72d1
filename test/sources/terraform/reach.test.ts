// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { readSources } from "../../../src/sources/read-sources.ts";
import type { SourceFiles } from "../../../src/sources/source.ts";
import { callerFilesMax, localSources } from "../../../src/sources/terraform/roots.ts";

/** What a change of some paths leads to: addresses of policies, and the files that are asked for. */
function reach(texts: Readonly<Record<string, string>>, changed: readonly string[]) {
  const asked = new Set<string>();
  const files: SourceFiles = {
    paths: new Set(Object.keys(texts)),
    text: (path) => {
      asked.add(path);
      return texts[path];
    },
  };
  const result = readSources(files, changed, () => undefined);
  return { policies: result.policies.map(({ address }) => address), result, asked };
}

const policy = (value: string) =>
  `resource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Action = ${value} } }) }`;
const call = (source: string) => `module "m" { source = "${source}" }`;

describe("a change of a module leads to every root that uses it", () => {
  const texts = {
    "modules/base/main.tf": policy('"a:B"'),
    "modules/app/main.tf": call("../base"),
    "stacks/prod/main.tf": call("../../modules/app"),
    "stacks/dev/main.tf": call("../../modules/app/"),
    "stacks/other/main.tf": policy('"a:Other"'),
  };

  test("through other modules", () => {
    expect(reach(texts, ["modules/base/main.tf"]).policies).toEqual([
      "stacks/dev/module.m.module.m.aws_iam_policy.p",
      "stacks/prod/module.m.module.m.aws_iam_policy.p",
    ]);
  });

  test("a root that changes leads to itself alone", () => {
    expect(reach(texts, ["stacks/other/main.tf"]).policies).toEqual([
      "stacks/other/aws_iam_policy.p",
    ]);
  });

  test("in a scan every directory is evaluated once, where it is called", () => {
    expect(reach(texts, Object.keys(texts)).policies).toEqual([
      "stacks/dev/module.m.module.m.aws_iam_policy.p",
      "stacks/other/aws_iam_policy.p",
      "stacks/prod/module.m.module.m.aws_iam_policy.p",
    ]);
  });

  test("a module that only examples use is judged by itself too", () => {
    const library = { "main.tf": policy('"a:B"'), "examples/full/main.tf": call("../../") };
    expect(reach(library, ["main.tf"]).policies).toEqual([
      "aws_iam_policy.p",
      "examples/full/module.m.aws_iam_policy.p",
    ]);
  });

  test("a module that its callers leave out is judged by itself", () => {
    const unused = {
      "m/main.tf": policy('"a:B"'),
      "main.tf": 'module "m" {\n  count = 0\n  source = "./m"\n}',
    };
    expect(reach(unused, ["m/main.tf"]).policies).toEqual(["m/aws_iam_policy.p"]);
  });

  test("the way that a source is written does not matter", () => {
    expect(
      localSources(
        'source="./a"\n  source  =  "../b/c"\n"source": "./json"\nsource = "x/y"\nsource = "${x}"',
      ),
    ).toEqual(["./a", "../b/c", "./json"]);
  });
});

describe("what is searched for callers is bounded", () => {
  const others = Object.fromEntries(
    Array.from({ length: 600 }, (_, index) => [`other/d${index}/main.tf`, "# nothing"]),
  );

  test("nothing is searched for a directory that keeps state of its own", () => {
    const texts = {
      ...others,
      "prod/main.tf": `terraform {\n  backend "s3" {}\n}\n${policy('"a:B"')}`,
    };
    expect([...reach(texts, ["prod/main.tf"]).asked]).toEqual(["prod/main.tf"]);
  });

  test.each([".terraform.lock.hcl", "terragrunt.hcl", "terraform.tfvars", "x.auto.tfvars"])(
    "nor for one with %s",
    (name) => {
      const texts = { ...others, "prod/main.tf": policy('"a:B"'), [`prod/${name}`]: "" };
      expect(reach(texts, ["prod/main.tf"]).asked.size).toBeLessThan(4);
    },
  );

  test("the nearest files are searched, and the rest is told of", () => {
    const texts = {
      ...others,
      "team/modules/m/main.tf": policy('"a:B"'),
      "team/prod/main.tf": call("../modules/m"),
    };
    const { policies, asked, result } = reach(texts, ["team/modules/m/main.tf"]);
    expect(policies).toEqual(["team/prod/module.m.aws_iam_policy.p"]);
    expect(asked.size).toBeLessThan(callerFilesMax + 10);
    expect(result.notJudged.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^201 Terraform files of other directories are not searched/),
    ]);
  });
});

describe("files that Terraform reads", () => {
  test.each([
    {
      name: "a JSON policy beside its module",
      texts: {
        "iam/main.tf": 'resource "aws_iam_policy" "p" { policy = file("${path.module}/p.json") }',
        "iam/p.json": '{"Statement":{"Effect":"Allow","Action":"*"}}',
      },
      changed: "iam/p.json",
      policies: ["iam/aws_iam_policy.p"],
    },
    {
      name: "a template in a folder of a called module",
      texts: {
        "main.tf": call("./iam"),
        "iam/main.tf":
          'resource "aws_iam_policy" "p" { policy = templatefile("${path.module}/files/p.tftpl", { a = "*" }) }',
        "iam/files/p.tftpl": '{"Statement":{"Effect":"Allow","Action":"${a}"}}',
      },
      changed: "iam/files/p.tftpl",
      policies: ["module.m.aws_iam_policy.p"],
    },
    {
      name: "one of many files that are named by a key",
      texts: {
        "main.tf":
          'resource "aws_iam_policy" "p" {\n  for_each = toset(["a"])\n  policy = file("policies/${each.key}.json")\n}',
        "policies/a.json": '{"Statement":{"Effect":"Allow","Action":"*"}}',
      },
      changed: "policies/a.json",
      policies: ['aws_iam_policy.p["a"]'],
    },
    {
      name: "a policy in a directory that is not around its user",
      texts: {
        "stacks/app/main.tf":
          'resource "aws_iam_policy" "p" { policy = file("../../policies/a.json") }',
        "policies/a.json": '{"Statement":{"Effect":"Allow","Action":"*"}}',
      },
      changed: "policies/a.json",
      policies: ["stacks/app/aws_iam_policy.p"],
    },
    {
      name: "data that decides who gets what",
      texts: {
        "main.tf": `locals { roles = jsondecode(file("roles.json")) }\n${policy("local.roles.action")}`,
        "roles.json": '{"action":"*"}',
      },
      changed: "roles.json",
      policies: ["aws_iam_policy.p"],
    },
  ])("$name", ({ texts, changed, policies }) => {
    expect(reach(texts, [changed]).policies).toEqual(policies);
  });

  test("data that nothing reads costs nothing but the files around it", () => {
    const texts = { "app/data.json": "{}", "app/main.tf": "", "x/main.tf": "", "main.tf": "" };
    expect([...reach(texts, ["app/data.json"]).asked].sort()).toEqual([
      "app/data.json",
      "app/main.tf",
      "main.tf",
    ]);
  });
});

describe("values files", () => {
  const main = `variable "action" { default = "a:Default" }\n${policy("var.action")}`;

  test("one that is chosen by hand is a variant of its own", () => {
    const texts = {
      "app/main.tf": main,
      "app/vars/prod.tfvars": 'action = "a:Prod"',
      "app/same.tfvars": 'action = "a:Default"',
    };
    const { policies, result } = reach(texts, ["app/vars/prod.tfvars"]);
    expect(policies).toEqual(["app/aws_iam_policy.p", "app/vars/prod.tfvars/aws_iam_policy.p"]);
    const [, variant] = result.policies;
    expect(variant?.document.statements[0]?.action?.values[0]?.range.file).toBe(
      "app/vars/prod.tfvars",
    );
  });

  test("in JSON, and over those that are read by themselves", () => {
    const texts = {
      "main.tf": main,
      "terraform.tfvars.json": '{"action": "a:Json"}',
      "z.auto.tfvars": 'action = "a:Auto"',
      "prod.tfvars.json": '{"action": "a:${Prod}"}',
    };
    const { result } = reach(texts, ["prod.tfvars.json"]);
    expect(
      result.policies.map(({ document }) =>
        document.statements[0]?.action?.values.map(({ parts }) =>
          parts.map((part) => (part.kind === "literal" ? part.text : "?")).join(""),
        ),
      ),
    ).toEqual([["a:Auto"], ["a:${Prod}"]]);
  });

  test("more than a few are told of", () => {
    const texts: Record<string, string> = { "main.tf": main };
    for (let index = 10; index < 22; index++) texts[`v${index}.tfvars`] = `action = "a:${index}"`;
    const { policies, result } = reach(texts, ["main.tf"]);
    expect(policies).toHaveLength(9);
    expect(result.notJudged.map(({ range }) => range.file)).toEqual([
      "v18.tfvars",
      "v19.tfvars",
      "v20.tfvars",
      "v21.tfvars",
    ]);
  });
});

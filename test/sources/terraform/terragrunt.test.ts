// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { readSources } from "../../../src/sources/read-sources.ts";
import { plain } from "../node-rendering.ts";

type Texts = Readonly<Record<string, string>>;

/** Addresses with the actions that their documents allow, and what is listed. */
function read(texts: Texts, changed: readonly string[]) {
  const files = { paths: new Set(Object.keys(texts)), text: (path: string) => texts[path] };
  const { policies, notJudged, syntaxProblems } = readSources(files, changed, () => undefined);
  return {
    policies: policies.map(
      ({ address, document }) => `${address} ${JSON.stringify(plain(document.node))}`,
    ),
    listed: notJudged.map(({ range, address, reason }) => `${range.file} ${address}: ${reason}`),
    problems: syntaxProblems.map(({ at }) => at.file),
  };
}

const role = `
variable "action" { default = "a:Default" }
variable "other" { default = "o:Default" }
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Action = [var.action, var.other] })
}`;
const included = "What the included file gives";

/** A unit of a module two folders up. */
function unit(inputs: string, source = '"../../modules//role"'): string {
  return `terraform {\n  source = ${source}\n}\ninputs = ${inputs}\n`;
}

function actions(texts: Texts, changed = ["live/app/terragrunt.hcl"]): string[] {
  const found = read({ "modules/role/main.tf": role, ...texts }, changed);
  expect(found.problems).toEqual([]);
  return found.policies;
}

describe("a unit is its module with its inputs", () => {
  test.each<[name: string, text: string]>([
    ["an object", unit('{ action = "a:Given" }')],
    ["with a local", `locals {\n  a = "a:Given"\n}\n${unit("{ action = local.a }")}`],
    ["merged", unit('merge({ action = "a:Lost" }, { action = "a:Given" })')],
    [
      "merged with a local",
      `locals {\n  all = { action = "a:Given" }\n}\n${unit("merge(local.all, {})")}`,
    ],
    [
      "from the root of the repository",
      unit('{ action = "a:Given" }', '"${get_repo_root()}/modules/role"'),
    ],
    [
      "from its own folder",
      unit('{ action = "a:Given" }', '"${get_terragrunt_dir()}/../../modules/role"'),
    ],
  ])("%s", (_, text) => {
    expect(actions({ "live/app/terragrunt.hcl": text })).toEqual([
      'live/app/aws_iam_policy.p {"Action":["a:Given","o:Default"]}',
    ]);
  });

  test("what its functions and dependencies give is not known", () => {
    const text = unit('{ action = dependency.vpc.outputs.id, other = get_env("X") }');
    expect(actions({ "live/app/terragrunt.hcl": text })).toEqual([
      'live/app/aws_iam_policy.p {"Action":[{"unknown":"dependency.vpc.outputs.id"},{"unknown":"get_env(\\"X\\")"}]}',
    ]);
  });

  test("a change of the module leads to its units", () => {
    const texts = {
      "live/a/terragrunt.hcl": unit('{ action = "a:A" }'),
      "live/b/terragrunt.hcl": unit('{ action = "a:B" }'),
      "live/terragrunt.hcl": 'remote_state { backend = "s3" }',
      "modules/other/main.tf": role,
    };
    expect(actions(texts, ["modules/role/main.tf"])).toEqual([
      'live/a/aws_iam_policy.p {"Action":["a:A","o:Default"]}',
      'live/b/aws_iam_policy.p {"Action":["a:B","o:Default"]}',
    ]);
  });

  test("beside Terraform files its inputs are their variables", () => {
    const texts = {
      "live/app/main.tf": role,
      "live/app/terragrunt.hcl": 'inputs = { action = "a:Given", other = "o:Lost" }',
      "live/app/terraform.tfvars": 'other = "o:Given"',
    };
    expect(actions(texts)).toEqual(['live/app/aws_iam_policy.p {"Action":["a:Given","o:Given"]}']);
  });
});

describe("what a unit includes", () => {
  const include = (path: string) => `include "root" {\n  path = ${path}\n}\n`;

  test.each<[path: string, file: string]>([
    ["find_in_parent_folders()", "live/terragrunt.hcl"],
    ['find_in_parent_folders("root.hcl")', "root.hcl"],
  ])("gives inputs that the unit does not set: %s", (path, file) => {
    const texts = {
      [file]: 'locals { o = "o:Parent" }\ninputs = { action = "a:Lost", other = local.o }',
      "live/app/terragrunt.hcl": include(path) + unit('{ action = "a:Own" }'),
    };
    expect(actions(texts)).toEqual(['live/app/aws_iam_policy.p {"Action":["a:Own","o:Parent"]}']);
  });

  test.each<[name: string, path: string, parent: string]>([
    ["by a path that is put together", '"${dirname(x)}/y.hcl"', ""],
    [
      "with locals of the same name",
      "find_in_parent_folders()",
      "locals { a = 1 }\ninputs = { other = local.a }",
    ],
  ])("is listed where it is not followed: %s", (_, path, parent) => {
    const texts = {
      "modules/role/main.tf": role,
      "live/terragrunt.hcl": parent,
      "live/app/terragrunt.hcl": `locals { a = "a:Own" }\n${include(path)}${unit("{ action = local.a }")}`,
    };
    const { listed, policies } = read(texts, ["live/app/terragrunt.hcl"]);
    expect(listed).toEqual([expect.stringContaining(included)]);
    expect(policies).toEqual(['live/app/aws_iam_policy.p {"Action":["a:Own","o:Default"]}']);
  });

  test("may be where the module is named", () => {
    const text = `${include('"../_common/app.hcl"')}inputs = { actions = ["s3:*"] }`;
    expect(read({ "live/app/terragrunt.hcl": text }, ["live/app/terragrunt.hcl"]).listed).toEqual([
      "live/app/terragrunt.hcl live/app/inputs: A file that this unit of Terragrunt includes names its module, and is not followed: what it creates is not judged. Handed to it: `actions`.",
      expect.stringContaining(included),
    ]);
  });
});

test("a module from elsewhere gets policies that are judged by their content", () => {
  const policy =
    'jsonencode({ Statement = { Action = "s3:*", Resource = "*", Effect = "Allow" } })';
  const text = unit(`{ policy = ${policy} }`, '"tfr:///terraform-aws-modules/iam/aws?version=5.3"');
  const { policies, listed } = read({ "live/app/terragrunt.hcl": text }, [
    "live/app/terragrunt.hcl",
  ]);
  expect(policies).toEqual([
    'live/app/inputs policy {"Statement":{"Action":"s3:*","Resource":"*","Effect":"Allow"}}',
  ]);
  expect(listed).toEqual([
    "live/app/terragrunt.hcl live/app/inputs: The module `tfr:///terraform-aws-modules/iam/aws?version=5.3` is not part of the repository: what it creates is not judged. Handed to it: `policy` (judged by its content).",
  ]);
});

describe("files that units share", () => {
  const own = { "live/app/terragrunt.hcl": unit("{}"), "modules/role/main.tf": role };

  test.each<[path: string, text: string, isListed: boolean]>([
    ["live/terragrunt.hcl", 'inputs = { region = "eu-west-1" }', true],
    ["live/account.hcl", "locals {\n  account = 1\n}", true],
    ["_envcommon/app.hcl", "terraform {\n  source = local.x\n}", true],
    ["live/terragrunt.hcl", 'remote_state {\n  backend = "s3"\n}', false],
    ["image.pkr.hcl", "locals {\n  a = 1\n}", false],
    [".tflint.hcl", 'plugin "aws" {}', false],
    ["vault/policy.hcl", 'path "secret/*" {\n  capabilities = ["read"]\n}', false],
  ])("%s with %j", (path, text, isListed) => {
    const { listed, policies } = read({ ...own, [path]: text }, [path]);
    expect(policies).toEqual([]);
    expect(listed.length).toBe(isListed ? 1 : 0);
  });

  test("are none where nobody uses Terragrunt", () => {
    expect(read({ "a/values.hcl": "locals {\n  a = 1\n}" }, ["a/values.hcl"]).listed).toEqual([]);
  });
});

test.each([
  "",
  "inputs = ",
  "inputs = local.inputs\nlocals { inputs = local.inputs }\ninclude {}",
  'terraform { source = ".." }\ninputs = merge(merge(merge(local.a...)))',
  'include "a" { path = find_in_parent_folders(find_in_parent_folders()) }',
  `${'include "a" { path = find_in_parent_folders() }\n'.repeat(50)}`,
  'terraform { source = "." }',
])("is read without a fault: %j", (text) => {
  expect(() => read({ "a/terragrunt.hcl": text }, ["a/terragrunt.hcl"])).not.toThrow();
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { displayText } from "../../../src/policy/text-value.ts";
import { type Files, read, renderPolicies, slice } from "./terraform-rendering.ts";

const role = `
variable "name" {}
variable "actions" {
  type    = list(string)
  default = ["s3:Get*"]
}
resource "aws_iam_role" "this" {
  name = var.name
}
resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.id
  policy = jsonencode({ Statement = { Effect = "Allow", Action = var.actions, Resource = aws_iam_role.this.arn } })
}
output "role" { value = aws_iam_role.this }
output "name" { value = aws_iam_role.this.name }
`;

function policies(files: Files, directories?: readonly string[]): string[] {
  return renderPolicies(read(files, directories));
}

describe("a local module is judged as it is called", () => {
  test("with its inputs, its own defaults, and addresses from the root", () => {
    const files = {
      "main.tf":
        'module "app" {\n  source  = "./modules/role"\n  name    = "deploy"\n  actions = ["*"]\n}\nmodule "web" {\n  source = "./modules/role"\n  name   = var.web\n}\nvariable "web" {}',
      "modules/role/main.tf": role,
    };
    expect(policies(files)).toEqual([
      'identity module.app.aws_iam_role_policy.this (module.app.aws_iam_role.this): {"Statement":{"Effect":"Allow","Action":["*"],"Resource":"arn:${aws_partition}:iam::${aws_account}:role/deploy"}}',
      'identity module.web.aws_iam_role_policy.this (module.web.aws_iam_role.this): {"Statement":{"Effect":"Allow","Action":["s3:Get*"],"Resource":"arn:${aws_partition}:iam::${aws_account}:role/${var.web}"}}',
    ]);
  });

  test("for every key of for_each and every count", () => {
    const files = {
      "main.tf": `
module "each" {
  for_each = { eu = "a:EU", us = "a:US" }
  source   = "./m"
  name     = each.key
  actions  = [each.value]
}
module "counted" {
  count  = 2
  source = "./m"
  name   = "n\${count.index}"
}`,
      "m/main.tf": role,
    };
    const { policies: found, owners } = read(files);
    expect(found.map(({ address }) => address)).toEqual([
      'module.each["eu"].aws_iam_role_policy.this',
      'module.each["us"].aws_iam_role_policy.this',
      "module.counted[0].aws_iam_role_policy.this",
      "module.counted[1].aws_iam_role_policy.this",
    ]);
    expect(owners.map(({ name }) => name?.parts)).toMatchObject([
      [{ text: "eu" }],
      [{ text: "us" }],
      [{ text: "n" }, { text: "0" }],
      [{ text: "n" }, { text: "1" }],
    ]);
  });

  test("an unknown count makes what is in it conditional", () => {
    const files = {
      "main.tf":
        'variable "on" {}\nmodule "m" {\n  count = var.on ? 1 : 0\n  source = "./m"\n  name = "x"\n}',
      "m/main.tf": role,
    };
    const [policy] = read(files).policies;
    expect(policy?.document.statements.map(({ when }) => when)).toMatchObject([
      [{ condition: { reference: "var.on" }, holds: true }],
    ]);
  });

  test("outputs lead back into the caller, whole resources included", () => {
    const files = {
      "main.tf": `
module "m" {
  source = "./m"
  name   = "x"
}
module "many" {
  for_each = toset(["a", "b"])
  source   = "./m"
  name     = each.key
}
resource "aws_iam_role_policy" "p" {
  role   = module.m.role.id
  policy = jsonencode({ Statement = { Action = "a:B", Resource = [module.m.name, module.many["b"].role.arn, [for m in module.many : m.name]] } })
}`,
      "m/main.tf": role,
    };
    expect(policies(files)[0]).toBe(
      'identity aws_iam_role_policy.p (module.m.aws_iam_role.this): {"Statement":{"Action":"a:B","Resource":["x","arn:${aws_partition}:iam::${aws_account}:role/b",["a","b"]]}}',
    );
  });

  test("modules in modules, with files beside them", () => {
    const files = {
      "stacks/prod/main.tf": 'module "outer" {\n  source = "../../outer"\n  action = "a:Prod"\n}',
      "outer/main.tf":
        'variable "action" {}\nmodule "inner" {\n  source = "./inner"\n  action = var.action\n}',
      "outer/inner/main.tf": `variable "action" {}
resource "aws_iam_policy" "f" { policy = file("\${path.module}/p.json") }
resource "aws_iam_policy" "t" { policy = templatefile("\${path.module}/p.tftpl", { action = var.action }) }`,
      "outer/inner/p.json": '{"Statement":{"Action":"a:File"}}',
      "outer/inner/p.tftpl": '{"Statement":{"Action":"${action}"}}',
    };
    expect(policies(files, ["stacks/prod"])).toEqual([
      'identity stacks/prod/module.outer.module.inner.aws_iam_policy.f: {"Statement":{"Action":"a:File"}}',
      'identity stacks/prod/module.outer.module.inner.aws_iam_policy.t: {"Statement":{"Action":"a:Prod"}}',
    ]);
  });

  test("elements stand where they are written, and the policy names the calls", () => {
    const files = {
      "main.tf": 'module "outer" {\n  source = "./outer"\n  actions = ["a:Written"]\n}',
      "outer/main.tf":
        'variable "actions" {}\nmodule "m" {\n  source = "../m"\n  name = "x"\n  actions = var.actions\n}',
      "m/main.tf": role,
    };
    const [policy] = read(files).policies;
    const action = policy?.document.statements[0]?.action?.values[0];
    expect(action && [action.range.file, slice(files, action.range)]).toEqual([
      "main.tf",
      '"a:Written"',
    ]);
    expect(policy?.calls?.map((range) => `${range.file}: ${slice(files, range)}`)).toEqual([
      'outer/main.tf: module "m"',
      'main.tf: module "outer"',
    ]);
  });

  test("what a module leaves unknown is named with its module", () => {
    const files = {
      "main.tf": 'module "m" { source = "./m" }',
      "m/main.tf":
        'resource "aws_vpc" "v" {}\nvariable "x" {}\ndata "aws_caller_identity" "me" {}\nresource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Resource = [aws_vpc.v.id, var.x, data.aws_caller_identity.me.account_id] } }) }',
    };
    const [policy] = read(files).policies;
    expect(policy?.document.unknowns.map(({ reference }) => reference)).toEqual([
      "module.m.aws_vpc.v.id",
      "module.m.var.x",
      "data.aws_caller_identity.me.account_id",
    ]);
  });

  test("managed policies and trust documents that cross the border of a module keep their use", () => {
    const files = {
      "main.tf": `
module "policies" { source = "./policies" }
resource "aws_iam_role" "r" {
  assume_role_policy   = module.policies.trust
  permissions_boundary = module.policies.boundary
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.r.name
  policy_arn = module.policies.arn
}`,
      "policies/main.tf": `
data "aws_iam_policy_document" "trust" {
  statement { actions = ["sts:AssumeRole"] }
}
resource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Action = "a:P" } }) }
resource "aws_iam_policy" "b" { policy = jsonencode({ Statement = { Action = "a:B" } }) }
output "trust" { value = data.aws_iam_policy_document.trust.json }
output "arn" { value = aws_iam_policy.p.arn }
output "boundary" { value = aws_iam_policy.b.arn }`,
    };
    expect(read(files).policies.map(({ kind, address, owner }) => [kind, address, owner])).toEqual([
      ["trust", "aws_iam_role.r assume_role_policy", "aws_iam_role.r"],
      ["identity", "module.policies.aws_iam_policy.p", "aws_iam_role.r"],
      ["boundary", "module.policies.aws_iam_policy.b", undefined],
    ]);
  });

  test("a variable that is not nullable takes its default for null", () => {
    const files = {
      "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}',
      "m/main.tf":
        'variable "a" {\n  default = "d"\n  nullable = false\n}\nvariable "b" { default = "d" }\nresource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Sid = var.a, Resource = var.b } }) }',
    };
    expect(policies(files)).toEqual([
      'identity module.m.aws_iam_policy.p: {"Statement":{"Sid":"d","Resource":null}}',
    ]);
  });
});

describe("a policy with two uses", () => {
  test("is judged as an identity policy and as a boundary", () => {
    const text = `
resource "aws_iam_role" "r" { permissions_boundary = aws_iam_policy.p.arn }
resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.p.arn
}
resource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Action = "a:B" } }) }`;
    expect(read(text).policies.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      "identity aws_iam_policy.p",
      "boundary aws_iam_policy.p as a boundary",
    ]);
  });
});

describe("modules that are not in the repository", () => {
  test("one entry names what is handed over, and policies in it are judged by content", () => {
    const text = `
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["a:B"]
    resources = ["*"]
  }
}
module "m" {
  source                   = "terraform-aws-modules/iam/aws"
  version                  = "~> 5.0"
  name                     = "x"
  policy                   = data.aws_iam_policy_document.d.json
  trusted_role_arns        = ["arn:aws:iam::123456789012:root"]
  policy_statements        = { s3 = { effect = "Allow", actions = ["s3:*"] } }
}`;
    const { policies: found, notJudged } = read(text);
    expect(found.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      "identity module.m policy",
    ]);
    expect(notJudged.map(({ address, reason }) => [address, reason])).toEqual([
      [
        "module.m",
        "The module `terraform-aws-modules/iam/aws` is not part of the repository: what it creates is not judged. Handed to it: `policy` (judged by its content), `trusted_role_arns`, `policy_statements`.",
      ],
    ]);
  });

  test("gets managed policies of AWS's, which count for what it makes", () => {
    const text = `
module "m" {
  source   = "terraform-aws-modules/iam/aws//modules/iam-github-oidc-role"
  policies = { admin = "arn:aws:iam::aws:policy/AdministratorAccess", own = "arn:aws:iam::111122223333:policy/own" }
  boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
}
module "g" {
  source      = "terraform-aws-modules/iam/aws//modules/iam-group-with-policies"
  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
}`;
    const { elsewhere = [] } = read(text);
    expect(
      elsewhere.map(({ address, type, foreignPolicies = [] }) => [
        address,
        type,
        ...foreignPolicies.map(displayText),
      ]),
    ).toEqual([
      [
        "module.m (role elsewhere)",
        "AWS::IAM::Role",
        "arn:aws:iam::aws:policy/AdministratorAccess",
      ],
      ["module.g (group elsewhere)", "AWS::IAM::Group", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
    ]);
  });

  test.each(["../../outside", "./nothing", "git::https://example.com/x", "${var.source}"])(
    "%s",
    (source) => {
      const { notJudged } = read({ "a/main.tf": `module "m" { source = "${source}" }` }, ["a"]);
      expect(notJudged.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(/is not part of the repository/),
      ]);
    },
  );
});

describe("bounds", () => {
  test("a module that calls itself is cut", () => {
    const files = {
      "main.tf": 'module "m" { source = "./m" }',
      "m/main.tf": 'module "self" { source = "../m" }\nresource "aws_iam_user" "u" {}',
    };
    const { owners, notJudged } = read(files);
    expect(owners.map(({ address }) => address)).toEqual(["module.m.aws_iam_user.u"]);
    expect(notJudged.map(({ reason }) => reason)).toEqual([
      "The module in `../m` calls itself: Terraform refuses that, and the inner one is not judged.",
    ]);
  });

  test("modules within modules", () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `m${index}/main.tf`,
        `module "n" { source = "../m${index + 1}" }\nresource "aws_iam_user" "u" {}`,
      ]),
    );
    const { owners, notJudged } = read(files, ["m0"]);
    expect(owners).toHaveLength(17);
    expect(notJudged.map(({ reason }) => reason)).toContain(
      "What this module creates is not judged: modules within modules are followed 16 deep.",
    );
  });

  test("instances of modules multiply only so far", () => {
    const files = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `m${index}/main.tf`,
        `module "n" {\n  count = 200\n  source = "../m${index + 1}"\n}\nresource "aws_iam_user" "u" {}`,
      ]),
    );
    const { owners, notJudged } = read(files, ["m0"]);
    expect(owners.length).toBeLessThan(300);
    expect(notJudged.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/more than 256 instances of modules/),
    );
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { readTerraform } from "../../../src/sources/terraform/read-terraform.ts";
import { type Files, read, renderPolicies, slice } from "./terraform-rendering.ts";

const allow = (action: string) =>
  `jsonencode({ Statement = { Effect = "Allow", Action = "${action}" } })`;
const json = (action: string) => `{"Statement":{"Effect":"Allow","Action":"${action}"}}`;

function policies(files: Files, directories?: readonly string[]): string[] {
  return renderPolicies(read(files, directories));
}

describe("policies of principals", () => {
  test("a role with its trust policy and inline policies", () => {
    expect(
      policies(`
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = ${allow("sts:AssumeRole")}
  inline_policy {
    name   = "s3"
    policy = ${allow("s3:Get*")}
  }
  dynamic "inline_policy" {
    for_each = { kms = "kms:Decrypt" }
    content {
      name   = inline_policy.key
      policy = jsonencode({ Statement = { Effect = "Allow", Action = inline_policy.value } })
    }
  }
}`),
    ).toEqual([
      `trust aws_iam_role.deploy assume_role_policy (aws_iam_role.deploy, AWS::IAM::Role): ${json("sts:AssumeRole")}`,
      `identity aws_iam_role.deploy inline "s3" (aws_iam_role.deploy): ${json("s3:Get*")}`,
      `identity aws_iam_role.deploy inline "kms" (aws_iam_role.deploy): ${json("kms:Decrypt")}`,
    ]);
  });

  test("inline policies of their own belong to the role, user or group that they name", () => {
    expect(
      policies(`
resource "aws_iam_role" "r" {}
resource "aws_iam_user" "u" { name = "alice" }
resource "aws_iam_role_policy" "r" {
  role   = aws_iam_role.r.id
  policy = ${allow("a:B")}
}
resource "aws_iam_user_policy" "u" {
  user   = "alice"
  policy = ${allow("a:B")}
}
resource "aws_iam_group_policy" "g" {
  group  = "elsewhere"
  policy = ${allow("a:B")}
}`),
    ).toEqual([
      `identity aws_iam_role_policy.r (aws_iam_role.r): ${json("a:B")}`,
      `identity aws_iam_user_policy.u (aws_iam_user.u): ${json("a:B")}`,
      `identity aws_iam_group_policy.g: ${json("a:B")}`,
    ]);
  });

  test("a managed policy belongs to whom alone it is attached, or is a boundary", () => {
    expect(
      policies(`
resource "aws_iam_role" "r" { permissions_boundary = aws_iam_policy.boundary.arn }
resource "aws_iam_user" "u" {}
resource "aws_iam_policy" "one" { policy = ${allow("a:One")} }
resource "aws_iam_policy" "two" { policy = ${allow("a:Two")} }
resource "aws_iam_policy" "boundary" { policy = ${allow("a:Three")} }
resource "aws_iam_role_policy_attachment" "one" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.one.arn
}
resource "aws_iam_policy_attachment" "two" {
  name       = "two"
  roles      = [aws_iam_role.r.name]
  users      = [aws_iam_user.u.name]
  policy_arn = aws_iam_policy.two.arn
}`),
    ).toEqual([
      `identity aws_iam_policy.one (aws_iam_role.r): ${json("a:One")}`,
      `identity aws_iam_policy.two: ${json("a:Two")}`,
      `boundary aws_iam_policy.boundary: ${json("a:Three")}`,
    ]);
  });

  test("whom a policy belongs to is found through count and conditions", () => {
    expect(
      policies(`
variable "on" {}
resource "aws_iam_role" "r" { count = var.on ? 1 : 0 }
resource "aws_iam_policy" "p" {
  count  = var.on ? 1 : 0
  policy = ${allow("a:B")}
}
resource "aws_iam_role_policy_attachment" "p" {
  role       = join("", aws_iam_role.r.*.name)
  policy_arn = join("", aws_iam_policy.p.*.arn)
}
resource "aws_iam_role_policy" "q" {
  role   = one(aws_iam_role.r[*].id)
  policy = ${allow("a:B")}
}`),
    ).toEqual([
      'identity aws_iam_policy.p[0] (aws_iam_role.r[0]): {"Statement":{"if":"var.on","holds":{"Effect":"Allow","Action":"a:B"}}}',
      `identity aws_iam_role_policy.q (aws_iam_role.r[0]): ${json("a:B")}`,
    ]);
  });

  test("policies of an organization by their type", () => {
    const text = ["", 'type = "RESOURCE_CONTROL_POLICY"', 'type = "TAG_POLICY"', "type = var.t"]
      .map(
        (type, index) =>
          `resource "aws_organizations_policy" "p${index}" {\n  ${type}\n  content = ${allow("a:B")}\n}`,
      )
      .join("\n");
    expect(policies(text)).toEqual([
      `scp aws_organizations_policy.p0: ${json("a:B")}`,
      `rcp aws_organizations_policy.p1: ${json("a:B")}`,
    ]);
    expect(read(text).notJudged.map(({ address }) => address)).toEqual([
      "aws_organizations_policy.p3",
    ]);
  });
});

describe("policies of resources", () => {
  test("their own argument, or a resource that names them", () => {
    expect(
      policies(`
resource "aws_s3_bucket" "logs" { bucket = "logs" }
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = ${allow("s3:Get*")}
}
resource "aws_sqs_queue" "q" { policy = ${allow("sqs:*")} }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.url
  policy    = ${allow("sqs:*")}
}
resource "aws_kms_key" "k" { policy = ${allow("kms:*")} }
resource "aws_vpc_endpoint" "e" { policy = ${allow("*")} }
resource "aws_s3control_multi_region_access_point_policy" "m" {
  details {
    name   = "m"
    policy = ${allow("s3:*")}
  }
}`),
    ).toEqual([
      `resource aws_s3_bucket_policy.logs (aws_s3_bucket.logs, AWS::S3::Bucket): ${json("s3:Get*")}`,
      `resource aws_sqs_queue.q policy (aws_sqs_queue.q, AWS::SQS::Queue): ${json("sqs:*")}`,
      `resource aws_sqs_queue_policy.q (aws_sqs_queue.q, AWS::SQS::Queue): ${json("sqs:*")}`,
      `resource aws_kms_key.k policy (aws_kms_key.k, AWS::KMS::Key): ${json("kms:*")}`,
      `vpc-endpoint aws_vpc_endpoint.e policy (aws_vpc_endpoint.e, AWS::EC2::VPCEndpoint): ${json("*")}`,
      `resource aws_s3control_multi_region_access_point_policy.m (AWS::S3::MultiRegionAccessPoint): ${json("s3:*")}`,
    ]);
  });

  test("an argument that is null or empty is no policy", () => {
    expect(
      policies(
        'resource "aws_sqs_queue" "a" { policy = null }\nresource "aws_sqs_queue" "b" { policy = "" }',
      ),
    ).toEqual([]);
  });
});

describe("the kind follows from use", () => {
  test("a document is a trust policy where a role uses it", () => {
    const text = `
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sts:AssumeRole"]
  }
}
resource "aws_iam_role" "r" { assume_role_policy = data.aws_iam_policy_document.d.json }`;
    expect(read(text).policies.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      "trust aws_iam_role.r assume_role_policy",
    ]);
  });

  test("a document is used through locals, conditionals and other documents", () => {
    const text = `
variable "on" {}
locals { chosen = var.on ? data.aws_iam_policy_document.a.json : data.aws_iam_policy_document.b.json }
data "aws_iam_policy_document" "base" {
  statement {
    actions = ["a:Base"]
  }
}
data "aws_iam_policy_document" "a" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
}
data "aws_iam_policy_document" "b" {
  statement {
    actions = ["a:B"]
  }
}
resource "aws_iam_policy" "p" { policy = local.chosen }`;
    const statement = (arm: string, action: string) =>
      `{"if":"var.on","${arm}":[{"Effect":"Allow","Action":"${action}"}]`;
    expect(policies(text)).toEqual([
      `identity aws_iam_policy.p: {"Version":{"if":"var.on","holds":"2012-10-17","else":"2012-10-17"},"Statement":${statement("holds", "a:Base")},"else":[{"Effect":"Allow","Action":"a:B"}]}}`,
    ]);
  });
});

describe("instances", () => {
  test("count and for_each", () => {
    expect(
      policies(`
resource "aws_iam_policy" "counted" {
  count  = 2
  policy = jsonencode({ Statement = { Effect = "Allow", Action = "a:\${count.index}" } })
}
resource "aws_iam_policy" "each" {
  for_each = { x = "a:X", y = "a:Y" }
  policy   = jsonencode({ Statement = { Effect = "Allow", Action = each.value, Sid = each.key } })
}
resource "aws_iam_policy" "none" {
  count  = 0
  policy = ${allow("*")}
}`),
    ).toEqual([
      `identity aws_iam_policy.counted[0]: ${json("a:0")}`,
      `identity aws_iam_policy.counted[1]: ${json("a:1")}`,
      'identity aws_iam_policy.each["x"]: {"Statement":{"Effect":"Allow","Action":"a:X","Sid":"x"}}',
      'identity aws_iam_policy.each["y"]: {"Statement":{"Effect":"Allow","Action":"a:Y","Sid":"y"}}',
    ]);
  });

  test("unknown ones are one instance whose statements are there only under the condition", () => {
    const text = `
variable "on" {}
variable "n" {}
variable "names" {}
resource "aws_iam_policy" "maybe" {
  count  = var.on ? 1 : 0
  policy = ${allow("a:One")}
}
resource "aws_iam_policy" "some" {
  count  = var.n
  policy = ${allow("a:Two")}
}
resource "aws_iam_policy" "each" {
  for_each = toset(var.names)
  policy   = jsonencode({ Statement = { Effect = "Allow", Action = "a:\${each.key}" } })
}`;
    const { policies: found } = read(text);
    expect(
      found.map(({ address, document }) => {
        const [statement] = document.statements;
        const when = statement?.when.map(({ condition }) => condition.reference).join();
        return `${address} if ${when}`;
      }),
    ).toEqual([
      "aws_iam_policy.maybe[0] if var.on",
      "aws_iam_policy.some[*] if var.n > 0",
      "aws_iam_policy.each[*] if length(var.names) > 0",
    ]);
  });
});

describe("owners", () => {
  test("principals and resources, with the access keys of users", () => {
    const { owners } = read(`
resource "aws_iam_user" "ci" { name = "ci" }
resource "aws_iam_access_key" "ci" { user = aws_iam_user.ci.name }
resource "aws_iam_access_key" "named" { user = "ci" }
resource "aws_iam_access_key" "other" { user = "elsewhere" }
resource "aws_s3_bucket" "b" {}
`);
    expect(
      owners.map(({ address, type, accessKeys }) => [
        type,
        address,
        ...accessKeys.map((key) => key.address),
      ]),
    ).toEqual([
      ["AWS::IAM::User", "aws_iam_user.ci", "aws_iam_access_key.ci", "aws_iam_access_key.named"],
      ["AWS::S3::Bucket", "aws_s3_bucket.b"],
      ["AWS::IAM::User", "user elsewhere", "aws_iam_access_key.other"],
    ]);
  });
});

describe("directories and files", () => {
  test("each directory is a module of its own, and addresses outside of the root name it", () => {
    const role = `resource "aws_iam_user" "u" {}
resource "aws_iam_user_policy" "p" {
  user   = aws_iam_user.u.name
  policy = ${allow("a:B")}
}`;
    const files = { "main.tf": role, "modules/a/main.tf": role, "modules/b/main.tf": role };
    expect(policies(files, ["", "modules/a"])).toEqual([
      `identity aws_iam_user_policy.p (aws_iam_user.u): ${json("a:B")}`,
      `identity modules/a/aws_iam_user_policy.p (modules/a/aws_iam_user.u): ${json("a:B")}`,
    ]);
  });

  test("locals, variables and values files of all files of the directory", () => {
    const files = {
      "a.tf": 'resource "aws_iam_policy" "p" { policy = jsonencode(local.document) }',
      "b.tofu":
        "locals { document = { Statement = { Sid = var.sid, Action = var.action, Resource = var.last } } }",
      "variables.tf":
        'variable "sid" { default = "S" }\nvariable "action" { default = "a:Default" }\nvariable "last" {}',
      "terraform.tfvars": 'action = "a:Values"\nlast = "x"',
      "z.auto.tfvars": 'last = "y"',
      "prod.tfvars": 'last = "z"',
      "sub/locals.tf": "locals { document = 1 }",
    };
    expect(policies(files)).toEqual([
      'identity aws_iam_policy.p: {"Statement":{"Sid":"S","Action":"a:Values","Resource":"y"}}',
      'identity prod.tfvars/aws_iam_policy.p: {"Statement":{"Sid":"S","Action":"a:Values","Resource":"z"}}',
    ]);
  });

  test("override files replace single arguments", () => {
    const files = {
      "main.tf": `resource "aws_iam_policy" "p" {\n  count = 2\n  policy = ${allow("a:B")}\n}`,
      "x_override.tf": 'resource "aws_iam_policy" "p" { count = 1 }',
    };
    expect(policies(files)).toEqual([`identity aws_iam_policy.p[0]: ${json("a:B")}`]);
  });

  test("a file whose text is not there yet is left out silently", () => {
    const files = { paths: new Set(["main.tf", "terraform.tfvars"]), text: () => undefined };
    expect(readTerraform(files, [""])).toEqual({
      policies: [],
      owners: [],
      notJudged: [],
      syntaxProblems: [],
    });
  });
});

describe("syntax problems", () => {
  test("a broken block is told, and the others are read", () => {
    const text = `resource "aws_iam_policy" "broken" {
  policy = = 1
}
resource "aws_iam_policy" "p" { policy = ${allow("a:B")} }
`;
    const result = read(text);
    expect(renderPolicies(result)).toEqual([`identity aws_iam_policy.p: ${json("a:B")}`]);
    expect(result.syntaxProblems.map(({ language, at }) => [language, slice(text, at)])).toEqual([
      ["hcl", "="],
    ]);
  });

  test("broken JSON in a heredoc is told where it stands", () => {
    const text = `resource "aws_iam_policy" "p" {
  policy = <<EOF
{ "Statement": [{ "Effect": "Allow", "Action": "a:B", }] }
EOF
}
`;
    const result = read(text);
    expect(result.policies).toHaveLength(1);
    expect(result.syntaxProblems.map(({ language, at }) => [language, at.file])).toEqual([
      ["json", "main.tf"],
    ]);
    expect(result.syntaxProblems[0]?.at.start).toBe(text.indexOf(", }"));
  });

  test("text that is no JSON at all is not judged, and the review is not complete", () => {
    const result = read('resource "aws_iam_policy" "p" { policy = "  ," }');
    expect(result.policies).toEqual([]);
    expect(result.syntaxProblems).toHaveLength(1);
    expect(result.notJudged.map(({ address, unread }) => [address, unread])).toEqual([
      ["aws_iam_policy.p", true],
    ]);
  });
});

describe("what is out of reach is listed", () => {
  test.each([
    {
      name: "a policy that is an input",
      text: 'variable "doc" {}\nresource "aws_iam_policy" "p" { policy = var.doc }',
      at: "var.doc",
      reason: "The policy is `var.doc`, which is an input without a value here: it is not judged.",
    },
    {
      name: "a policy out of a module",
      text: 'module "m" { source = "x/y/z" }\nresource "aws_iam_policy" "p" { policy = module.m.json }',
      at: ["module.m.json", 'module "m"'],
      reason: [
        "The policy is `module.m.json`, which comes from outside the repository: it is not judged.",
        "The module `x/y/z` is not part of the repository: what it creates is not judged.",
      ],
    },
    {
      name: "one arm of a conditional",
      text: 'variable "doc" {}\nvariable "on" {}\nresource "aws_iam_policy" "p" { policy = var.on ? var.doc : "" }',
      at: "var.doc",
      reason: "The policy is `var.doc`, which is an input without a value here: it is not judged.",
    },
    {
      name: "a managed policy of AWS",
      text: 'resource "aws_iam_role_policy_attachment" "a" {\n  role = "r"\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}',
      at: '"arn:aws:iam::aws:policy/ReadOnlyAccess"',
      reason: "attaches the AWS managed policy `ReadOnlyAccess`: what it allows is not judged yet.",
    },
    {
      name: "a policy of another account, or made elsewhere",
      text: 'resource "aws_iam_role_policy_attachment" "a" {\n  role = "r"\n  policy_arn = "arn:aws:iam::123456789012:policy/x"\n}',
      at: '"arn:aws:iam::123456789012:policy/x"',
      reason:
        "The policy `arn:aws:iam::123456789012:policy/x` that is attached is not part of the repository: it is not judged.",
    },
    {
      name: "a policy that is looked up by its name",
      text: 'data "aws_iam_policy" "p" { name = "Shared" }\nresource "aws_iam_role" "r" { managed_policy_arns = [data.aws_iam_policy.p.arn] }',
      at: "data.aws_iam_policy.p.arn",
      reason:
        "attaches the policy `Shared`, which is looked up by its name: what it allows is not judged.",
    },
    {
      name: "a grant",
      text: 'resource "aws_ami_launch_permission" "p" { account_id = "123456789012" }',
      at: 'resource "aws_ami_launch_permission" "p"',
      reason:
        "aws_ami_launch_permission gives access by `account_id`, not by an IAM policy: that is not judged yet.",
    },
    {
      name: "an external module",
      text: 'module "m" { source = "terraform-aws-modules/iam/aws" }',
      at: 'module "m"',
      reason:
        "The module `terraform-aws-modules/iam/aws` is not part of the repository: what it creates is not judged.",
    },
    {
      name: "locals that need each other",
      text: `locals {\n  a = local.b\n  b = local.a\n}\nresource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Action = local.a } }) }`,
      at: "local.b",
      reason:
        "`local.a` is needed to compute itself: Terraform refuses that, and what depends on it is not judged.",
    },
  ])("$name", ({ text, at, reason }) => {
    const { notJudged } = read(text);
    const reasons = [reason].flat();
    expect(notJudged.map((entry) => [slice(text, entry.range), entry.reason])).toEqual(
      [at].flat().map((place, index) => [place, reasons[index]]),
    );
  });

  test.each([
    "aws_ecr_lifecycle_policy",
    "aws_iam_account_password_policy",
    "aws_opensearchserverless_security_policy",
  ])("%s looks like a policy and is none", (type) => {
    const { policies: found, notJudged } = read(
      `resource "${type}" "x" { policy = ${allow("*")} }`,
    );
    expect([...found, ...notJudged]).toEqual([]);
  });

  test("a private ACL gives nobody access", () => {
    const acl = (name: string) => `resource "aws_s3_object" "a" { acl = "${name}" }`;
    expect(read(acl("private")).notJudged).toEqual([]);
    expect(read(acl("public-read")).notJudged).toHaveLength(1);
  });
});

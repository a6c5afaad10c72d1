import { describe, expect, test } from "@jest/globals";
import { readSources } from "../../../src/sources/read-sources.ts";
import type { ConfiguredInputs } from "../../../src/sources/source.ts";
import { plain } from "../node-rendering.ts";

const main = `variable "action" {
  default = "a:Default"
}
variable "resource" {}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = { Effect = "Allow", Action = var.action, Resource = var.resource } })
}
`;

const tree = {
  "infra/main.tf": main,
  "infra/terraform.tfvars": 'action = "a:Own"\nresource = "own"\n',
  "infra/x.auto.tfvars": 'resource = "auto"\n',
  "infra/guessed.tfvars": 'action = "a:Guessed"\n',
  "values/prod.tfvars": 'action = "a:Prod"\nresource = "prod"\n',
  "values/more.json": '{ "resource": "more" }',
};

describe("values files that the configuration names", () => {
  test("come after those that Terraform reads by itself, in the order in which they are given", () => {
    const { policies } = read(tree, [["infra", "values/prod.tfvars", "values/more.json"]]);
    expect(policies).toEqual(["infra/aws_iam_policy.p: a:Prod on more"]);
  });

  test("take the place of those that are tried", () => {
    expect(read(tree, []).policies).toEqual([
      "infra/aws_iam_policy.p: a:Own on auto",
      "infra/guessed.tfvars/aws_iam_policy.p: a:Guessed on auto",
    ]);
    expect(read(tree, [["infra", "values/more.json"]]).policies).toEqual([
      "infra/aws_iam_policy.p: a:Own on more",
    ]);
  });

  test("each list is a variant; of the further ones only what differs is kept", () => {
    const lists = [
      ["infra", "values/prod.tfvars"],
      ["infra", "values/prod.tfvars", "values/more.json"],
      ["./infra/", "values/prod.tfvars"],
      ["infra"],
    ] as const;
    expect(read(tree, lists).policies).toEqual([
      "infra/aws_iam_policy.p: a:Prod on prod",
      "values/more.json/aws_iam_policy.p: a:Prod on more",
      "no values file/aws_iam_policy.p: a:Own on auto",
    ]);
  });

  test("lists that end alike are told apart", () => {
    const lists = [
      ["infra"],
      ["infra", "values/prod.tfvars", "values/more.json"],
      ["infra", "infra/guessed.tfvars", "values/more.json"],
    ] as const;
    expect(read(tree, lists).policies.slice(1)).toEqual([
      "values/prod.tfvars+values/more.json/aws_iam_policy.p: a:Prod on more",
      "infra/guessed.tfvars+values/more.json/aws_iam_policy.p: a:Guessed on more",
    ]);
  });

  test("one that is named for another directory is not tried here", () => {
    const files = { ...tree, "other/main.tf": main };
    const { policies } = read(files, [["other", "infra/guessed.tfvars"]]);
    expect(policies).toEqual([
      "infra/aws_iam_policy.p: a:Own on auto",
      "other/aws_iam_policy.p: a:Guessed on ${var.resource}",
    ]);
  });

  test("a directory that others call is a root as well when it has values of its own", () => {
    const files = {
      ...tree,
      "main.tf": 'module "m" {\n  source = "./infra"\n  resource = "called"\n}\n',
    };
    expect(read(files, [["infra", "values/prod.tfvars"]]).policies).toEqual([
      "module.m.aws_iam_policy.p: a:Default on called",
      "infra/aws_iam_policy.p: a:Prod on prod",
    ]);
  });

  test("a change of one leads to its directory", () => {
    const lists = [["infra", "values/prod.tfvars", "values/more.json"]] as const;
    expect(read(tree, lists, ["values/more.json"]).policies).toEqual([
      "infra/aws_iam_policy.p: a:Prod on more",
    ]);
    expect(read(tree, [], ["values/more.json"]).policies).toEqual([]);
  });

  test.each<[string, Record<string, string>, readonly (readonly string[])[], readonly string[]]>([
    [
      "one that is not there",
      tree,
      [["infra", "values/gone.tfvars", "../outside.tfvars"]],
      [
        "infra/main.tf: The configuration of Leastwise names the values file `values/gone.tfvars`, which is not there: what it gives a value to is not known. (unread)",
        "infra/main.tf: The configuration of Leastwise names the values file `../outside.tfvars`, which is not there: what it gives a value to is not known. (unread)",
      ],
    ],
    [
      "a directory that is not there",
      tree,
      [["gone", "values/prod.tfvars"]],
      [
        "values/prod.tfvars: The configuration of Leastwise names values files for `gone`, which holds no Terraform files.",
      ],
    ],
    [
      "one with a mistake",
      { ...tree, "values/prod.tfvars": 'action = "a:Prod"\nresource = {\n' },
      [["infra", "values/prod.tfvars"]],
      ["values/prod.tfvars: syntax"],
    ],
    [
      "more lists than are evaluated",
      tree,
      Array.from({ length: 33 }, () => ["infra", "values/prod.tfvars"]),
      [
        "infra/main.tf: More than 32 lists of values files are named for one directory: those past it are not judged. (unread)",
      ],
    ],
  ])("told of: %s", (_, files, lists, told) => {
    expect(read(files, lists).told).toEqual(told);
  });
});

function read(
  texts: Readonly<Record<string, string>>,
  lists: readonly (readonly string[])[],
  focus: readonly string[] = Object.keys(texts),
) {
  const map = new Map(Object.entries(texts));
  const files = { paths: new Set(map.keys()), text: (path: string) => map.get(path) };
  const inputs: ConfiguredInputs = {
    terraform: lists.map(([directory = "", ...varFiles]) => ({ directory, varFiles })),
    cloudFormation: [],
  };
  const { policies, notJudged, syntaxProblems } = readSources(
    files,
    focus,
    () => undefined,
    inputs,
  );
  return {
    policies: policies.map(({ address, document }) => {
      const { Statement } = plain(document.node) as {
        Statement: { Action: string; Resource: string | { unknown: string } };
      };
      const { Resource: resource } = Statement;
      const on = typeof resource === "string" ? resource : `\${${resource.unknown}}`;
      return `${address}: ${Statement.Action} on ${on}`;
    }),
    told: [
      ...notJudged.map(
        ({ range, reason, unread }) => `${range.file}: ${reason}${unread ? " (unread)" : ""}`,
      ),
      ...syntaxProblems.map(({ at }) => `${at.file}: syntax`),
    ],
  };
}

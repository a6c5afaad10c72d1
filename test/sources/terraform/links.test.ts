import { expect, test } from "@jest/globals";
import { readTerraform } from "../../../src/sources/terraform/read-terraform.ts";
import { plain } from "../node-rendering.ts";

/** Symbolic links are named, never followed, and nothing is concluded from what they hide. */
function read(texts: Readonly<Record<string, string>>, links: readonly string[]) {
  const map = new Map(Object.entries(texts));
  const files = {
    paths: new Set(map.keys()),
    links: new Set(links),
    text: (path: string) => map.get(path),
  };
  return readTerraform(files, ["app"]);
}

const policy = (content: string) => `resource "aws_iam_policy" "p" {\n  policy = ${content}\n}\n`;
const document = 'jsonencode({ Statement = { Effect = "Allow", Action = "a:B", Resource = "*" } })';

test("a module behind a link", () => {
  const { notJudged } = read(
    { "app/main.tf": 'module "m" {\n  source = "../shared/m"\n}\n', "real/m/main.tf": "" },
    ["shared"],
  );
  expect(notJudged.map(({ address, reason }) => [address, reason])).toEqual([
    [
      "app/module.m",
      "The module `../shared/m` is reached through `shared`, a symbolic link or submodule, which is not followed: what it creates is not judged.",
    ],
  ]);
});

test("a Terraform file that is a link: told, and what it may declare is not taken for missing", () => {
  const texts = { "app/main.tf": policy(document.replace('"a:B"', "var.action")) };
  const { notJudged, policies } = read(texts, ["app/variables.tf", "other/main.tf", "app/x.md"]);
  expect(notJudged).toMatchObject([{ address: "app/variables.tf", unread: false }]);
  expect(plain(policies[0]?.document.node)).toMatchObject({
    Statement: { Action: { unknown: "var.action" } },
  });
});

test.each([
  ["file", policy('file("${path.module}/p.json")'), ["app/p.json"]],
  ["a file in a linked folder", policy('file("${path.module}/d/p.json")'), ["app/d"]],
  [
    "fileexists",
    policy(`fileexists("\${path.module}/p.json") ? file("\${path.module}/q.json") : ${document}`),
    ["app/p.json"],
  ],
  [
    "fileset",
    policy(`length(fileset(path.module, "*.json")) == 0 ? ${document} : null`),
    ["app/p.json"],
  ],
])("%s is not known behind a link", (_, text, links) => {
  const { policies, notJudged } = read({ "app/main.tf": text }, links);
  const unknowns = policies.flatMap(({ document: { unknowns } }) => unknowns);
  const told = [
    ...unknowns.map(({ reference }) => reference),
    ...notJudged.map((each) => each.reason),
  ];
  expect(told.join()).toMatch(/p\.json|q\.json|fileset/);
});

import { expect, test } from "@jest/globals";
import { reviewChange } from "../../src/review/review-change.ts";
import { fakeChange } from "../support/fake-change.ts";

function module(name: string, more: string): string {
  return `module "${name}" {\n  source = "terraform-aws-modules/kms/aws"\n  ${more}\n}\n`;
}

const own = '"arn:aws:iam::111122223333:role/app"';
const users = (...arns: string[]) => `key_users = [${arns.join(", ")}]`;
const alters = (names: string) =>
  ` This change alters ${names}: what follows for access is not known.`;

test.each<[name: string, base: string, head: string, said: string[]]>([
  [
    "an argument",
    module("a", users(own)) + module("b", users(own)),
    module("a", users(own)) + module("b", users(own, '"arn:aws:iam::444455556666:root"')),
    [alters("`key_users`"), ""],
  ],
  [
    "what an argument refers to",
    `locals {\n  u = [${own}]\n}\n${module("a", "key_users = local.u")}`,
    `locals {\n  u = []\n}\n${module("a", "key_users = local.u")}`,
    [alters("`key_users`")],
  ],
  [
    "the version, and an argument that is gone",
    module("a", `version = "3.0.0"\n${users(own)}`),
    module("a", 'version = "4.0.0"'),
    [alters("`version`, `key_users`")],
  ],
  ["the whole call", "", module("a", users(own)), [" It is new with this change."]],
  [
    "how it is written alone",
    module("a", users(own)),
    `locals {\n  u = [${own}]\n}\n\n# The key.\n${module("a", 'key_users = local.u\n  description = "x"')}`,
    [""],
  ],
])(
  "of a module that is not read, a change of %s is told, and comes first",
  async (_, base, head, said) => {
    const { coverage, title } = await reviewChange(
      fakeChange({ "main.tf": base }, { "main.tf": head }),
      undefined,
      undefined,
      "2026-11-25",
    );
    expect(title).toBe("No IAM policy in what was judged");
    const reasons = coverage.notJudged.map(({ reason }) => reason);
    const what =
      /^The module `terraform-aws-modules\/kms\/aws` is not part of the repository: what it creates is not judged\.(?: Handed to it: `key_users`\.)?/;
    expect(reasons.map((reason) => reason.replace(what, ""))).toEqual(said);
  },
);

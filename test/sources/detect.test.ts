import { expect, test } from "@jest/globals";
import { isCandidatePath, isTerraformPath } from "../../src/sources/detect.ts";

test.each([
  "main.tf",
  "main.tofu",
  "main.tf.json",
  "prod.auto.tfvars",
  "template.yml",
  "TEMPLATE.YAML",
  "app.template",
  "policies/admin.json",
  "policies/admin",
  "policies/admin.policy",
  "policy.json.tpl",
  "stack.cfn",
  "live/prod/terragrunt.hcl",
])("%s may matter", (path) => {
  expect(isCandidatePath(path)).toBe(true);
});

test.each([
  "src/index.ts",
  "README.md",
  "logo.png",
  "dist/app.zip",
  "package-lock.json",
  "web/package.json",
  "pnpm-lock.yaml",
  "Makefile",
  "LICENSE",
  ".gitignore",
  "node_modules/x/index.js",
  ".terraform.lock.hcl",
])("%s is something else", (path) => {
  expect(isCandidatePath(path)).toBe(false);
});

test("Terraform is told by the ends of names", () => {
  expect(["a.tf", "a.tofu", "a.tf.json", "a.tfvars", "a.tfvars.json"].every(isTerraformPath)).toBe(
    true,
  );
  expect(["a.json", "tf", "a.tf.yaml", "a.tfstate"].some(isTerraformPath)).toBe(false);
});

/**
 * Records what Terraform itself makes of the expressions and modules that the tests compare with:
 * `node scripts/record-terraform.mjs [file with one more expression a line]`. Needs `terraform` on
 * the path; runs it on the project's own fixtures alone, without providers and without network.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const folder = new URL("../test/sources/terraform/", import.meta.url);
const environment = {
  ...process.env,
  CHECKPOINT_DISABLE: "1",
  TF_CLI_CONFIG_FILE: "/dev/null",
  TF_IN_AUTOMATION: "1",
};

/** @type {{ terraform_version: string }} */
const version = JSON.parse(execFileSync("terraform", ["version", "-json"], { env: environment }));
const source = `terraform apply and terraform output -json, Terraform ${version.terraform_version}`;

recordExpressions();
recordModules();

function recordExpressions() {
  const file = new URL("recorded-values.json", folder);
  /** @type {{ locals: string, values: { expression: string }[] }} */
  const { locals, values } = JSON.parse(readFileSync(file, "utf8"));
  const [, , added] = process.argv;
  const more = added ? readFileSync(added, "utf8").split("\n").filter(Boolean) : [];
  const expressions = [...new Set([...values.map(({ expression }) => expression), ...more])];
  const refused = new Set();
  for (;;) {
    const outputs = expressions.map((expression, index) =>
      refused.has(index) ? "" : `output "e${index}" {\n  value = jsonencode(${expression})\n}\n`,
    );
    const { json, failed } = apply({ "main.tf": locals + outputs.join("") });
    if (json) {
      const recorded = expressions.map((expression, index) =>
        refused.has(index)
          ? { expression, refused: true }
          : { expression, json: json[`e${index}`].value },
      );
      write(file, { source, locals, values: recorded });
      return;
    }
    for (const index of failed) refused.add(index);
  }
}

function recordModules() {
  const file = new URL("recorded-modules.json", folder);
  /** @type {{ modules: { name: string, files: Record<string, string>, result: string }[] }} */
  const { modules } = JSON.parse(readFileSync(file, "utf8"));
  const recorded = modules.map(({ name, files, result }) => {
    const output = `output "result" {\n  value = jsonencode(${result})\n}\n`;
    const { json, text } = apply({ ...files, "result.tf": output });
    if (!json) throw new Error(`${name}: ${text}`);
    return { name, files, result, json: json.result.value };
  });
  write(file, { source, modules: recorded });
}

/**
 * @param {Record<string, string>} files
 * @returns the outputs, or the numbers of the outputs that Terraform refuses
 */
function apply(files) {
  const directory = mkdtempSync(join(tmpdir(), "record-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const run = (...args) =>
      spawnSync("terraform", args, { cwd: directory, env: environment, encoding: "utf8" });
    const results = [
      run("init", "-backend=false", "-input=false", "-no-color"),
      run("apply", "-auto-approve", "-input=false", "-no-color", "-lock=false"),
    ];
    const wrong = results.find(({ status }) => status !== 0);
    if (!wrong) return { json: JSON.parse(run("output", "-json", "-no-color").stdout) };
    const text = wrong.stdout + wrong.stderr;
    const failed = [...text.matchAll(/in output "e(\d+)"/g)].map(([, index]) => Number(index));
    if (failed.length === 0 && /e\d+/.test(Object.values(files).join(""))) throw new Error(text);
    return { failed, text };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * @param {URL} file
 * @param {object} content
 */
function write(file, content) {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

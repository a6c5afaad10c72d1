// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "@cdktf/hcl2json";
import { expect, test } from "@jest/globals";
import { parseHcl } from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { toHcl2Json } from "./support/hcl2json.ts";
import { mutated, randomNumbers } from "./support/mutants.ts";

/** Half a minute on one core. */
const runs = 50_000;
/** A busy machine may take many times as long. */
const timeoutMs = 20 * 60_000;
const seed = 20261124;

const folder = new URL("files/", import.meta.url);
const originals = [
  ...readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8")),
  'a = 1\nb = "x${y}z"\nc = [1, true, null, -1, !true, x]\n',
  'o = { a = 1, "b-${c}" = 2, (d) = 3, f : "x", 5 = 6, g.h = i }\n',
  "h = <<-EOT\n    a\n      b ${c}\n\n  EOT\ni = <<EOT\n%{ for x in y ~}\n- ${x}\n%{ endfor ~}\nEOT\n",
  'j = "%{ if x }a%{ else }b%{ endif }${~ y ~} z"\n',
  "k = x ? 1 : y ? 2 : 3\nl = a[*].b[0].*.c\nm = [for k, v in m : k => v... if v]\n",
  "n = { for k, v in m : k => v... if v }\no = f(a, [1, 2]...)\np = ns::g()\n",
  'resource "a" "b" {\n  x = 1\n  y { z = 2 }\n  y {\n  }\n  # comment\n  z = a.0.b["k"].c // more\n}\n',
  "q = 1 + 2 * 3 - -4 % 5 == 6 && !a || b >= c\nr = (\n  1\n)\ns = 1.50\nt = 1e5\n",
  'u = "é\\n\\t\\"\\\\\\u00e9 $${x} %%{y} $ % $$"\nv = ""\n',
];

async function expected(text: string): Promise<{ json?: unknown; rejected: boolean }> {
  try {
    return { json: await parse("main.tf", text), rejected: false };
  } catch (error) {
    // What the library reads and cannot write is no question of syntax.
    return { rejected: String(error).includes("parse config:") };
  }
}

test(
  "HashiCorp's parser, as hcl2json wraps it, accepts the same texts and reads the same",
  async () => {
    const random = randomNumbers(seed);
    const disagreements: unknown[] = [];
    let accepted = 0;
    for (let run = 0; run < runs + originals.length; run++) {
      const original = originals[run % originals.length] ?? "";
      const text = run < originals.length ? original : mutated(original, random);
      if (text.trim() === "") continue;
      const { body, problems } = parseHcl(text);
      const { json, rejected } = await expected(text);
      const found = problems.length > 0;
      const ours = found ? undefined : toHcl2Json(body, text);
      if (!found) accepted++;
      if (found !== rejected) disagreements.push({ text, problems, rejected });
      else if (ours !== undefined && json !== undefined && !isEqual(ours, json)) {
        disagreements.push({ text, ours, json });
      }
    }
    expect(disagreements.slice(0, 5)).toEqual([]);
    expect(accepted).toBeGreaterThan(runs / 10);
  },
  timeoutMs,
);

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

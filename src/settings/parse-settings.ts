import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { findingTypes } from "../findings/finding.ts";
import { policyKinds } from "../policy/policy.ts";
import type { Range } from "../text/range.ts";
import { composeYaml } from "../text/yaml.ts";
import { defaultSettings, type PolicyFileUse, type Settings } from "./settings.ts";

/** A place in the configuration file that is wrong, and what would be right. */
export interface SettingsProblem {
  readonly at: Range;
  readonly details: string;
}

/** The longest configuration file that is read, in UTF-16 units. */
const settingsLengthMax = 64 * 1024;

/**
 * Reads the configuration file. With problems the settings are what could be read, and not to be
 * used for a verdict: a reviewer that guesses what the administrator meant is none.
 */
export function parseSettings(
  text: string,
  path: string,
): { settings: Settings; problems: readonly SettingsProblem[] } {
  return new Reader(path).read(text);
}

class Reader {
  private readonly path: string;
  private readonly problems: SettingsProblem[] = [];

  constructor(path: string) {
    this.path = path;
  }

  read(text: string): { settings: Settings; problems: readonly SettingsProblem[] } {
    const settings = text.length > settingsLengthMax ? this.tooLong() : this.readText(text);
    return { settings, problems: this.problems };
  }

  private tooLong(): Settings {
    this.report([0, 0], `The file is longer than ${settingsLengthMax} characters.`);
    return defaultSettings;
  }

  private readText(text: string): Settings {
    const { document, problems } = composeYaml(text);
    for (const { start, end, message } of problems) this.report([start, end], message);
    const root = document?.contents;
    if (!root || problems.length > 0) return defaultSettings;
    if (!isMap(root)) {
      this.report(root, "The file must be a mapping: `fail-on`, `policies`.");
      return defaultSettings;
    }

    let settings = defaultSettings;
    for (const [key, value, at] of this.entries(root, ["fail-on", "policies"])) {
      if (key === "fail-on") {
        const failOn = this.oneOf(value, at, key, findingTypes);
        if (failOn) settings = { ...settings, failOn };
      }
      if (key === "policies") settings = { ...settings, policyFiles: this.policyFiles(value, at) };
    }
    return settings;
  }

  private policyFiles(node: Node | null, at: Node): PolicyFileUse[] {
    if (!isSeq(node)) {
      this.report(node ?? at, "`policies` must be a list of entries with `path` and `kind`.");
      return [];
    }
    return node.items.flatMap((item) => {
      if (isMap(item)) return this.policyFile(item);
      this.report(item as Node, "An entry of `policies` needs `path` and `kind`.");
      return [];
    });
  }

  private policyFile(node: YAMLMap): PolicyFileUse[] {
    let path: string | undefined;
    let kind: PolicyFileUse["kind"] | undefined;
    let resourceType: string | undefined;
    for (const [key, value, at] of this.entries(node, ["path", "kind", "resource-type"])) {
      if (key === "path") path = this.text(value, at, key);
      if (key === "kind") kind = this.oneOf(value, at, key, policyKinds);
      if (key === "resource-type") resourceType = this.resourceType(value, at);
    }
    if (!node.has("path")) this.report(node, "This entry needs `path`, a glob: `policies/scp/**`.");
    if (!node.has("kind")) this.report(node, `This entry needs \`kind\`: ${listed(policyKinds)}.`);
    if (path === undefined || kind === undefined) return [];
    return [{ path, kind, ...(resourceType !== undefined && { resourceType }) }];
  }

  private resourceType(node: Node | null, at: Node): string | undefined {
    const text = this.text(node, at, "resource-type");
    if (text === undefined || /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/.test(text)) return text;
    this.report(node ?? at, "`resource-type` must be a CloudFormation type: `AWS::S3::Bucket`.");
    return undefined;
  }

  private oneOf<T extends string>(
    node: Node | null,
    at: Node,
    key: string,
    allowed: readonly T[],
  ): T | undefined {
    const text = this.text(node, at, key);
    const found = allowed.find((candidate) => candidate === text);
    if (text !== undefined && found === undefined) {
      this.report(node ?? at, `\`${key}\` must be one of ${listed(allowed)}.`);
    }
    return found;
  }

  private text(node: Node | null, at: Node, key: string): string | undefined {
    if (isScalar(node) && typeof node.value === "string" && node.value !== "") return node.value;
    this.report(node ?? at, `\`${key}\` must be a text.`);
    return undefined;
  }

  /** The known members of a mapping; unknown and repeated ones are reported. */
  private entries(node: YAMLMap, allowed: readonly string[]): [string, Node | null, Node][] {
    const seen = new Set<string>();
    const entries: [string, Node | null, Node][] = [];
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      const name = isScalar(key) ? String(key.value) : "";
      if (!allowed.includes(name)) {
        this.report(key, `This key is not known here. Known: ${listed(allowed)}.`);
      } else if (seen.has(name)) {
        this.report(key, `\`${name}\` is given twice.`);
      } else {
        entries.push([name, value, key]);
      }
      seen.add(name);
    }
    return entries;
  }

  private report(at: Node | readonly [start: number, end: number], details: string): void {
    const [start, end] = isSpan(at) ? at : (at.range ?? [0, 0]);
    this.problems.push({ at: { file: this.path, start, end }, details });
  }
}

function isSpan(at: Node | readonly [number, number]): at is readonly [number, number] {
  return Array.isArray(at);
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}

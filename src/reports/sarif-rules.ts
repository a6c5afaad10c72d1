import type { Confidence, FindingType } from "../findings/finding.ts";
import type { Review, ReviewFinding } from "../review/review.ts";
import { link, prose } from "./markdown.ts";
import type { RuleDescription } from "./rules.ts";
import { cutText, visibleText } from "./visible-text.ts";
import { findingTypeWords } from "./wording.ts";

/**
 * GitHub's bounds: docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
 * A rule with more tags makes it refuse the file.
 */
const descriptionLengthMax = 1024;
const tagsMax = 20;

const practicesPage = "https://github.com/leastwise/leastwise/blob/main/docs/practices.md";

/** What a run knows of one rule. */
interface SarifRule extends RuleDescription {
  /** With the finding type that the configuration gives it. */
  readonly inForce: FindingType;
  readonly isOff: boolean;
}

export type SarifLevel = "error" | "warning" | "note";

/** As strict as annotations are: what fails a check as it comes is an error. */
export const sarifLevels: Readonly<Record<FindingType, SarifLevel>> = {
  ERROR: "error",
  SECURITY_WARNING: "error",
  WARNING: "warning",
  SUGGESTION: "note",
};

/** The rules of a run, in the order of their indexes. */
export class SarifRules {
  readonly descriptors: readonly object[];
  /** How the configuration changes the rules, as SARIF's `ruleConfigurationOverrides`. */
  readonly overrides: readonly object[];
  private readonly indexes: ReadonlyMap<string, number>;

  /** @param known the rules that Leastwise brings; those of the team, and others that reported, are added. */
  constructor(known: readonly RuleDescription[], review: Review) {
    const rules = inForce([...known, ...customRules(review), ...foreignRules(review)], review);
    this.descriptors = rules.map(descriptor);
    this.indexes = new Map(rules.map(({ issueCode }, index) => [issueCode, index]));
    const settings = review.configuration?.rules ?? {};
    this.overrides = rules.flatMap((rule, index) =>
      Object.hasOwn(settings, rule.issueCode)
        ? [
            {
              descriptor: { id: ruleId(rule.issueCode), index },
              configuration: configurationOf(rule),
            },
          ]
        : [],
    );
  }

  index({ issueCode }: ReviewFinding): number {
    return this.indexes.get(issueCode) ?? -1;
  }
}

/** A code as the id of its rule. Never empty: GitHub would not take the file. */
export function ruleId(issueCode: string): string {
  return visibleText(issueCode) || "UNNAMED";
}

/** Each code once, the first description of it. */
function inForce(described: readonly RuleDescription[], review: Review): SarifRule[] {
  const settings = review.configuration?.rules ?? {};
  const byCode = new Map<string, SarifRule>();
  for (const rule of described) {
    if (byCode.has(rule.issueCode)) continue;
    const setting = Object.hasOwn(settings, rule.issueCode) ? settings[rule.issueCode] : undefined;
    byCode.set(rule.issueCode, {
      ...rule,
      inForce: setting === undefined || setting === "off" ? rule.findingType : setting,
      isOff: setting === "off" || (setting === undefined && rule.confidence === "hint"),
    });
  }
  return [...byCode.values()];
}

function customRules({ configuration }: Review): RuleDescription[] {
  return (configuration?.customRules ?? []).map(({ issueCode, findingType, message }) => ({
    issueCode,
    findingType,
    confidence: "certain",
    summary: message.replace(/[.]\s*$/, ""),
    practice: null,
    controls: [],
    learnMoreLink: "https://github.com/leastwise/leastwise/blob/main/docs/custom-rules.md",
  }));
}

/** Codes that only AWS knows: what is known of them is in their findings. */
function foreignRules({ findings }: Review): RuleDescription[] {
  return findings.map(({ issueCode, findingType, confidence, controls, learnMoreLink }) => ({
    issueCode,
    findingType,
    confidence,
    summary: `${issueCode}, as IAM Access Analyzer reports it`,
    practice: null,
    controls,
    learnMoreLink,
  }));
}

function descriptor(rule: SarifRule): object {
  const { issueCode, findingType, summary, practice, learnMoreLink } = rule;
  const isAddress = /^https:\/\/[A-Za-z0-9./_~%?=&#:+-]+$/.test(learnMoreLink);
  const sentence = cutText(
    visibleText(summary) || ruleId(issueCode),
    descriptionLengthMax / 2,
  ).text;
  const stands = practice ? ` It stands for the practice “${practice}”.` : "";
  return {
    id: ruleId(issueCode),
    name: pascalCase(issueCode),
    shortDescription: { text: sentence },
    fullDescription: { text: `${findingTypeWords[findingType]}: ${sentence}.${stands}` },
    help: help(rule),
    ...(isAddress && { helpUri: learnMoreLink }),
    defaultConfiguration: {
      enabled: rule.confidence !== "hint",
      level: sarifLevels[findingType],
    },
    properties: properties(rule),
  };
}

/** `PassRoleWithStarInResource`, as names are in SARIF. */
function pascalCase(issueCode: string): string {
  const words = issueCode.toLowerCase().match(/[a-z0-9]+/g) ?? ["unnamed"];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function help({ findingType, confidence, summary, practice, controls, learnMoreLink }: SarifRule) {
  const sure = confidence === "certain" ? "" : ` (${confidence})`;
  const lines = [
    ["Finding type", `${findingTypeWords[findingType]}${sure}`],
    ...(practice ? [["Practice", practice]] : []),
    ...(controls.length > 0 ? [["Controls", visibleText(controls.join(", "))]] : []),
  ];
  const words = "What is reported, what is not, and how to fix it";
  return {
    text: [
      `${visibleText(summary)}.`,
      ...lines.map(([name, value]) => `${name}: ${value}.`),
      `${words}: ${visibleText(learnMoreLink)}`,
    ].join("\n"),
    markdown: [
      `${prose(summary)}.`,
      lines.map(([name = "", value = ""]) => `- ${name}: ${linked(name, value)}`).join("\n"),
      link(words, learnMoreLink),
    ].join("\n\n"),
  };
}

function linked(name: string, value: string): string {
  return name === "Practice" ? link(value, practicesPage) : prose(value);
}

/** What GitHub filters and orders by. A finding type that the configuration gives counts here. */
function properties({ inForce: type, confidence, controls }: SarifRule): object {
  const isSecurity = type === "SECURITY_WARNING";
  const tags = new Set([...(isSecurity ? ["security"] : []), "iam", ...controls.map(visibleText)]);
  return {
    tags: [...tags].slice(0, tagsMax),
    precision: precisions[confidence],
    "problem.severity": severities[type],
    ...(isSecurity && { "security-severity": securitySeverities[confidence] }),
  };
}

const precisions: Readonly<Record<Confidence, string>> = {
  certain: "very-high",
  likely: "medium",
  hint: "low",
};

const severities: Readonly<Record<FindingType, string>> = {
  ERROR: "error",
  SECURITY_WARNING: "error",
  WARNING: "warning",
  SUGGESTION: "recommendation",
};

/** On GitHub's scale: high, medium, low. Its critical is a judgement that needs the whole account. */
const securitySeverities: Readonly<Record<Confidence, string>> = {
  certain: "8.0",
  likely: "6.0",
  hint: "3.0",
};

function configurationOf({ inForce: type, isOff }: SarifRule): object {
  return isOff ? { enabled: false } : { enabled: true, level: sarifLevels[type] };
}

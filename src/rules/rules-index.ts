import { serviceName } from "../catalog/catalog.ts";
import { confidenceOf } from "./confidence.ts";
import { rules } from "./index.ts";
import { pageName } from "./learn-more-link.ts";
import { accessFamilies } from "./least-privilege/access-families.ts";
import { practices } from "./practices.ts";
import type { Rule } from "./rule.ts";

/** Rules that are about one service by their nature, by its prefix. */
const rulesOfOneService: Readonly<Record<string, readonly string[]>> = {
  cloudshell: ["CLOUDSHELL_FILE_TRANSFER"],
  "cognito-identity": ["COGNITO_ROLE_OPEN_TO_GUESTS"],
  dynamodb: ["DYNAMODB_ATTRIBUTES_WITHOUT_SELECT"],
  eks: ["EKS_ROLE_OPEN_TO_SERVICE_ACCOUNTS", "EKS_POD_IDENTITY_WITHOUT_CONDITION"],
  kms: [
    "KMS_GRANTS_NOT_LIMITED",
    "KMS_KEY_WITHOUT_ADMINISTRATOR",
    "KMS_ADMINISTRATOR_CAN_DECRYPT",
    "INVALID_KMS_KEY_VALUE",
  ],
  rolesanywhere: [
    "ROLES_ANYWHERE_WITHOUT_TRUST_ANCHOR",
    "ROLES_ANYWHERE_WITHOUT_CERTIFICATE_CONDITION",
    "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
  ],
  s3: [
    "S3_PLAIN_HTTP_NOT_DENIED",
    "S3_ACLS_IN_USE",
    "S3_PREFIX_IN_NEGATIVE_CONTEXT",
    "PUBLIC_ACCESS_NOT_BLOCKED",
    "TERRAFORM_STATE_WRITABLE",
  ],
  sso: ["PERMISSION_SET_WITHOUT_BOUNDARY", "LONG_PERMISSION_SET_SESSION"],
};

/** The index of all rules, in Markdown: what stands between the markers of docs/rules/README.md. */
export function rulesIndex(): string {
  return [
    table(
      ["issue code", "finding type", "what is reported"],
      rules.map((rule) => [link(rule), typeOf(rule), rule.summary]),
    ),
    "## By practice",
    table(
      ["practice", "rules"],
      practices.map(({ id, name, issueCodes }) => [
        `[${name}](../practices.md#${id})`,
        links(issueCodes),
      ]),
    ),
    "All others judge the form of a policy: what AWS refuses, and what can be said better.",
    "## By service",
    "Most rules are about every service alike, and ask the [catalogue](../catalog.md) what its actions can be scoped to. Here are those whose own data names services; IAM and STS are left out, since hardly a rule does without them.",
    table(
      ["service", "rules"],
      services().map(([prefix, codes]) => [`${serviceName(prefix)} (\`${prefix}\`)`, links(codes)]),
    ),
    "## By control",
    "A rule stands in the second column where AWS Security Hub or the benchmark names the control for the same test, and in the third where the mapping is our own judgement.",
    ...frameworks.flatMap(({ prefix, name }) => {
      const named = controls().filter(({ control }) => control.startsWith(prefix));
      if (named.length === 0) return [];
      return [
        `### ${name}`,
        table(
          ["control", "official", "own judgement"],
          named.map(({ control, official, own }) => [
            control.slice(prefix.length).trim(),
            links(official),
            links(own),
          ]),
        ),
      ];
    }),
  ].join("\n\n");
}

/** The rules of every practice, in Markdown: what stands between the markers of docs/practices.md. */
export function practicesPage(): string {
  return practices
    .flatMap(({ id, name, means, issueCodes }) => [
      `<a id="${id}"></a>`,
      `## ${name}`,
      means,
      table(
        ["issue code", "finding type", "what is reported"],
        issueCodes.flatMap((code) => {
          const rule = ruleOf(code);
          return rule ? [[link(rule, "rules/"), typeOf(rule), rule.summary]] : [];
        }),
      ),
    ])
    .join("\n\n");
}

const frameworks = [
  { prefix: "CIS AWS 5.0.0", name: "CIS AWS Foundations Benchmark 5.0.0" },
  { prefix: "CIS AWS 6.0.0", name: "CIS AWS Foundations Benchmark 6.0.0" },
  { prefix: "CIS AWS 7.0.0", name: "CIS AWS Foundations Benchmark 7.0.0" },
  { prefix: "NIST 800-53", name: "NIST SP 800-53" },
  { prefix: "ISO 27001", name: "ISO/IEC 27001, Annex A" },
] as const;

/** How a rule marks a control that nobody official maps to it. */
const ownMark = " (own judgement)";

interface MappedControl {
  readonly control: string;
  readonly official: readonly string[];
  readonly own: readonly string[];
}

/** Every control that a rule names, in the order of its numbers. */
function controls(): readonly MappedControl[] {
  const found = new Map<string, { official: string[]; own: string[] }>();
  for (const { issueCode, controls: named = [] } of rules) {
    for (const text of named) {
      const isOwn = text.endsWith(ownMark);
      const control = isOwn ? text.slice(0, -ownMark.length) : text;
      const entry = found.get(control) ?? { official: [], own: [] };
      found.set(control, entry);
      (isOwn ? entry.own : entry.official).push(issueCode);
    }
  }
  return [...found]
    .map(([control, entry]) => ({ control, ...entry }))
    .sort((a, b) => compareNumbered(a.control, b.control));
}

/** `AC-2(3)` before `AC-17`: by words, and numbers among them by their value. */
function compareNumbered(first: string, second: string): number {
  const left = first.match(/\d+|\D+/g) ?? [];
  const right = second.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [a = "", b = ""] = [left[at], right[at]];
    const isNumber = /^\d/.test(a) && /^\d/.test(b);
    const order = isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** By prefix, in the order of the names. */
function services(): readonly (readonly [prefix: string, codes: readonly string[]])[] {
  const found = new Map<string, Set<string>>();
  const add = (prefix: string, code: string): void => {
    const codes = found.get(prefix) ?? new Set();
    found.set(prefix, codes.add(code));
  };
  for (const [prefix, codes] of Object.entries(rulesOfOneService)) {
    for (const code of codes) add(prefix, code);
  }
  for (const { issueCode, actions } of accessFamilies) {
    if (typeof actions === "function") continue;
    for (const action of actions) add(action.split(":")[0] ?? "", issueCode);
  }
  const named = (prefix: string): string => (serviceName(prefix) ?? prefix).toLowerCase();
  return [...found]
    .filter(([prefix]) => prefix !== "iam" && prefix !== "sts" && serviceName(prefix) !== undefined)
    .map(([prefix, codes]) => [prefix, [...codes].filter((code) => ruleOf(code))] as const)
    .sort(([a], [b]) => (named(a) < named(b) ? -1 : named(a) > named(b) ? 1 : a < b ? -1 : 1));
}

function ruleOf(code: string): Rule | undefined {
  return rules.find(({ issueCode }) => issueCode === code);
}

/** With how sure the rule is, where it is not certain. */
function typeOf(rule: Rule): string {
  const confidence = confidenceOf(rule);
  return `\`${rule.findingType}\`${confidence === "certain" ? "" : `, ${confidence}`}`;
}

function links(codes: readonly string[]): string {
  return codes
    .flatMap((code) => ruleOf(code) ?? [])
    .map((rule) => link(rule))
    .join(", ");
}

function link({ issueCode }: Pick<Rule, "issueCode">, folder = ""): string {
  return `[\`${issueCode}\`](${folder}${pageName(issueCode)}.md)`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

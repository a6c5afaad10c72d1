import { coversAction, isStar } from "../../policy/pattern.ts";
import type { Principal, Statement } from "../../policy/policy-document.ts";
import { displayText, type TextValue } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { everyone } from "../trust/outsiders.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { hasLiteralName } from "./name-of-resource.ts";

/** What is run or installed from where, and the actions that put something there. */
const artifacts: readonly {
  readonly resourceType: string;
  readonly actions: readonly string[];
  /** For resources that hold other things as well: names that speak of artefacts. Linear. */
  readonly name?: RegExp;
}[] = [
  { resourceType: "AWS::ECR::Repository", actions: ["ecr:PutImage"] },
  { resourceType: "AWS::ECR::RegistryPolicy", actions: ["ecr:PutImage"] },
  {
    resourceType: "AWS::CodeArtifact::Repository",
    actions: ["codeartifact:PublishPackageVersion"],
  },
  { resourceType: "AWS::CodeArtifact::Domain", actions: ["codeartifact:PublishPackageVersion"] },
  {
    resourceType: "AWS::S3::Bucket",
    actions: ["s3:PutObject"],
    name: /arti?e?facts?|releases?|deployments?|lambda-?(code|packages?)|builds?/i,
  },
];

/** Keys that tell one account or organisation from another, and nothing within them. */
const wideKeys = new Set([
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltype",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:securetransport",
  "aws:sourceaccount",
  "aws:sourceorgid",
]);

/**
 * A repository of images, packages or deployment artefacts into which a whole organisation can put
 * something: whoever has one role anywhere in it decides what runs. What is open to the world is
 * `PUBLIC_RESOURCE_POLICY`'s.
 */
export const artifactRepositoryWritableByMany: Rule = {
  issueCode: "ARTIFACT_REPOSITORY_WRITABLE_BY_MANY",
  findingType: "SECURITY_WARNING",
  summary: "a whole organisation can put artefacts into a repository",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "NIST 800-53 SI-7 (own judgement)",
    "NIST 800-53 SR-4 (own judgement)",
    "ISO 27001 A.5.21 (own judgement)",
    "ISO 27001 A.8.4 (own judgement)",
  ],
  yieldsTo: ["PUBLIC_RESOURCE_POLICY"],

  *statement(statement, policy, { inventory }) {
    if (policy.kind !== "resource" || statement.effect !== "Allow") return;
    const artifact = artifacts.find(({ resourceType }) => resourceType === policy.resourceType);
    const principal = widePrincipal(statement);
    if (!artifact || !principal) return;
    if (artifact.name && !hasLiteralName(policy, statement, inventory, artifact.name)) return;
    const writing = writingValue(statement, artifact.actions);
    if (!writing) return;
    yield {
      at: principal.value.range,
      subject: canonicalStatement(statement),
      details: `${quotedValue(writing)} lets every principal ${reachOf(statement)} put artefacts here: one of them is enough to decide what is run or installed from it. Name the roles that publish, or demand \`aws:PrincipalArn\` besides.${onlyIf(statement, principal.value, writing)}`,
      related: [{ range: writing.range, message: "this writes" }],
      ...(artifact.name && { confidence: "likely" as const }),
    };
  },
};

/** Everyone, as far as conditions go by accounts and organisations alone. */
function widePrincipal(statement: Statement): Principal | undefined {
  const principal = everyone(statement.principal);
  if (!principal || statement.conditions.length === 0) return undefined;
  const isWide = statement.conditions.every(({ key }) =>
    wideKeys.has(displayText(key).toLowerCase()),
  );
  return isWide ? principal : undefined;
}

function writingValue({ action }: Statement, names: readonly string[]): TextValue | undefined {
  return action?.values.find(
    (value) => isStar(value) || names.some((name) => coversAction(value, name) === "yes"),
  );
}

function reachOf({ conditions }: Statement): string {
  const keys = conditions.map(({ key }) => displayText(key).toLowerCase());
  return keys.some((key) => key.includes("org")) ? "of the organisation" : "of the accounts";
}

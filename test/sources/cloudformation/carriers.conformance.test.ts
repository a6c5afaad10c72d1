import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { member, type Node } from "../../../src/policy/node.ts";
import { displayText } from "../../../src/policy/text-value.ts";
import { closedAcls } from "../../../src/sources/cloudformation/grants/bucket-acl.ts";
import { reasonToLeave } from "../../../src/sources/cloudformation/other-grants.ts";
import { parseTemplateText } from "../../../src/sources/cloudformation/parse-template-text.ts";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";

/** Every property of CloudFormation that carries a policy or grants access, and real templates. */
const shared = new URL("../../../../shared/", import.meta.url);
const table = new URL("facts/policy-carriers.json", shared);
const templates = new URL("corpus/cloudformation/", shared);

interface Carrier {
  readonly iac: string;
  readonly type: string;
  readonly propertyPath: string;
  readonly kind: string;
  readonly form: string;
}

const carriers = existsSync(table)
  ? (JSON.parse(readFileSync(table, "utf8")) as Carrier[]).filter(({ iac }) => iac !== "terraform")
  : [];

if (carriers.length === 0) {
  test.skip("carriers of policies: the table is not here", () => {});
} else {
  describe("every carrier is judged, listed or left alone for a reason", () => {
    test.each(carriers)("$type $propertyPath ($kind)", (carrier) => {
      const { type, propertyPath } = carrier;
      if (reasonToLeave(type, propertyPath) !== undefined) {
        expect(outcome(carrier)).toEqual([]);
        return;
      }
      expect(outcome(carrier)).not.toEqual([]);
    });
  });

  describe("a plain walk over real templates finds nothing that is passed over", () => {
    test.each(readdirSync(templates))("%s", (name) => {
      const text = readFileSync(new URL(name, templates), "utf8");
      const root = parseTemplateText(name, text).node;
      const result = readCloudFormation(name, text);
      const told = [
        ...(result?.policies ?? []).map(({ address }) => address),
        ...(result?.notJudged ?? []).map(({ address }) => address ?? ""),
        ...(result?.owners ?? []).flatMap(({ accessKeys, permissionsBoundary, address }) => [
          ...accessKeys.map((key) => key.address),
          ...(permissionsBoundary ? [`${address}/PermissionsBoundary`] : []),
        ]),
      ];
      for (const { id, type, path, value } of walk(root)) {
        if (reasonToLeave(type, path) !== undefined) continue;
        // An ACL that lets nobody in grants nothing.
        if (path === "AccessControl" && closedAcls.has(value)) continue;
        const front = `${name}#${id}`;
        const first = path.split(".")[0] ?? "";
        const isTold = told.some(
          (address) =>
            address === front ||
            address === `${front}/${first}` ||
            address.startsWith(`${front}/${first}/`) ||
            // The template in a template is judged.
            (path === "TemplateBody" && address.startsWith(`${front}#`)),
        );
        expect({ front, path, isTold }).toEqual({ front, path, isTold: true });
      }
    });
  });
}

/** What a template with this one property brings. */
function outcome({ type, propertyPath, form }: Carrier): string[] {
  const value = sampleOf(form, propertyPath);
  const properties: Record<string, unknown> = { ...companions[type] };
  const [first = "", ...rest] = propertyPath.replace(/^Properties\./, "").split(".");
  properties[first] = rest.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  const text = JSON.stringify({ Resources: { X: { Type: type, Properties: properties } } });
  const result = readCloudFormation("t.json", text);
  return [
    ...(result?.policies ?? [])
      .filter(({ address }) => !address.endsWith("/AssumeRolePolicyDocument") || isTrust(first))
      .map(({ address }) => address),
    ...(result?.notJudged ?? []).map(({ reason }) => reason),
    ...(result?.owners ?? []).flatMap(({ accessKeys, permissionsBoundary }) => [
      ...accessKeys.map(({ address }) => address),
      ...(permissionsBoundary ? [displayText(permissionsBoundary)] : []),
    ]),
  ];
}

function isTrust(property: string): boolean {
  return property === "AssumeRolePolicyDocument";
}

function sampleOf(form: string, path: string): unknown {
  const document = { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  switch (form) {
    case "document":
      return document;
    case "statement":
      return document.Statement[0];
    case "sam-policies":
      return [document];
    case "sam-events":
      return { E: { Type: "SNS", Properties: { Topic: "x" } } };
    case "sam-connector":
      return ["Read"];
    case "sam-resource-policy":
      return { AwsAccountWhitelist: ["111111111111"] };
    case "arn-list":
    case "name-list":
      return ["arn:aws:iam::aws:policy/AdministratorAccess"];
    case "scalar":
      return path.endsWith("AuthType") ? "NONE" : path === "AccessControl" ? "PublicRead" : true;
    default:
      return path === "Permissions" ? [{}] : "arn:aws:iam::aws:policy/AdministratorAccess";
  }
}

/** What a property means nothing without. */
const companions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "AWS::Organizations::Policy": { Type: "SERVICE_CONTROL_POLICY" },
  "AWS::Lambda::Permission": { FunctionName: "f", Action: "lambda:InvokeFunction" },
  "AWS::Serverless::Connector": { Source: { Id: "A" }, Destination: { Id: "B" } },
};

/** Resources with properties of the table, found without any evaluation. */
function* walk(
  root: Node | undefined,
): Generator<{ id: string; type: string; path: string; value: string }> {
  const resources = root?.kind === "object" ? member(root, "Resources")?.value : undefined;
  for (const { key, value } of resources?.kind === "object" ? resources.members : []) {
    const type = value.kind === "object" ? member(value, "Type")?.value : undefined;
    const properties = value.kind === "object" ? member(value, "Properties")?.value : undefined;
    if (type?.kind !== "string") continue;
    for (const carrier of carriers) {
      if (carrier.type !== displayText(type.value)) continue;
      if (reaches(properties, carrier.propertyPath.split("."))) {
        const path = carrier.propertyPath;
        const found = properties?.kind === "object" ? member(properties, path)?.value : undefined;
        const text = found?.kind === "string" ? displayText(found.value) : "";
        yield { id: displayText(key), type: carrier.type, path, value: text };
      }
    }
  }
}

function reaches(node: Node | undefined, [step, ...rest]: readonly string[]): boolean {
  if (!node || node.kind === "null") return false;
  if (step === undefined) return node.kind !== "array" || node.items.length > 0;
  if (node.kind === "array") return node.items.some((item) => reaches(item, [step, ...rest]));
  return node.kind === "object" && reaches(member(node, step)?.value, rest);
}

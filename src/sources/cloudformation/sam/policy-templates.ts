import type { Node } from "../../../policy/node.ts";
import type { Range } from "../../../text/range.ts";
import { builtDocument, builtList, builtObject, builtSub, builtText } from "../built-nodes.ts";
import { membersOf } from "../template.ts";
import { policyTemplateText } from "./policy-templates.data.ts";

interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly PolicyTemplateStatement[];
}

interface PolicyTemplateStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly [operator: string, key: string, value: string];
}

/** The names of all policy templates of SAM. */
export function policyTemplateNames(): readonly string[] {
  return [...templates.keys()];
}

/** Whether SAM has a policy template of this name. */
export function isPolicyTemplate(name: string): boolean {
  return templates.has(name);
}

/**
 * The policy document that SAM makes of a policy template. `given` holds the values of its
 * parameters, `at` is where its name stands. `undefined` when there is no such template or a value
 * is missing: SAM refuses it then.
 */
export function expandPolicyTemplate(name: string, given: Node, at: Range): Node | undefined {
  const template = templates.get(name);
  const values = membersOf(given);
  if (!template?.parameters.every((parameter) => values.has(parameter))) return undefined;
  const fill = (form: string) => filled(form, (parameter) => values.get(parameter)?.value, at);
  const statements = template.statements.map(({ actions, resources, condition }) => {
    const [operator, key, value] = condition ?? [];
    return builtObject(
      {
        Effect: builtText("Allow", at),
        Action: builtList(
          actions.map((action) => builtText(action, at)),
          at,
        ),
        Resource: builtList(resources.map(fill), at),
        ...(operator !== undefined &&
          key !== undefined &&
          value !== undefined && {
            Condition: builtObject({ [operator]: builtObject({ [key]: fill(value) }, at) }, at),
          }),
      },
      at,
    );
  });
  return builtDocument(statements, at);
}

/** `arn:sqs:here:{QueueName}` with its values. */
function filled(form: string, value: (parameter: string) => Node | undefined, at: Range): Node {
  const names = [...form.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const [first] = names;
  const alone = first !== undefined && form === `{${first}}` ? value(first) : undefined;
  if (alone) return alone;
  if (!form.startsWith("arn:")) return builtText(form, at);
  const variables: Record<string, Node> = {};
  for (const name of names) variables[name] = value(name) ?? builtText("", at);
  const template = form
    .replaceAll("{", "${")
    .replace("arn:", "arn:${AWS::Partition}:")
    .replace(":here:", ":${AWS::Region}:${AWS::AccountId}:");
  return builtSub(template, variables, at);
}

const templates = parse(policyTemplateText);

function parse(text: string): ReadonlyMap<string, PolicyTemplate> {
  const parsed = new Map<string, PolicyTemplate>();
  for (const block of text.trim().split(/\n(?! )/)) {
    const [head = "", ...lines] = block.split("\n");
    const [name = "", ...parameters] = head.split(" ");
    const statements: string[] = [];
    for (const line of lines) {
      // A statement goes on in lines with deeper indentation.
      if (line.startsWith("    ")) statements[statements.length - 1] += ` ${line.trim()}`;
      else statements.push(line.trim());
    }
    parsed.set(name, { parameters, statements: statements.map(parseStatement) });
  }
  return parsed;
}

function parseStatement(line: string): PolicyTemplateStatement {
  const [actions = "", resources = "", condition] = line.split(" | ");
  const [operator, key, value] = condition?.split(" ") ?? [];
  return {
    actions: withServices(actions.split(" ")),
    resources: resources.split(" "),
    ...(operator !== undefined &&
      key !== undefined &&
      value !== undefined && { condition: [operator, key, value] }),
  };
}

function withServices(actions: readonly string[]): string[] {
  let service = "";
  return actions.map((action) => {
    const colon = action.indexOf(":");
    if (colon >= 0) service = action.slice(0, colon + 1);
    return colon >= 0 ? action : service + action;
  });
}

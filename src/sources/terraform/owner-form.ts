import type { Extensible, OwnerForm } from "../../policy/inventory.ts";
import { literalText, type TextValue } from "../../policy/text-value.ts";
import { isWithin, type Range } from "../../text/range.ts";
import type { Span } from "./hcl/ast.ts";
import type { Declaration, Definition } from "./module.ts";

const typesWithForm: ReadonlySet<string> = new Set(["aws_iam_role", "aws_iam_user"]);

/** How the block of a role or user is written. */
export function formOf({ type, file, range, body }: Declaration): OwnerForm | undefined {
  if (!typesWithForm.has(type)) return undefined;
  const like = [...body.attributes.values()].find(({ key }) => isWithin(key, range))?.key;
  if (!like) return undefined;
  const tags = body.attributes.get("tags");
  const reference = tags && referenceOf(tags);
  return {
    members: { into: range, like },
    boundary: "permissions_boundary",
    tags: {
      name: "tags",
      as: "members",
      written: tags ? (tags.file === file && objectOf(tags)) || "elsewhere" : "none",
      ...(reference && { reference }),
    },
  };
}

/** An object that is written out, with a member in it. */
function objectOf({ expression, file }: Definition): Extensible | undefined {
  const [first] = expression.kind === "object" ? expression.items : [];
  return first && { into: at(file, expression.span), like: at(file, first.key.span) };
}

/** `local.tags` or `var.tags`, which is worth the same wherever it stands in the module. */
function referenceOf({ expression, file }: Definition): OwnerForm["tags"]["reference"] {
  if (expression.kind !== "attribute" || expression.object.kind !== "variable") return undefined;
  const { object, name, span } = expression;
  if (object.name !== "local" && object.name !== "var") return undefined;
  return { text: `${object.name}.${name}`, at: at(file, span) };
}

/** The argument as it is written: a number, or a text without anything to evaluate in it. */
export function writtenText({ body }: Declaration, argument: string): TextValue | undefined {
  const found = body.attributes.get(argument);
  if (!found) return undefined;
  const { expression, file } = found;
  const range = at(file, expression.span);
  if (expression.kind === "number") return literalText(expression.text, range);
  const [part, ...others] = expression.kind === "template" ? expression.parts : [];
  if (part?.kind !== "text" || others.length > 0) return undefined;
  const { text, anchors, span } = part;
  return { parts: [{ kind: "literal", text, at: at(file, span), anchors }], range };
}

function at(file: string, { start, end }: Span): Range {
  return { file, start, end };
}

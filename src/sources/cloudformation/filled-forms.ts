import type { Node } from "../../policy/node.ts";
import type { TextPart } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { choice } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";
import { pseudoParameter } from "./pseudo-parameters.ts";
import { resourceForm } from "./resource-forms.ts";

/** Fills the known forms of names and ARNs with what the template says about a resource. */
export class FilledForms {
  private readonly evaluator: Evaluator;
  private readonly open = new Set<string>();
  private readonly values = new Map<string, Node | undefined>();

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }

  /** The known form of a name or an ARN; one of two where the name is one of two. */
  fill(form: string, id: string, reference: string, range: Range): Node {
    const property = resourceForm(this.evaluator.template.resources.get(id)?.type ?? "")?.name;
    const name = property === undefined ? undefined : this.property(id, property);
    return this.fillWith(form, id, name, reference, range);
  }

  private fillWith(
    form: string,
    id: string,
    name: Node | undefined,
    reference: string,
    range: Range,
  ): Node {
    if (name?.kind === "choice") {
      const [then, otherwise] = [name.then, name.otherwise].map((arm) =>
        this.fillWith(form, id, arm, reference, range),
      );
      return choice(name.condition, then, otherwise, range) ?? name;
    }
    const parts: TextPart[] = [];
    // Forms are ours: `{word}` and text in turn.
    for (const [index, piece] of form.split(/[{}]/).entries()) {
      if (piece === "") continue;
      if (index % 2 === 0) parts.push({ kind: "literal", text: piece, at: range });
      else {
        const filling =
          piece === "name"
            ? this.nameParts(id, name, range)
            : this.fillOne(piece, id, reference, range);
        if (!this.evaluator.affords(filling)) {
          return this.evaluator.unknownValue(reference, "not supported", range);
        }
        for (const part of filling) parts.push(part);
      }
    }
    return { kind: "string", value: { parts, range }, range };
  }

  private fillOne(
    word: string,
    name: string,
    reference: string,
    range: Range,
  ): readonly TextPart[] {
    switch (word) {
      case "partition":
        return this.pseudoParts("AWS::Partition", range);
      case "region":
        return this.pseudoParts("AWS::Region", range);
      case "account":
        return this.pseudoParts("AWS::AccountId", range);
      case "urlSuffix":
        return this.pseudoParts("AWS::URLSuffix", range);
      case "path":
        return (
          textParts(this.property(name, "Path")) ?? [{ kind: "literal", text: "/", at: range }]
        );
      case "suffix": {
        // The name may stand beside it and is another value.
        const suffix = this.evaluator.reference(`!Ref ${name} suffix`);
        return [
          { kind: "unknown", reference: suffix, reason: "known after deployment", at: range },
        ];
      }
      default:
        return [{ kind: "unknown", reference, reason: "known after deployment", at: range }];
    }
  }

  /** The name that the template gives, or one that CloudFormation chooses. */
  private nameParts(id: string, name: Node | undefined, range: Range): readonly TextPart[] {
    return (
      textParts(name) ?? [
        {
          kind: "unknown",
          reference: this.evaluator.reference(`!Ref ${id}`),
          reason: "known after deployment",
          at: range,
        },
      ]
    );
  }

  private pseudoParts(name: string, range: Range): readonly TextPart[] {
    const part = pseudoParameter(name, range, "", this.evaluator.accountScope);
    return part ? [part] : [];
  }

  /** A property of a resource; `undefined` when it is not there, or leads back to itself. */
  private property(id: string, property: string): Node | undefined {
    const key = `${this.evaluator.defaultsCount} ${id} ${property}`;
    if (this.values.has(key)) return this.values.get(key);
    const node = this.evaluator.template.resources.get(id)?.properties.get(property)?.value;
    if (!node || this.open.has(key)) return undefined;
    this.open.add(key);
    const resolved = this.evaluator.resolve(node);
    this.open.delete(key);
    // What is not known for its depth may be known from nearer by.
    if (resolved?.kind !== "unknown") this.values.set(key, resolved);
    return resolved;
  }
}

function textParts(node: Node | undefined): readonly TextPart[] | undefined {
  if (node?.kind === "unknown") return [node.unknown];
  return node?.kind === "string" ? node.value.parts : undefined;
}

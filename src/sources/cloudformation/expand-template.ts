import type { NotJudged } from "../../policy/inventory.ts";
import type { Member, Node, ObjectNode } from "../../policy/node.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import type { SourceFiles } from "../source.ts";
import type { Evaluator } from "./evaluator.ts";
import { localPath, Trees } from "./local-files.ts";
import { substitute } from "./substitute.ts";
import { membersOf, readTemplate, scalarText, type Template } from "./template.ts";

/** Includes in includes, and loops in loops; CloudFormation allows five loops. */
const nestingMax = 8;
const depthMax = 120;

/** Nodes that loops and includes may add to a template. */
const nodesMax = 60_000;

export interface ExpandedTemplate {
  readonly root: ObjectNode;
  readonly notJudged: readonly NotJudged[];
  /** Other files that take part. */
  readonly files: readonly string[];
}

/**
 * Puts in what `AWS::Include` takes from files of the repository, and what the loops of the
 * language extensions (`Fn::ForEach`) make. What cannot be put in stays, and is listed as a macro
 * is. `evaluate` knows the values that are given for parameters.
 */
export function expandTemplate(
  text: string,
  root: ObjectNode,
  files: SourceFiles | undefined,
  evaluate: (template: Template) => Evaluator,
): ExpandedTemplate {
  if (!/Fn::ForEach|Fn::Transform|!Transform|AWS::Include/.test(text)) {
    return { root, notJudged: [], files: [] };
  }
  const includes = new Expander(files, undefined);
  const included = includes.object(includes.withRootIncludes(root), 0, 0);
  // The collections of loops may be parameters, which an include may bring.
  const evaluator = evaluate(readTemplate(included));
  const loops = new Expander(files, evaluator);
  const expanded = loops.object(included, 0, 0);
  const notJudged = [...includes.notJudged, ...loops.notJudged];
  return { root: expanded, notJudged, files: [...includes.loaded] };
}

class Expander {
  readonly notJudged: NotJudged[] = [];
  readonly loaded = new Set<string>();
  private readonly trees: Trees;
  /** Set while loops are put in; includes have been by then. */
  private readonly evaluator: Evaluator | undefined;
  private nodes = 0;

  constructor(files: SourceFiles | undefined, evaluator: Evaluator | undefined) {
    this.trees = new Trees(files);
    this.evaluator = evaluator;
  }

  object(node: ObjectNode, depth: number, nesting: number): ObjectNode {
    const members: Member[] = [];
    for (const member of node.members) {
      for (const each of this.member(member, depth, nesting)) members.push(each);
    }
    return { ...node, members };
  }

  /** `Transform: { Name: AWS::Include, Parameters: { Location: … } }` of the template itself. */
  withRootIncludes(root: ObjectNode): ObjectNode {
    const transform = membersOf(root).get("Transform")?.value;
    const items = transform?.kind === "array" ? transform.items : transform ? [transform] : [];
    const found = items.map((item) => ({ item, content: this.include(item, 0) }));
    const added = found.flatMap(({ content }) => content?.members ?? []);
    if (!transform || added.length === 0) return root;
    const left = found.flatMap(({ item, content }) => (content ? [] : [item]));
    const names = new Set(root.members.map(({ key }) => displayText(key)));
    const sections = root.members.map((own): Member => {
      if (own.value === transform) {
        return { ...own, value: { kind: "array", items: left, range: transform.range } };
      }
      const more = added.find(({ key }) => displayText(key) === displayText(own.key))?.value;
      if (more?.kind !== "object" || own.value.kind !== "object") return own;
      const value = { ...own.value, members: [...own.value.members, ...more.members] };
      return { ...own, value };
    });
    const others = added.filter(({ key }) => !names.has(displayText(key)));
    return { ...root, members: [...sections, ...others] };
  }

  private node(node: Node, depth: number, nesting: number): Node {
    if (nesting > 0) this.nodes++;
    if (depth > depthMax) return node;
    if (node.kind === "array") {
      return { ...node, items: node.items.map((item) => this.node(item, depth + 1, nesting)) };
    }
    if (node.kind !== "object") return node;
    const [only] = node.members;
    if (only && node.members.length === 1 && isTransform(only)) {
      // The whole value is what the file holds, a list or a text too.
      const content = this.content(only.value, nesting);
      if (content) return this.nested(content, depth, nesting);
    }
    return this.object(node, depth + 1, nesting);
  }

  private member(member: Member, depth: number, nesting: number): readonly Member[] {
    if (isTransform(member)) {
      const content = this.include(member.value, nesting);
      if (content) return this.object(content, depth + 1, nesting + 1).members;
    }
    const name = displayText(member.key);
    if (this.evaluator && name.startsWith("Fn::ForEach::")) {
      const made = this.loop(member, this.evaluator, depth, nesting);
      if (made) return made;
    }
    return [{ ...member, value: this.node(member.value, depth, nesting) }];
  }

  private loop(
    { key, value }: Member,
    evaluator: Evaluator,
    depth: number,
    nesting: number,
  ): Member[] | undefined {
    const [first, collection, body] = value.kind === "array" ? value.items : [];
    const identifier = scalarText(first);
    if (!identifier || !collection || body?.kind !== "object" || nesting >= nestingMax) {
      return undefined;
    }
    const list = evaluator.resolve(collection);
    const items = list?.kind === "array" ? list.items.map(scalarText) : undefined;
    if (!items?.every((item) => item && knownText(item) !== undefined)) return undefined;
    const made: Member[] = [];
    for (const item of items) {
      if (!item) continue;
      this.nodes++;
      if (this.nodes > nodesMax) {
        const reason = "the loops of this template make too much: the rest of it is not judged";
        if (this.notJudged.length === 0)
          this.notJudged.push({ range: key.range, reason, unread: true });
        break;
      }
      const copy = substitute(body, displayText(identifier), displayText(item));
      if (copy.kind !== "object") continue;
      for (const each of this.object(copy, depth + 1, nesting + 1).members) made.push(each);
    }
    return made;
  }

  private nested(node: Node, depth: number, nesting: number): Node {
    return this.node(node, depth + 1, nesting + 1);
  }

  private include(transform: Node, nesting: number): ObjectNode | undefined {
    const content = this.content(transform, nesting);
    return content?.kind === "object" ? content : undefined;
  }

  /** What the file of an include holds; `undefined` for other macros and for files elsewhere. */
  private content(transform: Node, nesting: number): Node | undefined {
    if (this.evaluator || nesting >= nestingMax || this.nodes > nodesMax) return undefined;
    const members = membersOf(transform);
    const name = scalarText(members.get("Name")?.value);
    const location = scalarText(membersOf(members.get("Parameters")?.value).get("Location")?.value);
    if (!name || displayText(name) !== "AWS::Include" || !location) return undefined;
    const path = localPath(transform.range.file, displayText(location));
    if (path === undefined || path === transform.range.file) return undefined;
    const tree = this.trees.load(path);
    this.loaded.add(path);
    return "node" in tree ? tree.node : undefined;
  }
}

function isTransform({ key }: Member): boolean {
  return displayText(key) === "Fn::Transform";
}

import type { Guard, NotJudged, Owner } from "../../policy/inventory.ts";
import type { ObjectNode } from "../../policy/node.ts";
import type { Policy } from "../../policy/policy.ts";
import { displayText, type When } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { SourceFiles, SourceResult, SyntaxProblem } from "../source.ts";
import { Evaluator } from "./evaluator.ts";
import { existence } from "./existence.ts";
import { expandTemplate } from "./expand-template.ts";
import { Trees } from "./local-files.ts";
import { macros } from "./macros.ts";
import {
  givenParameters,
  isStackSet,
  type NestedStack,
  nestedLengthMax,
  nestedStack,
  nestedStacksMax,
  nestingMax,
} from "./nested-stacks.ts";
import { ResourceReader } from "./read-resources.ts";
import { withGeneratedRoles } from "./sam/generated-roles.ts";
import { withGlobals } from "./sam/globals.ts";
import { isTemplate, readTemplate, type Template } from "./template.ts";
import { parseTemplateBody } from "./template-body.ts";

/** A stack, and the nested ones whose templates stand in the repository. */
interface Stack {
  readonly path: string;
  /** In front of the addresses of its resources: `template.yml#`, `template.yml#Network#`. */
  readonly prefix: string;
  readonly evaluator: Evaluator;
  /** Where it is called, the innermost first. */
  readonly calls: readonly Range[];
  /** Conditions of the stacks around it, and its own. */
  readonly when: readonly When[];
  /** Templates around it, itself included. */
  readonly chain: readonly string[];
}

/**
 * Reads the resources of a template and of the nested stacks that it calls, with their parameters.
 * `front` stands in front of the addresses of its resources.
 */
export function readStacks(
  path: string,
  front: string,
  evaluator: Evaluator,
  files: SourceFiles | undefined,
): SourceResult & { readonly reads: readonly string[] } {
  const reading = new StackReading(files);
  const root: Stack = { path, prefix: `${front}#`, evaluator, calls: [], when: [], chain: [path] };
  reading.gather(root);
  reading.readAll();
  return reading;
}

interface TemplateSource {
  readonly root: ObjectNode;
  readonly text: string;
  /** Names it in the chain of stacks around it. */
  readonly path: string;
}

class StackReading implements SourceResult {
  readonly policies: Policy[] = [];
  readonly owners: Owner[] = [];
  readonly elsewhere: Owner[] = [];
  readonly guards: Guard[] = [];
  readonly notJudged: NotJudged[] = [];
  readonly syntaxProblems: SyntaxProblem[] = [];
  readonly reads: string[] = [];
  private readonly files: SourceFiles | undefined;
  private readonly trees: Trees;
  private readonly stacks: Stack[] = [];
  private textLength = 0;

  constructor(files: SourceFiles | undefined) {
    this.files = files;
    this.trees = new Trees(files);
  }

  /** First all stacks: one may use the outputs of another. */
  gather(stack: Stack): void {
    this.stacks.push(stack);
    const { evaluator } = stack;
    for (const resource of evaluator.template.resources.values()) {
      const nested = nestedStack(resource, evaluator, resource.range.file);
      const when = nested && existence(resource, evaluator);
      if (!nested || !when) continue;
      const child = this.child(stack, nested, when);
      if (typeof child === "string") this.list(stack, nested, child);
      else this.gather(child);
    }
  }

  readAll(): void {
    for (const { prefix, evaluator, calls, when } of this.stacks) {
      const reader = new ResourceReader(prefix, evaluator, when);
      for (const resource of evaluator.template.resources.values()) reader.read(resource);
      const called = calls.length > 0 ? { calls } : {};
      for (const policy of reader.policies) this.policies.push({ ...policy, ...called });
      for (const owner of reader.owners) this.owners.push({ ...owner, ...called });
      for (const owner of reader.elsewhere) this.elsewhere.push(owner);
      for (const guard of reader.guards) this.guards.push(guard);
      for (const entry of reader.notJudged) this.notJudged.push(entry);
      for (const problem of reader.syntaxProblems) this.syntaxProblems.push(problem);
    }
  }

  /** The nested stack, or why it is not judged. */
  private child(stack: Stack, nested: NestedStack, when: readonly When[]): Stack | string {
    if (stack.chain.length > nestingMax || this.stacks.length > nestedStacksMax) {
      return "more nested stacks than are followed: not judged";
    }
    const source =
      nested.property === "TemplateBody" ? this.body(nested) : this.file(stack, nested);
    if (typeof source === "string") return source;
    this.textLength += source.text.length;
    if (this.textLength > nestedLengthMax) {
      return "nested stacks of more text than is followed: not judged";
    }
    const { resource } = nested;
    const calling = {
      evaluator: stack.evaluator,
      id: resource.name,
      given: givenParameters(resource, stack.evaluator),
      isStackSet: isStackSet(resource),
    };
    const evaluate = (template: Template) => new Evaluator(template, calling);
    const expanded = expandTemplate(source.text, source.root, this.files, evaluate);
    for (const file of expanded.files) this.reads.push(file);
    const template = readTemplate(expanded.root);
    for (const entry of macros(template)) this.notJudged.push(entry);
    for (const entry of expanded.notJudged) this.notJudged.push(entry);
    const evaluator = evaluate(withGeneratedRoles(withGlobals(template)));
    // The outputs of a stack set are those of many stacks.
    if (!calling.isStackSet) stack.evaluator.nested.set(resource.name, evaluator);
    return {
      path: source.path,
      prefix: `${stack.prefix}${resource.name}#`,
      evaluator,
      calls: [nested.range, ...stack.calls],
      when: [...stack.when, ...when],
      chain: [...stack.chain, source.path],
    };
  }

  /** A template that stands in a property. */
  private body({ body, location, resource }: NestedStack): TemplateSource | string {
    if (!body) return `the template of this stack set is not known, \`${location}\`: not judged`;
    const { node, problems } = parseTemplateBody(body);
    for (const problem of problems) this.syntaxProblems.push(problem);
    const root = isTemplate(node) ? node : undefined;
    if (!root) return "no template could be read here: this stack set is not judged";
    return { root, text: displayText(body), path: `${body.range.file}#${resource.name}` };
  }

  /** A template in a file of its own. */
  private file(stack: Stack, { path, location }: NestedStack): TemplateSource | string {
    if (path === undefined) {
      return `a nested stack whose template is elsewhere, \`${location}\`: not judged`;
    }
    if (stack.chain.includes(path)) {
      return `the nested stack \`${path}\` leads back to itself: not judged`;
    }
    const tree = this.trees.load(path);
    const text = this.files?.text(path) ?? "";
    if ("missing" in tree) {
      if (tree.missing !== "not there") this.reads.push(path);
      if (tree.missing === "not there") {
        return `the template \`${path}\` of this nested stack is not in the repository: not judged`;
      }
      return `the template \`${path}\` of this nested stack could not be read: not judged`;
    }
    this.reads.push(path);
    const root = isTemplate(tree.node) ? tree.node : undefined;
    if (!root) return `\`${path}\` is no template: this nested stack is not judged`;
    return { root, text, path };
  }

  private list(stack: Stack, { resource, property, range }: NestedStack, reason: string): void {
    const address = `${stack.prefix}${resource.name}/${property}`;
    this.notJudged.push({ range, address, reason, unread: false });
  }
}

import type { TextRole } from "./placeholders.ts";

/** What a value is in the grammar of a policy. */
export type Context =
  | { readonly kind: "document" }
  | { readonly kind: "statements" }
  | { readonly kind: "statement" }
  | { readonly kind: "principals" }
  | { readonly kind: "conditions" }
  | { readonly kind: "operator"; readonly operator: string }
  | { readonly kind: "value"; readonly role: (service: string) => TextRole };

/** True where the grammar names all members: an unknown one is left out. */
export function isFixed({ kind }: Context): boolean {
  return kind === "document" || kind === "statements" || kind === "statement";
}

/** What a member of that name is. */
export function inside(context: Context, name: string): Context {
  switch (context.kind) {
    case "document":
      if (name === "Statement") return { kind: "statements" };
      return value({ kind: name === "Version" ? "version" : "other" });
    case "statements":
    case "statement":
      return element(name);
    case "principals":
      return value({ kind: "principal", type: name });
    case "conditions":
      return { kind: "operator", operator: name };
    case "operator":
      return value({ kind: "condition", operator: context.operator, key: name });
    case "value":
      return value({ kind: "other" });
  }
}

function element(name: string): Context {
  switch (name) {
    case "Action":
    case "NotAction":
      return value({ kind: "action" });
    case "Resource":
    case "NotResource":
      return { kind: "value", role: (service) => ({ kind: "arn", service }) };
    case "Principal":
    case "NotPrincipal":
      return { kind: "principals" };
    case "Condition":
      return { kind: "conditions" };
    case "Effect":
      return value({ kind: "effect" });
    case "Sid":
      return value({ kind: "sid" });
    default:
      return value({ kind: "other" });
  }
}

function value(role: TextRole): Context {
  return { kind: "value", role: () => role };
}

/** What a text is there. `service` is a guess, for resources. */
export function roleOf(context: Context, service: string): TextRole {
  if (context.kind === "value") return context.role(service);
  return context.kind === "principals" ? { kind: "principal", type: "AWS" } : { kind: "other" };
}

/** What the name of a member is there. */
export function keyRole(context: Context): TextRole {
  if (context.kind === "conditions") return { kind: "condition operator" };
  return { kind: context.kind === "operator" ? "condition key" : "other" };
}

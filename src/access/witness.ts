import type { Found } from "./difference-search.ts";
import { variableReference } from "./prepare.ts";
import type { Context, ContextValue, Request, RequestPrincipal } from "./request.ts";
import type { Symbols } from "./symbols.ts";

/** A concrete request that one side allows and the other does not. */
export interface Witness {
  readonly request: Request;
  /** What was taken to hold of conditions that are not known: `var.admin` → true. */
  readonly assumptions: ReadonlyMap<string, boolean>;
}

/** Makes the request: policy variables get the values of their keys, other symbols stay. */
export function witnessOf(found: Found, symbols: Symbols): Witness {
  const { answer, principal } = found;
  const context = new Map<string, ContextValue>();
  const assumptions = new Map<string, boolean>();
  for (const [key, value] of answer.context) {
    context.set(key, value);
    if (key.startsWith("\u0000")) assumptions.set(key.slice(1), value === "true");
  }
  const substitute = (text: string): string =>
    [...text].map((character) => symbolValue(character, context, symbols) ?? character).join("");
  const substituted: Context = new Map(
    [...context].map(([key, value]) => [
      key,
      typeof value === "string" ? substitute(value) : value.map(substitute),
    ]),
  );
  return {
    request: {
      action: found.action,
      resource: substitute(found.resource),
      context: substituted,
      ...(principal.principal && { principal: principal.principal }),
    },
    assumptions,
  };
}

/** How things are written for people. */
export interface Names {
  readonly symbols: Symbols;
  /** Condition keys in lower case → as a policy writes them. */
  readonly keys: ReadonlyMap<string, string>;
}

/** The same with what is not known as `${reference}`, and condition keys as policies write them. */
export function displayedWitness({ request, assumptions }: Witness, names: Names): Witness {
  const show = (text: string): string => names.symbols.display(text);
  const { principal } = request;
  return {
    assumptions,
    request: {
      action: show(request.action),
      resource: show(request.resource),
      context: new Map(
        [...request.context].map(([key, value]) => [
          show(names.keys.get(key) ?? key),
          typeof value === "string" ? show(value) : value.map(show),
        ]),
      ),
      ...(principal && { principal: displayedPrincipal(principal, show) }),
    },
  };
}

function displayedPrincipal(
  principal: RequestPrincipal,
  show: (text: string) => string,
): RequestPrincipal {
  switch (principal.type) {
    case "AWS": {
      const { arn, sessionArn } = principal;
      return {
        type: "AWS",
        arn: show(arn),
        ...(sessionArn !== undefined && { sessionArn: show(sessionArn) }),
      };
    }
    case "Service":
      return { type: "Service", name: show(principal.name) };
    case "Federated":
      return { type: "Federated", provider: show(principal.provider) };
    case "CanonicalUser":
      return { type: "CanonicalUser", id: show(principal.id) };
    case "Anonymous":
      return principal;
  }
}

/** What a symbol stands for in this request: the value of its key, or an escaped character. */
function symbolValue(character: string, context: Context, symbols: Symbols): string | undefined {
  const reference = symbols.reference(character);
  if (reference === undefined || !reference.startsWith("${")) return undefined;
  const inside = reference.slice(2, -1);
  if (inside === "*" || inside === "?" || inside === "$") return inside;
  const value = context.get(inside);
  return typeof value === "string" && variableReference(inside) === reference ? value : undefined;
}

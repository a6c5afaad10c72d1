import type { Context, Request, RequestPrincipal } from "../../src/access/request.ts";
import { type AccessStatement, readStatements } from "../../src/access/statement.ts";
import { Symbols } from "../../src/access/symbols.ts";
import type { PolicyDocument } from "../../src/policy/policy-document.ts";
import { readPolicyDocument } from "../../src/policy/read-policy-document.ts";
import { parseFile } from "../../src/sources/json/parse-json.ts";

/** A policy document as a JSON value: its statements, or the whole. */
export function documentOf(policy: object): PolicyDocument {
  const whole = "Statement" in policy ? policy : { Version: "2012-10-17", Statement: policy };
  const { node, problems } = parseFile("policy.json", JSON.stringify(whole));
  if (!node || problems.length > 0) throw new Error("the policy of a test is no JSON");
  return readPolicyDocument(node);
}

export function statementsOf(policy: object): readonly AccessStatement[] {
  return readStatements(documentOf(policy), 0, new Symbols()).statements;
}

/** A request in short. Keys of the context may be written in any case. */
export function requestOf(
  action: string,
  resource: string,
  context: Readonly<Record<string, string | readonly string[]>> = {},
  principal?: RequestPrincipal,
): Request {
  const lower: Context = new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]),
  );
  return { action, resource, context: lower, ...(principal && { principal }) };
}

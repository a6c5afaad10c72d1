import type { RequestPrincipal } from "../../access/request.ts";
import type { Principal, Statement } from "../../policy/policy-document.ts";
import { canonicalStatement } from "../canonical.ts";

/** A statement as far as it is about one of its principals: the others are decisions of their own. */
export function grantTo(principal: Principal, statement: Statement): string {
  const { principal: all } = statement;
  if (!all || all.principals.length === 1) return canonicalStatement(statement);
  return canonicalStatement({ ...statement, principal: { ...all, principals: [principal] } });
}

/**
 * A request by the principal that a policy names; where it names an account, by some role in it.
 *
 * @param written the principal's text, with symbols for what is not known.
 */
export function requestPrincipal(written: string): RequestPrincipal {
  const session = /^arn:([^:]*):sts::([^:]*):assumed-role\/([^/]+)\//.exec(written);
  if (session) {
    const [, partition, owner, role] = session;
    return { type: "AWS", arn: `arn:${partition}:iam::${owner}:role/${role}`, sessionArn: written };
  }
  const root = /^arn:([^:]*):iam::([^:]*):root$/.exec(written);
  if (root) return { type: "AWS", arn: `arn:${root[1]}:iam::${root[2]}:role/zz-other` };
  if (/^\d{12}$/.test(written))
    return { type: "AWS", arn: `arn:aws:iam::${written}:role/zz-other` };
  if (written === "*") return { type: "AWS", arn: "arn:aws:iam::999999999999:role/zz-other" };
  return { type: "AWS", arn: written };
}

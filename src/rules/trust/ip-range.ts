import { knownText, type TextValue } from "../../policy/text-value.ts";

/**
 * Shortest prefixes that still count as a restriction; anything wider is half the internet (Amazon
 * S3 User Guide, 'The meaning of "public"').
 */
const prefixMinIpv4 = 8;
const prefixMinIpv6 = 32;

/** True when an address or CIDR range leaves most of the internet out. An unknown one does. */
export function isNarrow(value: TextValue): boolean {
  const text = knownText(value);
  if (text === undefined) return true;
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  if (slash < 0) return address !== "" && !/[*?]/.test(address);
  const prefix = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) >= (address.includes(":") ? prefixMinIpv6 : prefixMinIpv4);
}

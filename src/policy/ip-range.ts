/** An IP address or CIDR range: the bytes of the address, and how many bits of it are fixed. */
export interface IpRange {
  /** 4 for IPv4, 16 for IPv6. */
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** Longest text of an address: 8 groups of 4 digits with colons, an IPv4 tail, and a prefix. */
const lengthMax = 64;

/** Reads `203.0.113.0/24`, `203.0.113.7`, `2001:db8::/32`; `undefined` for anything else. */
export function parseIpRange(text: string): IpRange | undefined {
  if (text.length > lengthMax) return undefined;
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  const bytes = address.includes(":") ? parseIpv6(address) : parseIpv4(address);
  if (!bytes) return undefined;
  if (slash < 0) return { bytes, prefix: bytes.length * 8 };
  const written = text.slice(slash + 1);
  const prefix = Number(written);
  if (!/^\d{1,3}$/.test(written) || prefix > bytes.length * 8) return undefined;
  return { bytes, prefix };
}

/**
 * Whether every address of the range is private: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16
 * (RFC 1918). Other special ranges are not counted: what AWS makes of them is not published.
 */
export function isPrivateRange({ bytes, prefix }: IpRange): boolean {
  if (bytes.length !== 4) return false;
  return privateRanges.some(
    ([first, second, mask, shortest]) =>
      prefix >= shortest && bytes[0] === first && ((bytes[1] ?? 0) & mask) === second,
  );
}

/** First byte, second byte under a mask, the mask, the length of the prefix. */
const privateRanges = [
  [10, 0, 0, 8],
  [172, 16, 0xf0, 12],
  [192, 168, 0xff, 16],
] as const;

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groups);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (halves.length === 1) return missing === 0 ? head : undefined;
  if (missing < 2 || !tail) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** Groups of four hexadecimal digits as bytes; the last one may be an IPv4 address. */
function groups(text: string): number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 && part.includes(".") ? parseIpv4(part) : undefined;
    if (ipv4) bytes.push(...ipv4);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const group = Number.parseInt(part, 16);
      bytes.push(group >> 8, group & 0xff);
    } else return undefined;
  }
  return bytes;
}

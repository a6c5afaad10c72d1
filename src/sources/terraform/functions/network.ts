import { knownInteger, knownString, listValue, stringValue, type Value } from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** Functions over IP address prefixes. */
export const networkFunctions: Readonly<Record<string, TerraformFunction>> = {
  cidrhost: {
    min: 2,
    max: 2,
    compute: ([prefix, number], call) => {
      const network = networkOf(prefix);
      const host = number && knownInteger(number);
      if (network === undefined || host === undefined) return undefined;
      if (!network) return call.refuse();
      const size = 1n << BigInt(network.bits - network.length);
      const offset = host < 0 ? size + BigInt(host) : BigInt(host);
      if (offset < 0n || offset >= size) return call.refuse();
      return stringValue(written(network.base + offset, network.bits), call.range);
    },
  },
  cidrnetmask: {
    min: 1,
    max: 1,
    compute: ([prefix], call) => {
      const network = networkOf(prefix);
      if (network === undefined) return undefined;
      if (network?.bits !== 32) return call.refuse();
      const mask = ((1n << BigInt(network.length)) - 1n) << BigInt(32 - network.length);
      return stringValue(written(mask, 32), call.range);
    },
  },
  cidrsubnet: {
    min: 3,
    max: 3,
    compute: ([prefix, added, number], call) => {
      const network = networkOf(prefix);
      const bits = added && knownInteger(added);
      const index = number && knownInteger(number);
      if (network === undefined || bits === undefined || index === undefined) return undefined;
      const length = (network?.length ?? 0) + bits;
      if (!network || bits < 0 || index < 0 || length > network.bits) return call.refuse();
      if (BigInt(index) >= 1n << BigInt(bits)) return call.refuse();
      const base = network.base + (BigInt(index) << BigInt(network.bits - length));
      return stringValue(`${written(base, network.bits)}/${length}`, call.range);
    },
  },
  cidrsubnets: { min: 1, compute: subnets },
};

/** One subnet behind the other, each at the next border of its own size. */
function subnets([prefix, ...added]: readonly Value[], call: Call): Value | undefined {
  const network = networkOf(prefix);
  const bits = added.map(knownInteger);
  if (network === undefined || bits.includes(undefined)) return undefined;
  if (!network) return call.refuse();
  const end = network.base + (1n << BigInt(network.bits - network.length));
  let next = network.base;
  const items: Value[] = [];
  for (const more of bits) {
    const length = network.length + (more ?? 0);
    if ((more ?? 0) < 1 || length > network.bits) return call.refuse();
    const size = 1n << BigInt(network.bits - length);
    const base = ((next + size - 1n) / size) * size;
    if (base + size > end) return call.refuse();
    items.push(stringValue(`${written(base, network.bits)}/${length}`, call.range));
    next = base + size;
  }
  return listValue(items, call.range, "list");
}

interface Network {
  readonly base: bigint;
  /** Of the address: 32 or 128. */
  readonly bits: number;
  readonly length: number;
}

/** `null`: it is no prefix; `undefined`: it is not known. */
function networkOf(prefix: Value | undefined): Network | null | undefined {
  const text = prefix && knownString(prefix);
  if (text === undefined) return undefined;
  const match = /^([0-9a-f.:]{2,45})\/(\d{1,3})$/i.exec(text);
  const address = match?.[1] === undefined ? undefined : addressOf(match[1]);
  if (!address) return null;
  const length = Number(match?.[2]);
  if (length > address.bits) return null;
  const host = BigInt(address.bits - length);
  return { base: (address.value >> host) << host, bits: address.bits, length };
}

function addressOf(text: string): { value: bigint; bits: number } | undefined {
  return text.includes(":") ? ipv6(text) : ipv4(text);
}

function ipv4(text: string): { value: bigint; bits: number } | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return { value, bits: 32 };
}

function ipv6(text: string): { value: bigint; bits: number } | undefined {
  const [front = "", back, ...rest] = text.split("::");
  if (rest.length > 0) return undefined;
  const before = front === "" ? [] : front.split(":");
  const after = back === undefined || back === "" ? [] : back.split(":");
  const missing = 8 - before.length - after.length;
  if (back === undefined ? missing !== 0 : missing < 1) return undefined;
  let value = 0n;
  for (const group of [...before, ...Array.from({ length: missing }, () => "0"), ...after]) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return { value, bits: 128 };
}

/** As Terraform writes an address: IPv6 with its longest run of zeros left out. */
function written(value: bigint, bits: number): string {
  if (bits === 32) {
    return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  }
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(":");
  const front = groups.slice(0, best.start).join(":");
  return `${front}::${groups.slice(best.start + best.length).join(":")}`;
}

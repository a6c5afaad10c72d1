/** The blocks that `Fn::Cidr` gives at most (AWS CloudFormation template reference). */
const countMax = 256;

/**
 * The first `count` IPv4 blocks inside a block; `bits` is what is left for hosts in each of them.
 * `undefined` for everything else: IPv6, missing numbers, blocks that do not fit.
 */
export function cidrBlocks(
  block: string,
  count: number | undefined,
  bits: number | undefined,
): string[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (!match || count === undefined || bits === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const size = 2 ** bits;
  const start = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = start - (start % 2 ** (32 - prefix));
  if (count < 1 || count > countMax || bits > 32 - prefix) return undefined;
  if (count * size > 2 ** (32 - prefix)) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const address = first + index * size;
    const bytes = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256);
    return `${bytes.join(".")}/${32 - bits}`;
  });
}

import { canonicalNumber } from "./nodes.ts";

/**
 * Numbers as Terraform has them: binary, with 512 bits of precision, rounded to the nearest and to
 * even between two. As text they have the fewest digits that stand for them.
 */

/** `sign · mantissa · 2^exponent`; the mantissa is 0, or has `precision` bits at most. */
interface Wide {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const precision = 512;

/** Longer texts are no numbers that anybody writes; 512 bits are 155 digits. */
const lengthMax = 700;

/** Digits that tell all numbers of 512 bits apart, and some more. */
const digitsMax = 160;

export type Operator = "+" | "-" | "*" | "/" | "%";

/**
 * The result as text, in decimal. `undefined` when one of the texts is no number, is past the
 * bounds, or for a division by zero.
 */
export function calculate(operator: Operator, left: string, right: string): string | undefined {
  const a = parse(left);
  const b = parse(right);
  if (!a || !b) return undefined;
  switch (operator) {
    case "+":
      return format(sum(a, b));
    case "-":
      return format(sum(a, { ...b, mantissa: -b.mantissa }));
    case "*":
      return format(rounded(a.mantissa * b.mantissa, a.exponent + b.exponent));
    case "/":
      return b.mantissa === 0n ? undefined : format(quotient(a, b));
    case "%":
      return b.mantissa === 0n ? undefined : format(remainder(a, b));
  }
}

/** Negative, 0 or positive; `undefined` when one of the texts is no number. */
export function compareNumbers(left: string, right: string): number | undefined {
  const a = parse(left);
  const b = parse(right);
  if (!a || !b) return undefined;
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function parse(text: string): Wide | undefined {
  const canonical = text.length > lengthMax ? undefined : canonicalNumber(text);
  if (canonical === undefined) return undefined;
  const [whole = "", fraction = ""] = canonical.split(".");
  const digits = BigInt(whole + fraction);
  return fraction === "" ? rounded(digits, 0) : divided(digits, 10n ** BigInt(fraction.length), 0);
}

function sum(a: Wide, b: Wide): Wide {
  const [x, y] = aligned(a, b);
  return rounded(x + y, Math.min(a.exponent, b.exponent));
}

function aligned(a: Wide, b: Wide): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.mantissa << BigInt(a.exponent - exponent), b.mantissa << BigInt(b.exponent - exponent)];
}

function quotient(a: Wide, b: Wide): Wide {
  return divided(a.mantissa, b.mantissa, a.exponent - b.exponent);
}

/** What is left of a division whose result is cut to a whole number; each step is rounded. */
function remainder(a: Wide, b: Wide): Wide {
  const { mantissa, exponent } = quotient(a, b);
  const times = exponent < 0 ? mantissa / (1n << BigInt(-exponent)) : mantissa << BigInt(exponent);
  const taken = rounded(times * b.mantissa, b.exponent);
  return sum(a, { ...taken, mantissa: -taken.mantissa });
}

/** `dividend / divisor · 2^exponent`, with enough bits to be rounded rightly. */
function divided(dividend: bigint, divisor: bigint, exponent: number): Wide {
  const shift = Math.max(0, precision + 2 + bits(divisor) - bits(dividend));
  const scaled = dividend << BigInt(shift);
  const result = scaled / divisor;
  // A last bit stands for all that is left.
  const rest = scaled % divisor === 0n ? 0n : 1n;
  const sign = dividend < 0n !== divisor < 0n ? -1n : 1n;
  return rounded(result * 2n + sign * rest, exponent - shift - 1);
}

function rounded(mantissa: bigint, exponent: number): Wide {
  const excess = bits(mantissa) - precision;
  if (excess <= 0) return { mantissa, exponent };
  const size = absolute(mantissa);
  const shift = BigInt(excess);
  const kept = size >> shift;
  const rest = size - (kept << shift);
  const half = 1n << (shift - 1n);
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  const result = up ? kept + 1n : kept;
  return { mantissa: mantissa < 0n ? -result : result, exponent: exponent + excess };
}

/** The fewest digits that are nearer to the number than to any other. */
function format({ mantissa, exponent }: Wide): string | undefined {
  if (mantissa === 0n) return "0";
  if (exponent === 0) return String(mantissa);
  const size = absolute(mantissa);
  // To full precision, so that its neighbours are half a unit away.
  const shift = precision - bits(size);
  const m = size << BigInt(shift);
  const e = exponent - shift;
  // Everything counted in half units: `value / unit` is the number.
  const scale = e - 1;
  const unit = scale < 0 ? 1n << BigInt(-scale) : 1n;
  const value = scale < 0 ? 2n * m : (2n * m) << BigInt(scale);
  const margin = scale < 0 ? 1n : 1n << BigInt(scale);
  // With more digits the nearest decimal is never further away.
  let found: Decimal | undefined;
  for (let least = 1, most = digitsMax; least <= most; ) {
    const digits = (least + most) >> 1;
    const decimal = nearest(value, unit, digits);
    if (decimal === undefined) return undefined;
    const error = absolute(decimal.number * unit - value * decimal.scale);
    const room = margin * decimal.scale;
    if (error < room || (error === room && m % 2n === 0n)) {
      found = decimal;
      most = digits - 1;
    } else least = digits + 1;
  }
  if (!found) return undefined;
  const decimal = placed(found.number, found.scale);
  return canonicalNumber(mantissa < 0n ? `-${decimal}` : decimal);
}

interface Decimal {
  readonly number: bigint;
  readonly scale: bigint;
}

/** The decimal of so many digits that is nearest to `value / unit`: `number / scale`. */
function nearest(value: bigint, unit: bigint, digits: number): Decimal | undefined {
  const length = decimalLength(value, unit);
  if (Math.abs(length) > lengthMax) return undefined;
  const places = digits - length;
  if (places >= 0) {
    const scale = 10n ** BigInt(places);
    return { number: half(value * scale, unit), scale };
  }
  const step = 10n ** BigInt(-places);
  return { number: half(value, unit * step) * step, scale: 1n };
}

/** `value / unit`, rounded to a whole number. */
function half(value: bigint, unit: bigint): bigint {
  return (2n * value + unit) / (2n * unit);
}

/** Digits in front of the point; negative for zeros behind it. */
function decimalLength(value: bigint, unit: bigint): number {
  if (value >= unit) return String(value / unit).length;
  return -(String(unit / value).length - 1);
}

function placed(number: bigint, scale: bigint): string {
  const places = String(scale).length - 1;
  const digits = String(number).padStart(places + 1, "0");
  const point = digits.length - places;
  return places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function bits(value: bigint): number {
  return value === 0n ? 0 : absolute(value).toString(16).length * 4 - leadingZeros(value);
}

function leadingZeros(value: bigint): number {
  const first = Number.parseInt(absolute(value).toString(16).charAt(0), 16);
  return Math.clz32(first) - 28;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

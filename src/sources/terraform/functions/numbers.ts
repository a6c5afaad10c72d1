import { spreadItems } from "../choice.ts";
import { canonicalNumber } from "../nodes.ts";
import { isUncertain, knownInteger, knownString, type Value } from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** Functions over numbers. What a double does not hold exactly is left open. */
export const numberFunctions: Readonly<Record<string, TerraformFunction>> = {
  abs: onNumber(Math.abs),
  ceil: onNumber(Math.ceil),
  floor: onNumber(Math.floor),
  max: { min: 1, compute: (args, call) => fold(args, (a, b) => Math.max(a, b), call) },
  min: { min: 1, compute: (args, call) => fold(args, (a, b) => Math.min(a, b), call) },
  parseint: {
    min: 2,
    max: 2,
    compute: ([text, base], call) => {
      const digits = text && knownString(text);
      const radix = base && knownInteger(base);
      if (digits === undefined || radix === undefined || radix > 36) return undefined;
      if (radix < 2 || !/^[+-]?[0-9a-z]{1,64}$/i.test(digits)) return call.refuse();
      const number = Number.parseInt(digits, radix);
      // What is no digit of the base ends the number early.
      const written = digits.replace(/^\+/, "").replace(/^(-?)0+(?=.)/, "$1");
      const isWhole = number.toString(radix) === written.toLowerCase().replace(/^-0$/, "0");
      return isWhole ? numberOf(number, call) : call.refuse();
    },
  },
  pow: {
    min: 2,
    max: 2,
    compute: (args, call) => fold(args, (base, exponent) => base ** exponent, call),
  },
  signum: onNumber(Math.sign),
  sum: {
    min: 1,
    max: 1,
    compute: ([list], call) => {
      const items = list && spreadItems(list);
      if (!items || items.some(isUncertain)) return undefined;
      return items.length === 0 ? call.refuse() : fold(items, (a, b) => a + b, call);
    },
  },
};

function onNumber(compute: (number: number) => number): TerraformFunction {
  return {
    min: 1,
    max: 1,
    compute: ([value], call) => {
      const number = value && knownNumber(value);
      return number === undefined ? undefined : numberOf(compute(number), call);
    },
  };
}

function fold(
  args: readonly Value[],
  combine: (left: number, right: number) => number,
  call: Call,
): Value | undefined {
  const numbers = args.map(knownNumber);
  const [first, ...others] = numbers;
  if (first === undefined) return undefined;
  let result = first;
  for (const number of others) {
    if (number === undefined) return undefined;
    result = combine(result, number);
  }
  return numberOf(result, call);
}

function knownNumber(value: Value): number | undefined {
  const text = value.kind === "number" || value.kind === "string" ? knownString(value) : undefined;
  const canonical = text === undefined ? undefined : canonicalNumber(text);
  return canonical === undefined || canonical.length > 15 ? undefined : Number(canonical);
}

function numberOf(number: number, { range }: Call): Value | undefined {
  const text = Number.isFinite(number) ? canonicalNumber(String(number)) : undefined;
  if (text === undefined || text.replace(/[-.]/g, "").length > 15) return undefined;
  return { kind: "number", text: text === "-0" ? "0" : text, range };
}

import { type IpRange, isPrivateRange, parseIpRange } from "../../policy/ip-range.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { conditionSubject, type KnownCondition, knownConditions } from "./known-conditions.ts";

/** How many private ranges a message names. */
const namedMax = 5;

/** Addresses that are taken by AWS and say something else than they seem to. */
export const ipValueRules: readonly Rule[] = [
  {
    issueCode: "IMPROVE_IP_RANGE",
    findingType: "SUGGESTION",
    summary: "an address range has bits behind its prefix",
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement) {
      for (const condition of ipConditions(statement)) {
        for (const { value, range } of rangesOf(condition)) {
          const network = networkOf(range);
          if (network.bytes.every((byte, index) => byte === range.bytes[index])) continue;
          const written = knownText(value) ?? "";
          const suggestion = replacement(value, 0, written.length, textOf(network));
          yield {
            at: value.range,
            subject: `${conditionSubject(condition)}=${written}`,
            details: `${quotedValue(value)} means the whole range ${quoted(textOf(network))}. Write it so, or a longer prefix when fewer addresses are meant.`,
            ...(suggestion && { suggestion }),
          };
        }
      }
    },
  },
  subsetRule(false, {
    issueCode: "PRIVATE_IP_ADDRESS_SUBSET",
    summary: "IpAddress on aws:SourceIp has private addresses among others",
  }),
  subsetRule(true, {
    issueCode: "PRIVATE_NOT_IP_ADDRESS_SUBSET",
    summary: "NotIpAddress on aws:SourceIp has private addresses among others",
  }),
];

/** `aws:SourceIp` is a public address: private ones among the values are never met. */
function subsetRule(negated: boolean, head: Pick<Rule, "issueCode" | "summary">): Rule {
  return {
    ...head,
    findingType: "SUGGESTION",
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement) {
      for (const condition of ipConditions(statement)) {
        if (condition.key !== "aws:sourceip" || condition.operator.negated !== negated) continue;
        const ranges = rangesOf(condition);
        // A value that is not known may be private, too.
        if (ranges.every(({ range }) => isPrivateRange(range))) continue;
        const inside = ranges
          .filter(({ range }) => isPrivateRange(range))
          .map(({ value }) => value);
        const [first, ...others] = inside;
        if (!first) continue;
        yield {
          at: first.range,
          subject: `${conditionSubject(condition)} ${inside
            .map((value) => knownText(value) ?? "")
            .sort()
            .join()}`,
          details: `${inside.slice(0, namedMax).map(quotedValue).join(", ")}${inside.length > namedMax ? " and others" : ""} ${inside.length === 1 ? "is a private range" : "are private ranges"}, and \`aws:SourceIp\` is always a public address. Remove ${inside.length === 1 ? "it" : "them"}, or use \`aws:VpcSourceIp\` for requests from within a VPC.`,
          related: others
            .slice(0, namedMax)
            .map(({ range }) => ({ range, message: "private, too" })),
          locations: inside.map(({ range }) => range),
        };
      }
    },
  };
}

function ipConditions(statement: Parameters<typeof knownConditions>[0]): readonly KnownCondition[] {
  return knownConditions(statement).filter(({ operator }) => operator.comparison === "ipaddress");
}

interface IpValue {
  readonly value: TextValue;
  readonly range: IpRange;
}

/** The values that are known and are addresses or ranges; another rule reports the others. */
function rangesOf({ entry }: KnownCondition): readonly IpValue[] {
  return entry.values.flatMap((value) => {
    const range = parseIpRange(knownText(value) ?? "");
    return range ? [{ value, range }] : [];
  });
}

function networkOf({ bytes, prefix }: IpRange): IpRange {
  const network = bytes.map((byte, index) => {
    const fixed = Math.max(0, Math.min(8, prefix - index * 8));
    return byte & (0xff << (8 - fixed)) & 0xff;
  });
  return { bytes: network, prefix };
}

function textOf({ bytes, prefix }: IpRange): string {
  if (bytes.length === 4) return `${bytes.join(".")}/${prefix}`;
  const groups: string[] = [];
  for (let index = 0; index < bytes.length; index += 2) {
    groups.push((((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)).toString(16));
  }
  return `${compressed(groups)}/${prefix}`;
}

/** The longest run of zero groups as `::` (RFC 5952). */
function compressed(groups: readonly string[]): string {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let index = 0; index <= groups.length; index++) {
    if (groups[index] === "0") continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  if (best.length < 2) return groups.join(":");
  const left = groups.slice(0, best.start).join(":");
  return `${left}::${groups.slice(best.start + best.length).join(":")}`;
}

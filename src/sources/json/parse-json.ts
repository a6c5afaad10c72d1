import type { Member, Node } from "../../policy/node.ts";
import {
  literalText,
  placeholderText,
  rangeOf,
  sliceText,
  type TextValue,
  type UnknownPart,
  unknownText,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { SyntaxProblem } from "../source.ts";
import { decodeString, isClosed } from "./json-string.ts";
import { JsonTokens, type Token, type TokenKind } from "./json-tokens.ts";

/** Nesting past which JSON is not read any further. IAM's deepest document has 7 levels. */
export const depthMax = 64;

/** Problems past this number are left out: they say nothing new about a file. */
export const problemsMax = 25;

export interface ParsedJson {
  /** What could be read; absent when there is no value at all. */
  readonly node?: Node;
  /** Empty when the text is JSON as RFC 8259 has it. In the order of the text. */
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads JSON, strictly: comments, trailing commas and single quotes are problems, but what is meant
 * is read all the same. Repeated names are no problem here and stay members of their own. A byte
 * order mark at the start is skipped.
 *
 * An unknown part inside a string becomes an unknown part of its text. Outside of strings it stands
 * for a value, or for a member of an unknown name; no comma is asked for beside it, since it may
 * bring its own.
 */
export function parseJson(value: TextValue): ParsedJson {
  return new JsonParser(value).parse();
}

/**
 * Reads a whole file. `path` is from the root of the repository. In a file whose name says that
 * comments belong there, they and a comma behind the last value are no problems: whatever sends the
 * policy to AWS takes them out.
 */
export function parseFile(path: string, text: string): ParsedJson {
  const source = literalText(text, { file: path, start: 0, end: text.length });
  return new JsonParser(source, /\.(?:jsonc|json5)$/i.test(path)).parse();
}

/** After a mistake, more of them within this many tokens are taken for its consequences. */
const panicTokens = 2;

class JsonParser {
  private readonly source: TextValue;
  /** Whether comments and trailing commas are allowed. */
  private readonly withComments: boolean;
  private readonly text: string;
  private readonly tokens: JsonTokens;
  private readonly problems: SyntaxProblem[] = [];
  private token: Token = { kind: "end", start: 0, end: 0 };
  private previous: Token | undefined;
  private tokenCount = 0;
  private lastMistake = -panicTokens - 1;
  /** Set where reading stopped; nothing is reported from then on. */
  private stopped = false;
  private depth = 0;
  private openObjects = 0;
  private openArrays = 0;

  constructor(source: TextValue, withComments = false) {
    this.source = source;
    this.withComments = withComments;
    this.text = placeholderText(source);
    this.tokens = new JsonTokens(this.text);
  }

  parse(): ParsedJson {
    this.advance();
    const node = this.value();
    if (!node && this.token.kind === "end") this.mistake("the document is empty: JSON is expected");
    else if (!node) this.mistake(`JSON is expected, not ${this.show()}`);
    else if (this.token.kind !== "end" && !this.isUnknown(this.token)) {
      this.mistake(`the JSON value ends before ${this.show()}: nothing may follow it`);
    }
    return node ? { node, problems: this.problems } : { problems: this.problems };
  }

  /** Reads a value when one starts here; otherwise leaves the token to the caller. */
  private value(): Node | undefined {
    const token = this.token;
    switch (token.kind) {
      case "{":
        return this.nested(() => this.object());
      case "[":
        return this.nested(() => this.array());
      case "string":
        return this.string();
      case "number":
        return this.number();
      case "null":
        this.advance();
        return { kind: "null", range: this.range(token) };
      case "true":
      case "false":
        this.advance();
        return { kind: "boolean", value: token.kind === "true", range: this.range(token) };
      case "other":
        return this.bareValue();
      default:
        return undefined;
    }
  }

  private nested(read: () => Node): Node | undefined {
    if (this.depth >= depthMax) {
      this.mistake(`the nesting is deeper than ${depthMax} levels: the rest is not read`);
      this.stop();
      return undefined;
    }
    this.depth++;
    const node = read();
    this.depth--;
    return node;
  }

  private object(): Node {
    const open = this.token;
    const members: Member[] = [];
    this.openObjects++;
    this.advance();
    while (this.token.kind !== "}" && !this.endsEarly(open, "}")) {
      const member = this.member();
      if (member) members.push(member);
      this.separator("}", '`"Name": value`');
    }
    this.openObjects--;
    return { kind: "object", members, range: this.close(open, "}") };
  }

  private array(): Node {
    const open = this.token;
    const items: Node[] = [];
    this.openArrays++;
    this.advance();
    while (this.token.kind !== "]" && !this.endsEarly(open, "]")) {
      const item = this.value();
      if (item) items.push(item);
      else this.unexpected("a value");
      this.separator("]", "a value");
    }
    this.openArrays--;
    return { kind: "array", items, range: this.close(open, "]") };
  }

  private member(): Member | undefined {
    const key = this.key();
    if (!key) return undefined;
    if (this.token.kind !== ":") {
      const unknown = key.parts[0];
      if (unknown?.kind === "unknown" && key.range === unknown.at) {
        // Nothing but an unknown part: it may stand for whole members.
        return { key, value: { kind: "unknown", unknown, range: key.range } };
      }
      this.mistake(`\`:\` is missing behind ${this.show(this.previous)}`);
      if (!startsValue(this.token.kind)) return undefined;
    } else {
      this.advance();
    }
    const value = this.value();
    if (value) return { key, value };
    // A second colon, or a delimiter where the value should stand.
    this.unexpected("a value");
    return undefined;
  }

  private key(): TextValue | undefined {
    const token = this.token;
    if (token.kind === "string") {
      this.advance();
      return this.decode(token);
    }
    const unknown = this.unknownIn(token);
    if (unknown) {
      this.advance();
      return unknownText(unknown);
    }
    if (token.kind === "{" || token.kind === "[") {
      this.mistake(`a name in double quotes is expected, not ${this.show()}`);
      this.value();
      return undefined;
    }
    if (!startsValue(token.kind)) {
      this.unexpected("a name in double quotes");
      return undefined;
    }
    this.mistake(`a name stands in double quotes: ${this.show()} does not`);
    this.advance();
    if (this.token.kind !== ":") return undefined;
    const { start, end } = withoutQuotes(this.text, token);
    return { parts: sliceText(this.source, start, end).parts, range: this.range(token) };
  }

  /** Reads the comma between two members or items. */
  private separator(close: "}" | "]", expected: string): void {
    const comma = this.token;
    if (comma.kind === ",") {
      this.advance();
      const { kind } = this.token;
      if (kind === close) {
        if (!this.withComments)
          this.report(comma, `a comma before \`${close}\` is not allowed in JSON`);
      } else if (kind === ",") {
        this.unexpected(expected);
      }
      return;
    }
    if (this.isUnknown(this.token) || this.isUnknown(this.previous)) return;
    if (startsValue(this.token.kind)) this.mistake(`a comma is missing before ${this.show()}`);
    else if (this.token.kind === ":") this.unexpected(`\`,\` or \`${close}\``);
  }

  /** True, and reported, when an object or list has to end here without its closing bracket. */
  private endsEarly(open: Token, close: "}" | "]"): boolean {
    const { kind } = this.token;
    const opened = () => `${this.show(open)} of line ${lineOf(this.text, open.start)}`;
    if (kind === "end") {
      this.mistake(() => `\`${close}\` is missing: it closes ${opened()}`, this.previous);
      this.stopped = true;
      return true;
    }
    const belongsOutside =
      (kind === "]" && close === "}" && this.openArrays > 0) ||
      (kind === "}" && close === "]" && this.openObjects > 0);
    if (belongsOutside) {
      this.mistake(() => `\`${close}\` is missing before ${this.show()}: it closes ${opened()}`);
    }
    return belongsOutside;
  }

  private close(open: Token, close: "}" | "]"): Range {
    if (this.token.kind !== close) {
      return rangeOf(this.source, open.start, this.previous?.end ?? open.end);
    }
    const { end } = this.token;
    this.advance();
    return rangeOf(this.source, open.start, end);
  }

  private string(): Node {
    const token = this.token;
    this.advance();
    const value = this.decode(token);
    return { kind: "string", value, range: value.range };
  }

  private decode(token: Token): TextValue {
    if (!isClosed(this.text, token)) {
      this.mistake('a text is not closed: `"` is missing at its end', token);
    }
    return decodeString(this.source, this.text, token, (start, end, details) =>
      this.report({ start, end }, details),
    );
  }

  private number(): Node {
    const first = this.token;
    this.advance();
    const run = this.adjacent(first);
    if (run.unknown) return { kind: "unknown", unknown: run.unknown, range: this.range(run) };
    const text = this.text.slice(run.start, run.end);
    if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text)) {
      this.mistake(`${this.show(run)} is not a number of JSON`, run);
    }
    return { kind: "number", text, range: this.range(run) };
  }

  /** A value without quotes: an unknown part, or a mistake that is read as the text it shows. */
  private bareValue(): Node {
    const first = this.token;
    this.advance();
    const run = this.adjacent(first);
    if (run.unknown) return { kind: "unknown", unknown: run.unknown, range: this.range(run) };
    this.mistake(`${this.show(run)} is not JSON: text stands in double quotes`, run);
    const { start, end } = withoutQuotes(this.text, run);
    const range = this.range(run);
    return {
      kind: "string",
      value: { parts: sliceText(this.source, start, end).parts, range },
      range,
    };
  }

  /** What is written without a gap behind a token, as far as it is no delimiter. */
  private adjacent(first: Token): Place & { unknown?: UnknownPart } {
    let end = first.end;
    let unknown = this.unknownIn(first);
    while (isBare(this.token.kind) && this.token.start === end) {
      end = this.token.end;
      unknown ??= this.unknownIn(this.token);
      this.advance();
    }
    return unknown ? { start: first.start, end, unknown } : { start: first.start, end };
  }

  private isUnknown(token: Token | undefined): boolean {
    return token !== undefined && this.unknownIn(token) !== undefined;
  }

  /** The first unknown part in a token outside of strings. */
  private unknownIn(token: Token): UnknownPart | undefined {
    if (token.kind !== "other") return undefined;
    return sliceText(this.source, token.start, token.end).parts.find(
      (part) => part.kind === "unknown",
    );
  }

  /** Reports a token that cannot stand here, and steps over it unless it closes something. */
  private unexpected(expected: string): void {
    const { kind } = this.token;
    this.mistake(`${expected} is expected here, not ${this.show()}`);
    const closes = (kind === "}" && this.openObjects > 0) || (kind === "]" && this.openArrays > 0);
    if (!closes && kind !== "," && kind !== "end") this.advance();
  }

  private advance(): void {
    if (this.stopped) return;
    if (this.tokenCount > 0) this.previous = this.token;
    this.tokenCount++;
    this.token = this.tokens.next();
    while (this.token.kind === "comment") {
      if (!this.withComments) this.report(this.token, "comments are not allowed in JSON");
      this.token = this.tokens.next();
    }
  }

  private stop(): void {
    this.stopped = true;
    this.token = { kind: "end", start: this.token.start, end: this.token.start };
  }

  /** Reports a mistake of grammar, unless it is a consequence of the last one. */
  private mistake(details: string | (() => string), place: Place = this.token): void {
    const isConsequence = this.tokenCount - this.lastMistake <= panicTokens;
    this.lastMistake = this.tokenCount;
    if (isConsequence || this.isSilent()) return;
    const atEnd = place === this.token && this.token.kind === "end";
    const written = typeof details === "string" ? details : details();
    this.report(atEnd ? (this.previous ?? place) : place, written);
  }

  private report(place: Place, details: string): void {
    if (this.isSilent()) return;
    this.problems.push({ language: "json", at: this.range(place), details });
  }

  private isSilent(): boolean {
    return this.stopped || this.problems.length >= problemsMax;
  }

  private range(place: Place): Range {
    return rangeOf(this.source, place.start, place.end);
  }

  /** A token for people: short, on one line, in backticks. */
  private show(place: Place | undefined = this.token): string {
    if (!place || (place === this.token && this.token.kind === "end")) return "the end of the text";
    const { parts } = sliceText(this.source, place.start, Math.min(place.end, place.start + 40));
    const text = parts
      .map((part) => (part.kind === "literal" ? part.text : `\${${part.reference}}`))
      .join("");
    const oneLine = text.replace(/[\p{Cc}`]/gu, " ");
    return `\`${oneLine}${place.end > place.start + 40 ? "…" : ""}\``;
  }
}

/** Offsets into the placeholder text. */
interface Place {
  readonly start: number;
  readonly end: number;
}

function startsValue(kind: TokenKind): boolean {
  return kind === "{" || kind === "[" || kind === "string" || isBare(kind);
}

function isBare(kind: TokenKind): boolean {
  return (
    kind === "other" || kind === "number" || kind === "null" || kind === "true" || kind === "false"
  );
}

/** The stretch inside single quotes or backticks, or the whole when there are none. */
function withoutQuotes(text: string, place: Place): Place {
  const quote = text[place.start];
  const quoted =
    (quote === "'" || quote === "`") &&
    place.end - place.start >= 2 &&
    text[place.end - 1] === quote;
  return quoted ? { start: place.start + 1, end: place.end - 1 } : place;
}

/** Line from 1 of an offset. */
function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

import type { TextValue } from "../policy/text-value.ts";

/**
 * Writes texts that are not wholly known as strings: every unknown part becomes one character that
 * stands for its reference, in all policies that are read with the same symbols. Such a character is
 * matched by itself and by `*`, never by a literal or by `?`.
 *
 * The characters are those for private use; a policy that contains one itself cannot be told apart
 * and is reported as `collision`.
 */
export class Symbols {
  private readonly characters = new Map<string, string>();
  private readonly references: string[] = [];
  /** Set when a text brought a private-use character of its own, or when there are too many parts. */
  collision = false;

  /** The text with a symbol for every unknown part. */
  write(value: TextValue): string {
    let text = "";
    for (const part of value.parts) {
      if (part.kind === "unknown") text += this.of(part.reference);
      else {
        if (hasSymbol(part.text)) this.collision = true;
        text += part.text;
      }
    }
    return text;
  }

  /** The character of a reference: always the same one. */
  of(reference: string): string {
    const known = this.characters.get(reference);
    if (known !== undefined) return known;
    if (this.references.length >= symbolsMax) {
      this.collision = true;
      return String.fromCharCode(firstSymbol);
    }
    const character = String.fromCharCode(firstSymbol + this.references.length);
    this.characters.set(reference, character);
    this.references.push(reference);
    return character;
  }

  /** What a symbol stands for: a reference, or `${aws:username}` for a policy variable. */
  reference(character: string): string | undefined {
    return this.references[character.charCodeAt(0) - firstSymbol];
  }

  /** Whether a symbol stands for the value of a policy variable: the request has it. */
  isVariable(character: string): boolean {
    return this.reference(character)?.startsWith("${") === true;
  }

  /** The references whose symbols are in the text. */
  referencesIn(text: string): string[] {
    const found = text.match(symbolPattern) ?? [];
    return found.flatMap((character) => this.reference(character) ?? []);
  }

  /** The text for people: `${reference}` for every symbol. */
  display(text: string): string {
    return text.replace(symbolPattern, (character) => {
      const reference = this.reference(character);
      if (reference === undefined) return character;
      return this.isVariable(character) ? reference : `\${${reference}}`;
    });
  }
}

export function isSymbol(code: number): boolean {
  return code >= firstSymbol && code <= lastSymbol;
}

export function hasSymbol(text: string): boolean {
  return text.search(symbolPattern) >= 0;
}

const firstSymbol = 0xe000;
const lastSymbol = 0xf8ff;
/** How many different unknown parts a comparison tells apart. */
const symbolsMax = lastSymbol - firstSymbol + 1;
const symbolPattern = /[\u{e000}-\u{f8ff}]/gu;

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";

const folder = new URL("../files/", import.meta.url);

/** Files as people write them; each is valid. */
export const validFiles: readonly string[] = readdirSync(folder).map((name) =>
  readFileSync(new URL(name, folder), "utf8"),
);

// Pieces of the language, and characters that it treats in a way of its own.
const pieces = [
  ..."a b for in if else endif endfor null true 0 .5 1.2 1e5 e _ - ' ` ; @ \\ $ $$ %".split(" "),
  ..."{ } [ ] ( ) [*] [0] .* . .. ... :: : = == => >= <= != ! && || & | + * / % ? , # //".split(
    " ",
  ),
  ...'${ %{ ~} ${~ $${ %%{ /* */ " \\n \\" \\u00e9 \\u12'.split(" "),
  ...["%{ if a }", "%{ else }", "%{ endif }", "%{ for a in b }", "%{ endfor }", '"a"', '"${a}"'],
  ...["<<E\n", "<<-E\n", "\nE\n", "\n  E\n", "a {\n", "}\n", " ", "  ", "\t"],
  ...["\n", "\n\n", "\r\n", "\r", "\f", "\0", "\u0085", "\u00a0", "\u2028", "\ufeff"],
  ...["é", "e\u0301", "\u0301", "\u0958", "😀", "\ud83d", "\ude00"],
];

const piece = fc.constantFrom(...pieces);

/** Pieces in any order, as a file, as a value, in a string and in heredocs. */
export const soup: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "a = ", 'a = "', "a = <<E\n", "a = <<-E\n  ", "a = {\n", "b {\n  a = "),
    fc.array(piece, { maxLength: 12 }).map((all) => all.join("")),
    fc.constantFrom("", "\n", '"\n', "\nE\n", "\n  b\n  E\n", "\n}\n"),
  )
  .map((all) => all.join(""));

interface Change {
  /** Where, and how much goes: parts of 1000 of the text, and characters. */
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/** A valid file with a few changes. */
export const mutatedHcl: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...validFiles),
    fc.array(
      fc.record({
        at: fc.nat({ max: 1000 }),
        removed: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 60 })),
        inserted: fc.oneof(fc.constant(""), piece),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([file, changes]) => changes.reduce(changed, file));

function changed(text: string, { at, removed, inserted }: Change): string {
  const start = Math.round((at * text.length) / 1000);
  return text.slice(0, start) + inserted + text.slice(start + removed);
}

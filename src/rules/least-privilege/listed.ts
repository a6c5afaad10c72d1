/** Names that a sentence shows before it only counts them. */
const namesMax = 3;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function listed(texts: readonly string[]): string {
  if (texts.length > namesMax + 1) {
    return `${texts.slice(0, namesMax).join(", ")} and ${texts.length - namesMax} more`;
  }
  const [last] = texts.slice(-1);
  return texts.length < 2 ? (last ?? "") : `${texts.slice(0, -1).join(", ")} and ${last}`;
}

/** The same with each in backticks. For texts of our own. */
export function named(names: readonly string[]): string {
  return listed(names.map((name) => `\`${name}\``));
}

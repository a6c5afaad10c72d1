/**
 * Text for a log of GitHub Actions, with all escaped that the runner would take for a
 * command: `::name::` where a line begins, and the older `##[name]` anywhere. In JSON the escapes mean
 * the same as what they stand for.
 */
export function withoutCommands(text: string): string {
  return text
    .replace(/^([^\S\r\n\u2028\u2029]*):(?=:)/gm, "$1\\u003a")
    .replaceAll("##[", "##\\u005b");
}

/** The commands that GitHub's runner knows: github.com/actions/runner, its extensions. */
export const registeredCommands: readonly string[] = [
  ...["stop-commands", "set-env", "set-output", "save-state", "add-path", "add-mask"],
  ...["add-matcher", "remove-matcher", "debug", "error", "warning", "notice", "group", "endgroup"],
  ...["echo", "internal-set-repo-path"],
];

export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * What the runner makes of a line of a log, as its `ActionCommand` does: first `::name properties::data`
 * at the beginning, then the older `##[name properties]data` anywhere.
 */
export function runnerCommand(
  line: string,
  registered: readonly string[] = registeredCommands,
): RunnerCommand | undefined {
  return newerCommand(line.trimStart(), registered) ?? olderCommand(line, registered);
}

function newerCommand(line: string, registered: readonly string[]): RunnerCommand | undefined {
  if (!line.startsWith("::")) return undefined;
  const end = line.indexOf("::", 2);
  if (end < 0) return undefined;
  const read = command(line.slice(2, end), ",", registered, [
    ["%0D", "\r"],
    ["%0A", "\n"],
    ["%3A", ":"],
    ["%2C", ","],
    ["%25", "%"],
  ]);
  return (
    read && {
      ...read,
      data: unescaped(line.slice(end + 2), [
        ["%0D", "\r"],
        ["%0A", "\n"],
        ["%25", "%"],
      ]),
    }
  );
}

function olderCommand(line: string, registered: readonly string[]): RunnerCommand | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return undefined;
  const read = command(line.slice(start + 3, end), ";", registered, []);
  return read && { ...read, data: line.slice(end + 1) };
}

function command(
  text: string,
  separator: string,
  registered: readonly string[],
  escapes: readonly (readonly [string, string])[],
): Omit<RunnerCommand, "data"> | undefined {
  const space = text.indexOf(" ");
  const name = space < 0 ? text : text.slice(0, space);
  if (!registered.includes(name.toLowerCase())) return undefined;
  const pairs = (space < 0 ? "" : text.slice(space + 1).trim()).split(separator);
  const properties = pairs.flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals > 0
      ? [[pair.slice(0, equals), unescaped(pair.slice(equals + 1), escapes)] as const]
      : [];
  });
  return { name, properties: Object.fromEntries(properties) };
}

function unescaped(text: string, escapes: readonly (readonly [string, string])[]): string {
  return escapes.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}

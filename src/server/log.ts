/** Levels as pino numbers them, which is how log collectors know them. */
const levels = { fatal: 60, error: 50, warn: 40, info: 30, debug: 20, trace: 10 } as const;
export type LogLevel = keyof typeof levels;
export const logLevels = Object.keys(levels) as readonly LogLevel[];

type LogFields = Readonly<Record<string, unknown>>;
type LogMethod = (first: unknown, message?: unknown) => void;

/**
 * The log: one line of JSON for each entry. It has the methods of pino, so that Probot and Octokit
 * write through it as well, and lets less through: texts, numbers and truth values, and the name,
 * status and place of an error. Objects are left out, because what libraries hand over are bodies
 * of requests, webhooks and tokens.
 */
export type Log = { readonly [Level in LogLevel]: LogMethod } & {
  readonly level: string;
  child(fields: LogFields): Log;
};

/** Longest text in the log, in UTF-16 units. */
const textLengthMax = 2000;
/** Most lines of a stack. */
const stackLinesMax = 12;

export interface LogOptions {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

export function createLog(options: LogOptions, bound: LogFields = {}): Log {
  const method =
    (level: LogLevel): LogMethod =>
    (first, message) => {
      if (levels[level] < levels[options.level]) return;
      const entry = {
        level: levels[level],
        time: options.now().toISOString(),
        ...bound,
        ...fieldsOf(first),
        msg: safeText(typeof first === "string" ? first : String(message ?? "")),
      };
      options.write(`${JSON.stringify(entry)}\n`);
    };
  return {
    level: options.level,
    fatal: method("fatal"),
    error: method("error"),
    warn: method("warn"),
    info: method("info"),
    debug: method("debug"),
    trace: method("trace"),
    child: (fields) => createLog(options, { ...bound, ...plainFields(fields) }),
  };
}

function fieldsOf(first: unknown): LogFields {
  if (first instanceof Error) return { err: errorFields(first) };
  return typeof first === "object" && first !== null ? plainFields(first) : {};
}

function plainFields(fields: object): LogFields {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") kept[name] = safeText(value);
    else if (typeof value === "number" || typeof value === "boolean") kept[name] = value;
    else if (value instanceof Error) kept[name] = errorFields(value);
  }
  return kept;
}

/** Without the fields that libraries add: request, response, event. */
function errorFields(error: Error): LogFields {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: safeText(error.message),
    ...("status" in error && typeof error.status === "number" ? { status: error.status } : {}),
    stack: frames.slice(0, stackLinesMax).join("\n"),
    ...(error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}),
  };
}

/** Tokens are known by how they begin: GitHub changes their length and what follows. */
const secrets =
  /\b(?:gh[a-z]_|github_pat_|eyJ)[\w.~+/=-]+|\b(?:bearer|token) [\w.~+/=-]{10,}|-----BEGIN [^-]+-----[^-]*(?:-----END [^-]+-----)?/gi;

function safeText(text: string): string {
  const bounded = text.length > textLengthMax ? `${text.slice(0, textLengthMax)}…` : text;
  return bounded.replace(secrets, "[removed]");
}

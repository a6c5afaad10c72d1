import { createPrivateKey } from "node:crypto";
import { type AwsOptions, readAwsEnvironment, wantsAws } from "../aws/aws-environment.ts";
import { type LogLevel, logLevels } from "./log.ts";

export interface Environment {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly host: string;
  readonly port: number;
  /** Present when metrics are to be read there. */
  readonly metricsPort?: number;
  /** Of GitHub's API, without a slash at the end. */
  readonly apiUrl: string;
  readonly logLevel: LogLevel;
  /** Present when several servers share their queue on Redis. Holds a password. */
  readonly redisUrl?: string;
  /** Present when AWS is to be asked. */
  readonly aws?: AwsOptions;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Anybody who guesses the secret can have pull requests reviewed at will. */
const secretLengthMin = 32;
const secretCharactersMin = 8;

/**
 * Reads the variables that the server is configured with.
 *
 * @param readFile reads the private key from `PRIVATE_KEY_PATH`.
 * @returns the configuration, or everything that is wrong with it, in words for people. No value of
 * a secret variable is in them.
 */
export function readEnvironment(
  variables: Variables,
  readFile: (path: string) => string,
): { environment: Environment } | { problems: readonly string[] } {
  const quoted = quotedVariables(variables);
  if (quoted.length > 0) return { problems: quoted };
  const problems: string[] = [];
  const note = <T>(value: T | Problem): T => {
    if (value instanceof Problem) problems.push(value.message);
    return value as T;
  };
  const environment: Environment = {
    appId: note(appId(variables)),
    privateKey: note(privateKey(variables, readFile)),
    webhookSecret: note(webhookSecret(variables)),
    host: variables.HOST || "localhost",
    port: note(port("PORT", variables.PORT || "3000")),
    ...(variables.METRICS_PORT && {
      metricsPort: note(port("METRICS_PORT", variables.METRICS_PORT)),
    }),
    apiUrl: note(apiUrl(variables)),
    logLevel: note(logLevel(variables)),
    ...redis(variables, problems),
    ...aws(variables, problems),
  };
  if (environment.metricsPort === environment.port && environment.port !== 0) {
    problems.push("METRICS_PORT is that of PORT, which is open to the world: take another one.");
  }
  return problems.length > 0 ? { problems } : { environment };
}

class Problem {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** A value that begins and ends with the same quotation mark is not what anybody means. */
function quotedVariables(variables: Variables): string[] {
  return names.flatMap((name) =>
    isQuoted(variables[name]?.trim() ?? "")
      ? [
          `${name} stands in quotation marks. \`docker run --env-file\` takes them for a part of the value: leave them out.`,
        ]
      : [],
  );
}

function isQuoted(text: string): boolean {
  return (
    text.length > 1 &&
    (text.startsWith('"') || text.startsWith("'")) &&
    text.endsWith(text.charAt(0))
  );
}

/** All but the key, of which quotation marks are no part in any case. */
const names = [
  "APP_ID",
  "PRIVATE_KEY_PATH",
  "WEBHOOK_SECRET",
  "HOST",
  "PORT",
  "METRICS_PORT",
  "GHE_HOST",
  "GHE_PROTOCOL",
  "LOG_LEVEL",
  "REDIS_URL",
];

function redis(variables: Variables, problems: string[]): Pick<Environment, "redisUrl"> {
  const redisUrl = variables.REDIS_URL;
  if (!redisUrl) return {};
  if (!isRedisUrl(redisUrl)) {
    // A password may stand anywhere in it.
    problems.push(
      "REDIS_URL is not the address of a Redis: redis:// or rediss:// (with TLS), then user name and password if there are any, host, port and number of the database, for example rediss://leastwise:<password>@redis.example.com:6379/0. Special characters of a password are written as in a URL (`@` as %40).",
    );
  }
  return { redisUrl };
}

function isRedisUrl(text: string): boolean {
  try {
    const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
    // As the client reads them.
    decodeURIComponent(username + password);
    return (
      (protocol === "redis:" || protocol === "rediss:") &&
      hostname !== "" &&
      /^(?:\/\d{0,5})?$/.test(pathname) &&
      search === "" &&
      hash === ""
    );
  } catch {
    return false;
  }
}

/** Whoever asks AWS from a server names the region: there is no profile to find it in. */
function aws(variables: Variables, problems: string[]): Pick<Environment, "aws"> {
  const wanted = wantsAws(variables);
  if (wanted === undefined) problems.push("LEASTWISE_AWS is neither 1 nor 0.");
  if (!wanted) return {};
  const read = readAwsEnvironment(variables);
  if ("problems" in read) {
    problems.push(...read.problems);
    return {};
  }
  if (read.aws.region === undefined) {
    problems.push("LEASTWISE_AWS_REGION (or AWS_REGION) is missing: where AWS is to be asked.");
  }
  return { aws: read.aws };
}

function appId(variables: Variables): number | Problem {
  const text = variables.APP_ID ?? "";
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  return new Problem(
    text === ""
      ? "APP_ID is missing: the number of the GitHub App, from its settings page."
      : "APP_ID is not a number: it stands on the settings page of the GitHub App, above the client id, which is not meant.",
  );
}

function privateKey(variables: Variables, readFile: (path: string) => string): string | Problem {
  const path = variables.PRIVATE_KEY_PATH;
  let text = variables.PRIVATE_KEY ?? "";
  if (text === "" && path) {
    try {
      text = readFile(path);
    } catch (error) {
      return new Problem(`PRIVATE_KEY_PATH names a file that cannot be read${codeOf(error)}.`);
    }
  }
  if (text === "") {
    return new Problem(
      "PRIVATE_KEY (or PRIVATE_KEY_PATH) is missing: the private key of the GitHub App in PEM form.",
    );
  }
  const pem = pemOf(text);
  if (pem.startsWith("-----BEGIN PUBLIC KEY-----")) {
    return new Problem("The private key is a public one: GitHub gives you the private key once.");
  }
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    return new Problem(
      "The private key is not a valid key in PEM form. It is the whole text from `-----BEGIN` to `KEY-----`, with line breaks, or with \\n in their place, or in Base64; the path of a file belongs in PRIVATE_KEY_PATH.",
    );
  }
  return new Problem("The private key is no RSA key, as GitHub makes them for an app.");
}

/**
 * A key may be written on one line, with `\n` or blanks for line breaks, in quotation marks as the
 * setup writes it, or in Base64 as a whole.
 */
function pemOf(text: string): string {
  const bare = text.trim();
  const value = isQuoted(bare) ? bare.slice(1, -1) : bare;
  const key = value.includes("-----BEGIN") ? value : Buffer.from(value, "base64").toString("utf8");
  const lines = key.replaceAll("\\n", "\n").trim();
  const [, begin = "", body, end = ""] =
    /^(-----BEGIN [A-Z ]+-----)([A-Za-z0-9+/=\s]+)(-----END [A-Z ]+-----)$/.exec(lines) ?? [];
  return body === undefined ? lines : `${begin}\n${body.replace(/\s+/g, "\n").trim()}\n${end}`;
}

/** What the system calls it: a key that only root may read is EACCES. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z]+$/.test(code) ? ` (${code})` : "";
}

function webhookSecret(variables: Variables): string | Problem {
  const secret = variables.WEBHOOK_SECRET ?? "";
  const advice =
    "Take a random one of 32 characters or more, for example from `openssl rand -hex 32`, and enter it in the settings of the GitHub App as well.";
  if (secret === "") {
    return new Problem(`WEBHOOK_SECRET is missing: anybody could send webhooks. ${advice}`);
  }
  if (secret.length < secretLengthMin || new Set(secret).size < secretCharactersMin) {
    return new Problem(`WEBHOOK_SECRET is too weak: it could be guessed. ${advice}`);
  }
  return secret;
}

function port(name: string, text: string): number | Problem {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  return new Problem(`${name} is not the number of a port.`);
}

function apiUrl(variables: Variables): string | Problem {
  const host = variables.GHE_HOST;
  if (!host) return "https://api.github.com";
  const protocol = variables.GHE_PROTOCOL || "https";
  if (protocol !== "https" && protocol !== "http") {
    return new Problem("GHE_PROTOCOL is neither https nor http.");
  }
  if (!/^[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(host)) {
    return new Problem("GHE_HOST is not the name of a host: without a protocol and a path.");
  }
  // docs.github.com/en/enterprise-cloud@latest/admin/data-residency: the API has a host of its own.
  if (/^[a-z0-9-]+\.ghe\.com$/i.test(host)) return `https://api.${host}`;
  return `${protocol}://${host}/api/v3`;
}

function logLevel(variables: Variables): LogLevel | Problem {
  const text = variables.LOG_LEVEL || "info";
  const level = logLevels.find((known) => known === text);
  return level ?? new Problem(`LOG_LEVEL is none of ${logLevels.join(", ")}.`);
}

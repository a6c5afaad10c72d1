import { createHash, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { createClient } from "@redis/client";

/** A Lua script: it runs alone on Redis, and as a whole. */
export interface RedisScript {
  readonly name: string;
  readonly lua: string;
}

/** What the queue needs of Redis. */
export interface RedisConnection {
  /**
   * Runs a script whose keys begin with `key`.
   *
   * @param timeoutMs for how long an answer is waited for; absent: until it comes or the connection
   * breaks. A script whose answer came too late may have run.
   * @throws RedisUnavailableError
   */
  run(
    script: RedisScript,
    key: string,
    parameters: readonly string[],
    timeoutMs?: number,
  ): Promise<unknown>;
  /** Closes the connection at once. */
  close(): void;
}

/** Redis did not do what it was asked for, whatever the reason. Holds no value and no password. */
export class RedisUnavailableError extends Error {
  override readonly name = "RedisUnavailableError";
}

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user name and password if there are any. */
  readonly url: string;
  /** For how long Redis may be out of reach at the start. */
  readonly startTimeoutMs: number;
  /** The connection broke, or does not lead to a primary. Called once until it is back. */
  readonly onDown: (error: Error) => void;
  /** A script was run again. */
  readonly onUp: () => void;
  /** Something about Redis that is not as it should be, in words for people. */
  readonly onWarning: (warning: string) => void;
}

/** Of one attempt to connect. */
const connectTimeoutMs = 5_000;
/** A connection over which nothing goes for longer is taken for broken: work is asked for often. */
const idleTimeoutMs = 20_000;
/** Longest pause between two attempts to connect. */
const pauseMsMax = 2_000;
/** Calls that wait for an answer; further ones fail at once. */
const callsMax = 1_000;

/**
 * Connects to Redis, and again whenever the connection breaks. While it is broken every call fails
 * at once: nothing is kept back to be sent later.
 *
 * @throws RedisUnavailableError when Redis cannot be reached or does not let us in. The message
 * names the place and what to do.
 */
export async function connectRedis(options: RedisConnectionOptions): Promise<RedisConnection> {
  const place = redisPlace(options.url);
  const until = Date.now() + options.startTimeoutMs;
  let started = false;
  let cause: unknown;
  let down = false;
  const { hostname, protocol } = new URL(options.url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const client = createClient({
    url: options.url,
    RESP: 2,
    name: `leastwise-${randomBytes(4).toString("hex")}`,
    disableOfflineQueue: true,
    commandsQueueMaxLength: callsMax,
    disableClientInfo: true,
    maintNotifications: "disabled",
    socket: {
      connectTimeout: Math.min(connectTimeoutMs, options.startTimeoutMs),
      socketTimeout: idleTimeoutMs,
      ...(protocol === "rediss:" && isIP(host) === 0 ? { tls: true, servername: host } : {}),
      reconnectStrategy: (retries, error) => {
        if (!started && (Date.now() > until || isLasting(error))) return false;
        // Not all servers at the same moment.
        return Math.min(100 * 2 ** Math.min(retries, 10), pauseMsMax) * (0.5 + Math.random() / 2);
      },
    },
  });
  const noteDown = (error: unknown) => {
    cause = error;
    if (!started || down) return;
    down = true;
    options.onDown(unavailable(`Redis at ${place} is out of reach`, error));
  };
  client.on("error", noteDown);
  try {
    // Whoever answers nothing at all is not noticed by the client.
    await within(options.startTimeoutMs, client.connect());
  } catch (error) {
    client.destroy();
    throw new RedisUnavailableError(`Redis at ${place} ${whyNot(cause ?? error)}`);
  }
  started = true;
  const noteUp = () => {
    if (!down) return;
    down = false;
    options.onUp();
  };
  let connectedAt = Date.now();
  /** The address leads to another server now: the connection that is there would never notice. */
  const connectAnew = () => {
    if (!client.isReady || Date.now() - connectedAt < pauseMsMax) return;
    connectedAt = Date.now();
    client.destroy();
    client.connect().catch(noteDown);
  };

  const connection: RedisConnection = {
    async run(script, key, parameters, timeoutMs) {
      const rest = ["1", key, ...parameters];
      const call = client
        .sendCommand(["EVALSHA", shaOf(script), ...rest])
        .catch((error: unknown) => {
          if (!textOf(error).startsWith("NOSCRIPT")) throw error;
          return client.sendCommand(["EVAL", script.lua, ...rest]);
        });
      try {
        const reply = await (timeoutMs === undefined ? call : within(timeoutMs, call));
        noteUp();
        return reply;
      } catch (error) {
        if (textOf(error).includes("READONLY ")) {
          noteDown(error);
          connectAnew();
        }
        throw unavailable(`Redis did not do "${script.name}"`, error);
      }
    },
    close: () => client.destroy(),
  };
  // Not everywhere may it be asked.
  const memory = within(connectTimeoutMs, client.sendCommand(["INFO", "memory"])).catch(() => "");
  const policy = evictionPolicy(await memory);
  if (policy !== undefined && policy !== "noeviction") {
    options.onWarning(
      `Redis at ${place} throws keys away when its memory is full (maxmemory-policy ${policy}): marks may get lost. Set it to noeviction.`,
    );
  }
  return connection;
}

/** The place that a URL names, without user name and password. */
export function redisPlace(url: string): string {
  const { protocol, hostname, port, pathname } = new URL(url);
  const database = /^\/\d{1,5}$/.test(pathname) ? pathname : "";
  return `${protocol}//${hostname}:${port || "6379"}${database}`;
}

/** To try again would not help. */
function isLasting(error: Error): boolean {
  return isRefusedEntry(error) || isCertificate(error);
}

function isRefusedEntry(error: unknown): boolean {
  return /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:AUTH|invalid password|DB index|invalid DB))/i.test(
    textOf(error),
  );
}

function isCertificate(error: unknown): boolean {
  return /certificate|CERT_|altnames/i.test(`${codeOf(error)} ${textOf(error)}`);
}

/** What is wrong and what helps. Only our own words and codes: texts of errors may hold anything. */
function whyNot(error: unknown): string {
  const code = codeOf(error);
  if (isRefusedEntry(error)) {
    return "does not let us in. Look at the user name, the password and the number of the database in REDIS_URL, and at the permissions of that user.";
  }
  if (isCertificate(error)) {
    return `shows a certificate that is not trusted${code ? ` (${code})` : ""}. Name the file of its authority in NODE_EXTRA_CA_CERTS.`;
  }
  return `cannot be reached${code ? ` (${code})` : ""}. Look at REDIS_URL, and whether Redis runs, can be reached from here, and speaks TLS exactly where the address begins with rediss://.`;
}

function unavailable(what: string, error: unknown): RedisUnavailableError {
  // The first word of an answer of Redis is its kind; what follows may quote a value.
  const kind = codeOf(error) || (/^[A-Z]{3,20}(?= )/.exec(textOf(error))?.[0] ?? nameOf(error));
  return new RedisUnavailableError(`${what} (${kind})`);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code) ? code : "";
}

function textOf(error: unknown): string {
  const message = (error as { message?: unknown } | undefined)?.message;
  return typeof message === "string" ? message : "";
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : "Error";
}

function evictionPolicy(info: unknown): string | undefined {
  return /^maxmemory_policy:([a-z-]{1,40})/m.exec(String(info))?.[1];
}

const shas = new WeakMap<RedisScript, string>();

function shaOf(script: RedisScript): string {
  let sha = shas.get(script);
  if (sha === undefined) {
    sha = createHash("sha1").update(script.lua).digest("hex");
    shas.set(script, sha);
  }
  return sha;
}

async function within<T>(timeoutMs: number, call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError(`no answer in ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([call, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

class NoAnswerError extends Error {}

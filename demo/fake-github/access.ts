/** App JWTs and installation tokens. */
import {
  createHmac,
  createPublicKey,
  createVerify,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { ApiError, notFound, unprocessable } from "./api-error.ts";
import type { Installation, PermissionLevel, Permissions, Repository } from "./model.ts";
import type { Platform } from "./platform.ts";
import type { Actor, Route } from "./router.ts";

export interface Token {
  readonly token: string;
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Undefined: every repository of the installation, also those that come later. */
  readonly repositories: ReadonlySet<Repository> | undefined;
  expiresAt: number;
}

const jwtLifetimeSecondsMax = 600;
/** GitHub allows for clocks that differ a little. */
const clockDriftSeconds = 60;

export class Access {
  readonly #platform: Platform;
  readonly #key: KeyObject;
  readonly #tokens = new Map<string, Token>();
  readonly #tokenSecret = randomBytes(32);
  readonly #tokenLifetimeMs: number;

  constructor(platform: Platform, publicKeyPem: string, tokenLifetimeMs: number) {
    this.#platform = platform;
    this.#key = createPublicKey(publicKeyPem);
    this.#tokenLifetimeMs = tokenLifetimeMs;
  }

  /** Throws 401 when the header does not fit the route. */
  identify(authorization: string | undefined, as: Route["as"]): Actor {
    const credential = /^(?:bearer|token) +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (credential === undefined) throw new ApiError(401, "Requires authentication");
    if (as === "app") {
      this.#checkJwt(credential);
      return { kind: "app" };
    }
    const token = this.#tokens.get(credential);
    if (token === undefined || token.expiresAt <= this.#platform.now()) {
      throw new ApiError(401, "Bad credentials");
    }
    const { installation } = token;
    if (installation.deleted) throw new ApiError(401, "Bad credentials");
    if (installation.suspendedAt !== undefined) {
      throw new ApiError(403, "This installation has been suspended");
    }
    return {
      kind: "installation",
      installation,
      permissions: token.permissions,
      repositories: token.repositories ?? installation.repositories,
      token: credential,
    };
  }

  /** What a request for a token gets: no more than the installation has. */
  createToken(
    installation: Installation,
    wanted: {
      readonly repositories?: readonly string[];
      readonly repository_ids?: readonly number[];
      readonly permissions?: Permissions;
    },
  ): Token {
    if (installation.suspendedAt !== undefined) {
      throw new ApiError(403, "This installation has been suspended");
    }
    for (const [name, level] of Object.entries(wanted.permissions ?? {})) {
      if (!grants(installation.permissions, name, level)) {
        throw unprocessable("The permissions requested are not granted to this installation.");
      }
    }
    const repositories = [...installation.repositories].filter((one) => !one.deleted);
    const narrowed = [
      ...(wanted.repositories ?? []).map((name) =>
        repositories.find((one) => one.name.toLowerCase() === name.toLowerCase()),
      ),
      ...(wanted.repository_ids ?? []).map((id) => repositories.find((one) => one.id === id)),
    ].map((found) => {
      if (found !== undefined) return found;
      throw unprocessable(
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    });
    const token: Token = {
      token: this.#tokenText(installation),
      installation,
      permissions: { metadata: "read", ...(wanted.permissions ?? installation.permissions) },
      repositories: narrowed.length > 0 ? new Set(narrowed) : undefined,
      expiresAt: this.#platform.now() + this.#tokenLifetimeMs,
    };
    this.#tokens.set(token.token, token);
    return token;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** Ends all tokens at once, as if an hour had passed. */
  expireTokens(): void {
    for (const token of this.#tokens.values()) token.expiresAt = 0;
  }

  /** The long form that GitHub rolls out: no fixed length, dots inside. */
  #tokenText(installation: Installation): string {
    const part = (text: string) => Buffer.from(text).toString("base64url");
    const head = part('{"alg":"HS256","typ":"JWT"}');
    const body = part(
      JSON.stringify({ ins: installation.id, jti: randomBytes(12).toString("hex") }),
    );
    const signature = createHmac("sha256", this.#tokenSecret).update(`${head}.${body}`);
    return `ghs_${this.#platform.app.id}_${head}.${body}.${signature.digest("base64url")}`;
  }

  #checkJwt(jwt: string): void {
    const undecodable = new ApiError(401, "A JSON web token could not be decoded");
    const [head = "", body = "", signature = "", ...rest] = jwt.split(".");
    const header = json(head);
    const claims = json(body);
    if (rest.length > 0 || header?.alg !== "RS256" || claims === undefined) throw undecodable;
    const verify = createVerify("RSA-SHA256").update(`${head}.${body}`);
    if (!verify.verify(this.#key, signature, "base64url")) throw undecodable;
    const now = this.#platform.now() / 1000;
    const { app } = this.#platform;
    if (String(claims.iss) !== String(app.id) && claims.iss !== app.clientId) {
      throw new ApiError(401, "'Issuer' claim ('iss') must be an Integer");
    }
    if (typeof claims.exp !== "number" || claims.exp <= now - clockDriftSeconds) {
      throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the past");
    }
    if (claims.exp > now + jwtLifetimeSecondsMax + clockDriftSeconds) {
      throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
    }
    if (typeof claims.iat !== "number" || claims.iat > now + clockDriftSeconds) {
      throw new ApiError(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    }
  }
}

/**
 * The repository of a route, for the one who asks.
 *
 * GitHub answers 404 for what a token may not see and 403 for what it may see but not do.
 */
export function authorise(actor: Actor, route: Route, found: Repository): void {
  if (actor.kind === "app") return;
  const covered = actor.repositories.has(found);
  if (!covered && found.private) throw notFound();
  const publicRead = !covered && route.permissions.every(([, level]) => level === "read");
  if (publicRead || route.permissions.length === 0) return;
  const allowed =
    covered && route.permissions.some(([name, level]) => grants(actor.permissions, name, level));
  if (allowed) return;
  throw new ApiError(403, "Resource not accessible by integration", {
    headers: {
      "x-accepted-github-permissions": route.permissions
        .map(([name, level]) => `${name}=${level}`)
        .join("; "),
    },
  });
}

function grants(permissions: Permissions, name: string, level: PermissionLevel): boolean {
  const has = permissions[name];
  return has === "write" || has === level;
}

function json(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

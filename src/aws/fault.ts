import { propertiesOf } from "./properties.ts";

/** Why AWS gave no answer. */
export interface Fault {
  /** In words for people; it continues "AWS was asked, but …" and holds nothing that AWS or a policy wrote. */
  readonly problem: string;
  /** What else it holds up: further questions of the operation, every further question, or nothing. */
  readonly stops: "nothing" | "operation" | "everything";
  /** The name of the error as the SDK or Node has it, for the log. */
  readonly name: string;
  readonly status?: number;
  readonly requestId?: string;
}

/**
 * What an error of the SDK means. The message of the error is left alone: it can name accounts,
 * roles and parts of a policy.
 */
export function faultOf(error: unknown): Fault {
  const name = nameOf(error);
  const { status, requestId } = metadataOf(error);
  const more = { name, ...(status && { status }), ...(requestId && { requestId }) };
  const kind = kindOf(error, name, status);
  return { ...kinds[kind](name), ...more };
}

export const unreadable = "AWS's answer could not be read";

type Kind =
  | "credentials"
  | "expired"
  | "denied"
  | "throttled"
  | "timeout"
  | "unreachable"
  | "region"
  | "refused"
  | "internal"
  | "unreadable"
  | "other";

const kinds: Readonly<Record<Kind, (name: string) => Pick<Fault, "problem" | "stops">>> = {
  credentials: () => ({
    problem: "there are no valid AWS credentials where the review ran",
    stops: "everything",
  }),
  expired: () => ({ problem: "the AWS credentials have expired", stops: "everything" }),
  denied: () => ({
    problem: "AWS denied the request: the credentials lack the permission for it",
    stops: "operation",
  }),
  throttled: () => ({ problem: "AWS throttled the requests", stops: "nothing" }),
  timeout: () => ({ problem: "AWS did not answer in time", stops: "nothing" }),
  unreachable: (name) => ({ problem: `AWS could not be reached (${name})`, stops: "everything" }),
  region: () => ({ problem: "no AWS region is set where the review ran", stops: "everything" }),
  refused: (name) => ({ problem: `AWS refused the policy (${name})`, stops: "nothing" }),
  internal: () => ({ problem: "AWS had an internal error", stops: "nothing" }),
  unreadable: () => ({ problem: unreadable, stops: "nothing" }),
  other: (name) => ({ problem: `the request to AWS failed (${name})`, stops: "nothing" }),
};

function kindOf(error: unknown, name: string, status: number | undefined): Kind {
  if (/^(?:ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(name)) return "expired";
  if (/^(?:CredentialsProviderError|TokenProviderError)$/.test(name)) return "credentials";
  if (
    /^(?:UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken)/.test(
      name,
    )
  ) {
    return "credentials";
  }
  if (/^AccessDenied/.test(name)) return "denied";
  if (/^(?:Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)/.test(name)) return "throttled";
  if (/^(?:TimeoutError|AbortError|RequestTimeout|ETIMEDOUT|ESOCKETTIMEDOUT)/.test(name)) {
    return "timeout";
  }
  if (connectionCode.test(name)) return "unreachable";
  if (/^(?:Validation|InvalidParameter|UnprocessableEntity)/.test(name)) return "refused";
  // A gateway in between answers in HTML: what the status says comes first.
  if (status !== undefined && status >= 500) return "internal";
  if (name === "SyntaxError") return "unreadable";
  const { message } = propertiesOf(error);
  if (typeof message === "string" && message.startsWith("Region is missing")) return "region";
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  if (status !== undefined && status < 300) return "unreadable";
  return "other";
}

/** Node's codes for connections, names and certificates. */
const connectionCode = /^(?:E[A-Z]|CERT_|DEPTH_|SELF_SIGNED_|UNABLE_TO_)[A-Z0-9_]{2,60}$/;

/** A word of letters, digits and underscores, whatever the error says it is called. */
function nameOf(error: unknown): string {
  const { code, name } = propertiesOf(error);
  if (typeof code === "string" && connectionCode.test(code)) return code;
  return typeof name === "string" && /^\w{1,64}$/.test(name) ? name : "Error";
}

function metadataOf(error: unknown): { status?: number; requestId?: string } {
  const { httpStatusCode, requestId } = fieldsOf(error, "$metadata");
  // What could not be parsed has no metadata, and the raw response instead.
  const { statusCode } = fieldsOf(error, "$response");
  const status = httpStatusCode ?? statusCode;
  return {
    ...(typeof status === "number" && { status }),
    ...(typeof requestId === "string" && /^[\w-]{1,64}$/.test(requestId) && { requestId }),
  };
}

function fieldsOf(error: unknown, name: string): Readonly<Record<string, unknown>> {
  return propertiesOf(propertiesOf(error)[name]);
}

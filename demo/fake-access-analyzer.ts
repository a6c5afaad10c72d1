import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { validatePolicy } from "../src/cli/validate-policy.ts";
import type { PolicyType } from "../src/policy/policy.ts";

/** An endpoint that speaks as IAM Access Analyzer does, and judges with the offline engine. */
export interface FakeAccessAnalyzer {
  /** For `AWS_ENDPOINT_URL_ACCESSANALYZER`. */
  readonly url: string;
  /** Bodies of the requests, in order. */
  readonly requests: readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

/** Findings of one page; AWS names no number. */
const pageLength = 2;
/** Longest body, in bytes. */
const bodyLengthMax = 1024 * 1024;

export async function startFakeAccessAnalyzer(): Promise<FakeAccessAnalyzer> {
  const requests: Readonly<Record<string, unknown>>[] = [];
  const server = createServer((request, response) => {
    answer(request, requests).then(
      ({ status, body, type }) => reply(response, status, body, type),
      () => reply(response, 500, {}, "InternalServerException"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
  /** Of an error. */
  readonly type?: string;
}

async function answer(
  request: IncomingMessage,
  requests: Readonly<Record<string, unknown>>[],
): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
  if (!/^AWS4-HMAC-SHA256 Credential=/.test(request.headers.authorization ?? "")) {
    return refusal(403, "AccessDeniedException", "The request is not signed.");
  }
  if (request.method !== "POST" || pathname !== "/policy/validation") {
    return refusal(403, "AccessDeniedException", "There is ValidatePolicy here, and no other.");
  }
  const body = JSON.parse(await read(request)) as Record<string, unknown>;
  requests.push(body);
  const wrong = problemOf(body);
  if (wrong) return refusal(400, "ValidationException", wrong);
  const { apiFindings } = validatePolicy({
    file: "policyDocument",
    text: String(body.policyDocument),
    policyType: body.policyType as PolicyType,
    resourceType: body.validatePolicyResourceType as string | undefined,
  });
  const start = Number(searchParams.get("nextToken") ?? 0);
  const end = start + pageLength;
  return {
    status: 200,
    body: {
      findings: apiFindings.slice(start, end),
      ...(end < apiFindings.length && { nextToken: String(end) }),
    },
  };
}

/** What is wrong with a request, by the API reference of `ValidatePolicy`. */
function problemOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const known = ["policyDocument", "policyType", "validatePolicyResourceType", "locale"];
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown) return `${unknown} is no member of the request.`;
  if (typeof body.policyDocument !== "string") return "policyDocument is missing.";
  if (!policyTypes.some((type) => type === body.policyType)) return "policyType is not known.";
  if (body.locale !== "EN") return "Only English is spoken here.";
  const { validatePolicyResourceType: type, policyType } = body;
  if (type === undefined) return undefined;
  if (policyType !== "RESOURCE_POLICY") return "Only resource policies have a resource type.";
  return resourceTypes.includes(String(type)) ? undefined : "The resource type is not known.";
}

const policyTypes: readonly PolicyType[] = [
  "IDENTITY_POLICY",
  "RESOURCE_POLICY",
  "SERVICE_CONTROL_POLICY",
  "RESOURCE_CONTROL_POLICY",
];

const resourceTypes = [
  "AWS::S3::Bucket",
  "AWS::S3::AccessPoint",
  "AWS::S3::MultiRegionAccessPoint",
  "AWS::S3ObjectLambda::AccessPoint",
  "AWS::IAM::AssumeRolePolicyDocument",
  "AWS::DynamoDB::Table",
];

function refusal(status: number, type: string, message: string): Answer {
  return { status, type, body: { message } };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > bodyLengthMax) throw new Error("the body is too long");
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reply(
  response: ServerResponse,
  status: number,
  body: object,
  type: string | undefined,
): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "x-amzn-requestid": "00000000-0000-0000-0000-000000000000",
    ...(type && { "x-amzn-errortype": type }),
  });
  response.end(JSON.stringify(body));
}

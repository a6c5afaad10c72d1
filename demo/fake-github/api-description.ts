/**
 * GitHub's own description of its API, as the judge of every request, answer and webhook.
 *
 * `openapi/github-api.generated.json` is an extract made by scripts/extract-github-openapi.mjs.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { bodyProblems, queryProblems } from "./body-rules.ts";
import { correct } from "./corrections.ts";

/** Something that GitHub's description, or a rule that GitHub states in prose, does not allow. */
export interface Violation {
  readonly where: "request" | "response" | "webhook" | "route";
  /** The route or the webhook. */
  readonly name: string;
  readonly problem: string;
}

interface Extract {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly webhooks: Readonly<Record<string, Schema>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly query: Readonly<Record<string, Schema>>;
  readonly body?: { readonly required: boolean; readonly schema: Schema };
  readonly responses: Readonly<Record<string, Schema | null>>;
}

type Schema = { readonly [keyword: string]: unknown };

/** Read and compiled once for all fakes of a process, and only what is needed: all takes seconds. */
let shared: Shared | undefined;

interface Shared {
  readonly extract: Extract;
  readonly ajv: Ajv;
  /** Query parameters are text; this one reads numbers out of them. */
  readonly queryAjv: Ajv;
  readonly validators: Map<string, ValidateFunction>;
}

export class ApiDescription {
  readonly violations: Violation[] = [];
  readonly #shared: Shared;

  constructor() {
    shared ??= prepare();
    this.#shared = shared;
  }

  describes(route: string): boolean {
    return this.#shared.extract.operations[route] !== undefined;
  }

  report(where: Violation["where"], name: string, problem: string): void {
    this.violations.push({ where, name, problem });
  }

  /** What is wrong with a request; undefined when nothing is. It is recorded as a violation. */
  checkRequest(route: string, query: URLSearchParams, body: unknown): string | undefined {
    const problem =
      this.#queryProblem(route, query) ??
      this.#bodyProblem(route, body) ??
      queryProblems(query)[0] ??
      bodyProblems(route, body)[0];
    if (problem !== undefined) this.report("request", route, problem);
    return problem;
  }

  /** What is wrong with an answer of the fake itself. It is recorded as a violation. */
  checkResponse(route: string, status: number, body: unknown): string | undefined {
    const problem = this.#responseProblem(route, status, body);
    if (problem !== undefined) this.report("response", route, problem);
    return problem;
  }

  checkWebhook(name: string, payload: unknown): void {
    const schema = this.#shared.extract.webhooks[name];
    if (schema === undefined) {
      this.report("webhook", name, "is not in the extract of the description");
      return;
    }
    const problem = this.#problem(`webhook ${name}`, () => schema, payload);
    if (problem !== undefined) this.report("webhook", name, problem);
  }

  /** Whether the route's 422 lists objects or sentences. */
  errorForm(route: string): "objects" | "sentences" {
    const schema = JSON.stringify(this.#shared.extract.operations[route]?.responses["422"] ?? null);
    return schema.includes("validation-error-simple") ? "sentences" : "objects";
  }

  #queryProblem(route: string, query: URLSearchParams): string | undefined {
    const described = this.#shared.extract.operations[route]?.query ?? {};
    for (const name of query.keys()) {
      if (described[name] === undefined) return `unknown query parameter ${name}`;
    }
    const schema = () => ({ type: "object", properties: described });
    return this.#problem(
      `query ${route}`,
      schema,
      Object.fromEntries(query.entries()),
      this.#shared.queryAjv,
    );
  }

  #bodyProblem(route: string, body: unknown): string | undefined {
    const described = this.#shared.extract.operations[route]?.body;
    if (body === undefined) {
      return described?.required ? "the body is missing" : undefined;
    }
    if (described === undefined) {
      const empty = typeof body === "object" && Object.keys(body ?? {}).length === 0;
      return empty ? undefined : "the route takes no body";
    }
    return this.#problem(`body ${route}`, () => closed(described.schema), body);
  }

  #responseProblem(route: string, status: number, body: unknown): string | undefined {
    const schema = this.#shared.extract.operations[route]?.responses[String(status)];
    if (schema === undefined && status >= 400) {
      return this.#problem("error", () => errorSchema, body);
    }
    if (schema === undefined) return `status ${status} is not described`;
    if (schema === null) return body === undefined ? undefined : `${status} has no body`;
    return this.#problem(`response ${route} ${status}`, () => schema, body);
  }

  #problem(
    key: string,
    schema: () => Schema,
    value: unknown,
    ajv: Ajv = this.#shared.ajv,
  ): string | undefined {
    let validate = this.#shared.validators.get(key);
    if (validate === undefined) {
      validate = ajv.compile(schema());
      this.#shared.validators.set(key, validate);
    }
    return validate(value) ? undefined : describeErrors(validate.errors ?? []);
  }
}

const errorSchema: Schema = {
  type: "object",
  required: ["message"],
  properties: { message: { type: "string" } },
};

function prepare(): Shared {
  const extract = readExtract();
  // Compiling takes longer than all the checks: code that is not made smaller is made much sooner.
  const code = { code: { optimize: false }, inlineRefs: false } as const;
  const options = { strict: false, validateFormats: false, ...code } as const;
  const ajv = new Ajv(options);
  ajv.addSchema({ schemas: extract.schemas }, "github");
  const queryAjv = new Ajv({ ...options, coerceTypes: true });
  return { extract, ajv, queryAjv, validators: new Map() };
}

function readExtract(): Extract {
  const path = join(projectRoot(), "demo/fake-github/openapi/github-api.generated.json");
  const read = JSON.parse(readFileSync(path, "utf8")) as Extract;
  correct(read);
  return read;
}

/** The folder of package.json: the same from the sources and from what was compiled. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("no package.json above the fake GitHub");
    folder = parent;
  }
  return folder;
}

/** GitHub ignores fields that it does not know; an App that sends one is mistaken. */
function closed(schema: Schema): Schema {
  const properties = schema.properties as Record<string, Schema> | undefined;
  const items = schema.items as Schema | undefined;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, closed(property)]),
      ),
      additionalProperties: false,
    }),
    ...(items && { items: closed(items) }),
  };
}

function describeErrors(errors: readonly ErrorObject[]): string {
  return errors
    .map((error) => {
      const more = error.params.additionalProperty ?? error.params.allowedValues;
      const detail = more === undefined ? "" : ` (${JSON.stringify(more)})`;
      return `${error.instancePath || "it"} ${error.message ?? "does not fit"}${detail}`;
    })
    .join("; ");
}

/** A refusal, in the form that GitHub gives it. Thrown by routes, turned into an answer once. */
export class ApiError extends Error {
  readonly status: number;
  /** What is wrong in particular; put into the form that the route's description asks for. */
  readonly errors: readonly string[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly string[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

/** 422 with GitHub's list of errors. */
export function unprocessable(message: string, errors: readonly string[] = []): ApiError {
  return new ApiError(422, message, { errors });
}

import { describe, expect, test } from "@jest/globals";
import { faultOf } from "../../src/aws/fault.ts";

describe("what an error means", () => {
  test.each([
    { code: "ECONNREFUSED", problem: "AWS could not be reached (ECONNREFUSED)" },
    { code: "ECONNRESET", problem: "AWS could not be reached (ECONNRESET)" },
    { code: "ENOTFOUND", problem: "AWS could not be reached (ENOTFOUND)" },
    { code: "EAI_AGAIN", problem: "AWS could not be reached (EAI_AGAIN)" },
    { code: "CERT_HAS_EXPIRED", problem: "AWS could not be reached (CERT_HAS_EXPIRED)" },
    { code: "ETIMEDOUT", problem: "AWS did not answer in time" },
    { code: "ERR_SECRET-1", problem: "the request to AWS failed (Error)" },
  ])("$code", ({ code, problem }) => {
    const error = Object.assign(new Error("policy and account"), { code });
    expect(faultOf(error)).toMatchObject({ problem });
  });

  test.each([
    { what: undefined, name: "nothing" },
    { what: "policy", name: "a text" },
    { what: { name: "po licy" }, name: "a name with a blank" },
    { what: Object.assign(new Error("x"), { $metadata: 7, name: 7 }), name: "numbers" },
  ])("nothing foreign comes through: $name", ({ what }) => {
    expect(faultOf(what)).toEqual({
      problem: "the request to AWS failed (Error)",
      stops: "nothing",
      name: "Error",
    });
  });

  test("the status and the number of the request are for the log", () => {
    const $metadata = { httpStatusCode: 503, requestId: "a-1", other: "secret" };
    expect(faultOf(Object.assign(new Error("x"), { $metadata }))).toEqual({
      problem: "AWS had an internal error",
      stops: "nothing",
      name: "Error",
      status: 503,
      requestId: "a-1",
    });
  });
});

import { describe, expect, test } from "@jest/globals";
import { Blobs } from "../../src/github/blobs.ts";
import { apiError, StubClient } from "../support/stub-client.ts";

const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";

describe("Blobs", () => {
  test("a blob is read once, also when it is asked for twice at once", async () => {
    const { stub, blobs } = create({ a: "text" });
    const read = blobs.of(stub.repository);
    const both = await Promise.all([read({ path: "1", id: "a" }), read({ path: "2", id: "a" })]);
    expect(both).toEqual([
      { kind: "text", text: "text" },
      { kind: "text", text: "text" },
    ]);
    expect(await blobs.of(stub.repository)({ path: "3", id: "a" })).toEqual(both[0]);
    expect(stub.calls).toHaveLength(1);
  });

  test("what was read for one repository is not given to another", async () => {
    const { stub, blobs } = create({ a: "secret" });
    await blobs.of(stub.repository)({ path: "1", id: "a" });
    await blobs.of({ ...stub.repository, repositoryId: 8 })({ path: "1", id: "a" });
    await blobs.of({ ...stub.repository, installationId: 2 })({ path: "1", id: "a" });
    expect(stub.calls).toHaveLength(3);
  });

  test("a file that is too large is not read", async () => {
    const { stub, blobs } = create({});
    const content = await blobs.of(stub.repository)({ path: "1", id: "a", size: 1001 });
    expect(content).toEqual({ kind: "too large", size: 1001 });
    expect(stub.calls).toEqual([]);
  });

  test("a file whose size was not known is measured", async () => {
    const { stub, blobs } = create({ a: "x".repeat(1001) });
    const content = await blobs.of(stub.repository)({ path: "1", id: "a" });
    expect(content).toEqual({ kind: "too large", size: 1001 });
  });

  test("what was used longest ago is forgotten first", async () => {
    const { stub, blobs } = create({ a: "1", b: "2", c: "3" });
    const read = blobs.of(stub.repository);
    for (const id of ["a", "b", "a", "c", "a", "b"]) await read({ path: id, id });
    expect(stub.of(route).map(({ file_sha }) => file_sha)).toEqual(["a", "b", "c", "b"]);
  });

  test("a failure is not kept", async () => {
    let fails = true;
    const stub = new StubClient({
      [route]: () => {
        if (fails) throw apiError(502);
        return { encoding: "base64", content: "" };
      },
    });
    const read = create({}).blobs.of(stub.repository);
    await expect(read({ path: "1", id: "a" })).rejects.toThrow();
    fails = false;
    expect(await read({ path: "1", id: "a" })).toEqual({ kind: "text", text: "" });
  });

  test("nothing of a removed installation is kept", async () => {
    const { stub, blobs } = create({ a: "1" });
    const read = blobs.of(stub.repository);
    await read({ path: "1", id: "a" });
    blobs.forgetInstallation(1);
    await read({ path: "1", id: "a" });
    expect(stub.calls).toHaveLength(2);
  });

  test("only so many are read at once", async () => {
    let open = 0;
    let most = 0;
    const stub = new StubClient({});
    const client = {
      request: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        return { data: { encoding: "base64", content: "" } };
      },
    };
    const read = create({}).blobs.of({ ...stub.repository, client: client as never });
    await Promise.all(Array.from({ length: 20 }, (_, index) => read({ path: "", id: `${index}` })));
    expect(most).toBe(3);
  });
});

function create(texts: Readonly<Record<string, string>>): { stub: StubClient; blobs: Blobs } {
  const stub = new StubClient({
    [route]: ({ file_sha }) => ({
      encoding: "base64",
      content: Buffer.from(texts[String(file_sha)] ?? "").toString("base64"),
    }),
  });
  return { stub, blobs: new Blobs({ fileBytesMax: 1000, cacheLengthMax: 1010, concurrency: 3 }) };
}

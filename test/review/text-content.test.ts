import { expect, test } from "@jest/globals";
import { textContent } from "../../src/review/text-content.ts";

test.each([
  { name: "UTF-8", bytes: Buffer.from("ü{}"), content: { kind: "text", text: "ü{}" } },
  {
    name: "a byte order mark stays",
    bytes: Buffer.from("\uFEFF{}"),
    content: { kind: "text", text: "\uFEFF{}" },
  },
  { name: "NUL", bytes: Buffer.from("a\0b"), content: { kind: "binary" } },
  { name: "Latin-1", bytes: Buffer.from([0x7b, 0xfc]), content: { kind: "binary" } },
  { name: "UTF-16", bytes: Buffer.from("{}", "utf16le"), content: { kind: "binary" } },
])("$name", ({ bytes, content }) => {
  expect(textContent(bytes)).toEqual(content);
});

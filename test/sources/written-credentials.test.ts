import { expect, test } from "@jest/globals";
import { writtenCredentials } from "../../src/sources/written-credentials.ts";

/** What stands at the places that are found. */
function found(text: string): string[] {
  return writtenCredentials("a.tf", text).map(({ at }) => text.slice(at.start, at.end));
}

const id = "AKIAZ2QWERTY7UIOPASD";
const secret = "h4rd2GuessButN0tReal/aBcDeFgHiJkLmNoPqRs";

test.each([
  ["an access key id", `access_key = "${id}"`, [id]],
  ["one of a session", "export A=ASIAZ2QWERTY7UIOPASD", ["ASIAZ2QWERTY7UIOPASD"]],
  ["a secret behind its name", `aws_secret_access_key=${secret}`, [secret]],
  ["in JSON", `{"SecretAccessKey": "${secret}"}`, [secret]],
  ["in YAML", `secret_key: '${secret}'`, [secret]],
  ["both", `access_key = "${id}"\nsecret_key = "${secret}"`, [id, secret]],
])("%s is found", (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  ["the key of AWS's documentation", 'access_key = "AKIAIOSFODNN7EXAMPLE"'],
  ["its secret", "secret_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["a placeholder", "AKIAXXXXXXXXXXXXXXXX"],
  ["an id that is part of a longer word", `${id}Q`],
  ["the id of a user", "AIDAZ2QWERTY7UIOPASD"],
  ["a reference", "secret_key = var.secret_key_of_the_partner_that_is_long"],
  ["forty characters without that name", `checksum = "${secret}"`],
  ["a longer text", `secret_key = "${secret}${secret}"`],
])("%s is not", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("what is said of it does not repeat it", () => {
  const [first, second] = writtenCredentials("a.tf", `${id}\nsecret_key = "${secret}"`);
  expect(first?.details).toContain("`AKIA…PASD`");
  expect(first?.details).not.toContain(id);
  expect(second?.details).not.toContain(secret.slice(0, 8));
});

test("a list of thousands has an end, and takes no time that grows faster than it", () => {
  expect(found(`${id}\n`.repeat(50_000))).toHaveLength(20);
  expect(found(`secret_key${" ".repeat(900_000)}=`)).toEqual([]);
});

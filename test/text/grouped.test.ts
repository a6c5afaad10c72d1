import { expect, test } from "@jest/globals";
import { grouped, groupsBy } from "../../src/text/grouped.ts";

const words = ["beta", "alpha", "bravo", "charlie", "apple"];
const first = (word: string): string => word.charAt(0);

test("groups and their members stand in the order in which they come", () => {
  expect([...grouped(words, first)]).toEqual([
    ["b", ["beta", "bravo"]],
    ["a", ["alpha", "apple"]],
    ["c", ["charlie"]],
  ]);
  expect(groupsBy(words, first)).toEqual([["beta", "bravo"], ["alpha", "apple"], ["charlie"]]);
});

test("nothing has no groups", () => {
  expect(groupsBy([], first)).toEqual([]);
});

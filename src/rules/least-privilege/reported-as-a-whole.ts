/**
 * Codes that say of an action pattern that it is too broad, whatever it includes. Where one of them
 * stands, what follows from the breadth is not a decision of its own.
 */
export const reportedAsAWhole: readonly string[] = [
  "ADMINISTRATOR_ACCESS",
  "STAR_IN_ACTION_AND_RESOURCE",
  "ALLOW_WITH_NOT_ACTION",
  "WILDCARD_IN_ACTION_SERVICE",
];

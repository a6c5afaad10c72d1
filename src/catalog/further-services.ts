/**
 * Prefixes that the catalogue lacks and Access Analyzer accepts: retired services and such as only
 * AWS's own policies name. Seen in AWS managed policies that it calls clean.
 */
export const furtherServices: ReadonlySet<string> = new Set([
  "catalog-user",
  "datazonecontrol",
  "deepcomposer",
  "deeplens",
  "deepracer",
  "ec2-reports",
  "iot1click",
  "mobilehub",
  "sumerian",
  "zocalo",
]);

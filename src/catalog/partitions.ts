/**
 * AWS's partitions and Regions, from the table of npm `@aws-sdk/core` 3.981.1 (Apache-2.0), read on
 * 2026-11-24. It lists Regions some time before they open. The pseudo Regions of global endpoints
 * (`aws-global`) are in it too.
 */
export const partitions: readonly Partition[] = [
  {
    name: "aws",
    regions: [
      "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1",
      "ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5",
      "ap-southeast-6 ap-southeast-7 aws-global ca-central-1 ca-west-1 eu-central-1 eu-central-2",
      "eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1",
      "me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 us-east-2 us-west-1 us-west-2",
    ].flatMap((line) => line.split(" ")),
  },
  { name: "aws-cn", regions: ["aws-cn-global", "cn-north-1", "cn-northwest-1"] },
  { name: "aws-us-gov", regions: ["aws-us-gov-global", "us-gov-east-1", "us-gov-west-1"] },
  { name: "aws-eusc", regions: ["eusc-de-east-1"] },
  { name: "aws-iso", regions: ["aws-iso-global", "us-iso-east-1", "us-iso-west-1"] },
  { name: "aws-iso-b", regions: ["aws-iso-b-global", "us-isob-east-1", "us-isob-west-1"] },
  { name: "aws-iso-e", regions: ["aws-iso-e-global", "eu-isoe-west-1"] },
  { name: "aws-iso-f", regions: ["aws-iso-f-global", "us-isof-east-1", "us-isof-south-1"] },
];

interface Partition {
  /** As ARNs name it. */
  readonly name: string;
  readonly regions: readonly string[];
}

/** The Regions of all partitions. */
export const regions: readonly string[] = partitions.flatMap((partition) => partition.regions);

const partitionNames = new Set(partitions.map(({ name }) => name));
const regionNames = new Set(regions);

/** Case counts: ARNs are compared with regard to it. */
export function isPartition(name: string): boolean {
  return partitionNames.has(name);
}

/** Case counts. */
export function isRegion(name: string): boolean {
  return regionNames.has(name);
}

import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "IPv6, with the network in its shortest form",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:SourceIp": "2001:db8:0:0:1::9/64" } } }
                                                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^ IMPROVE_IP_RANGE
      ] }`,
  },
  {
    name: "addresses without a prefix and networks",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:SourceIp": ["203.0.113.9", "203.0.113.0/24", "2001:db8::/32"] } } }
      ] }`,
  },
  {
    name: "private ranges among others",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "NotIpAddress": { "aws:SourceIp": ["172.16.0.0/12", "192.168.1.0/24", "203.0.113.0/24"] } } }
                                                                                                                                        ^^^^^^^^^^^^^^^ PRIVATE_NOT_IP_ADDRESS_SUBSET
      ] }`,
  },
  {
    name: "the address within a VPC is private by nature",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:VpcSourceIp": ["10.0.0.0/8", "203.0.113.0/24"] }, "StringEquals": { "aws:SourceVpc": "vpc-1a2b3c4d" } } }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

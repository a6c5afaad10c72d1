import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/**
 * A bucket whose objects can still be opened by ACLs, one by one, past its policy. A suggestion: the
 * setting opens nothing by itself, and older ways of delivering logs need it. ACLs that let everybody
 * in are judged as the policies that they amount to.
 */
export const s3AclsInUse: Rule = {
  issueCode: "S3_ACLS_IN_USE",
  findingType: "SUGGESTION",
  summary: "access control lists can open objects of a bucket",
  controls: [
    "NIST 800-53 AC-2(1)",
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-3(7)",
    "NIST 800-53 AC-3(15)",
    "NIST 800-53 AC-6",
    "ISO 27001 A.8.3 (own judgement)",
  ],

  *guard({ address, type, range, settings }) {
    const ownership = settings.ObjectOwnership;
    if (type !== "AWS::S3::BucketOwnershipControls" || typeof ownership !== "string") return;
    if (ownership !== "BucketOwnerPreferred" && ownership !== "ObjectWriter") return;
    yield {
      address,
      at: range,
      subject: `object ownership ${ownership}`,
      details: `With ${quoted(ownership)} whoever puts an object may open it to others with an access control list, whatever the bucket's policy says. Use \`BucketOwnerEnforced\`, which switches the lists off, and say in the policy who may do what. Leave it where CloudFront or another service delivers logs by ACL.`,
    };
  },
};

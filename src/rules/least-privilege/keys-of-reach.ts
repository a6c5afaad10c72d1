/**
 * Keys that say when and by whom access is used, and nothing about which resources; they are taken as
 * fulfilled. Own judgement, as is the next list: with any other key the statement gets the benefit
 * of the doubt, unless a value that no policy names fulfils it.
 */
const keysOfCaller = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:federatedprovider",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltype",
  "aws:referer",
  "aws:requestedregion",
  "aws:securetransport",
  "aws:sourceidentity",
  "aws:tokenissuetime",
  "aws:useragent",
  "aws:userid",
  "aws:username",
  "kms:calleraccount",
  "s3:authtype",
  "s3:signatureage",
  "s3:signatureversion",
  "s3:tlsversion",
  "secretsmanager:versionid",
  "secretsmanager:versionstage",
  "sts:rolesessionname",
]);

/** Keys that limit the ways to the access, or the account, but not to which resources in it. */
export const keysOfTheWay: ReadonlySet<string> = new Set([
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:ec2instancesourceprivateipv4",
  "aws:ec2instancesourcevpc",
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:resourceorgpaths",
  "aws:sourceip",
  "aws:sourcevpc",
  "aws:sourcevpcarn",
  "aws:sourcevpce",
  "aws:viaawsservice",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
  "aws:vpcsourceip",
  "lambda:sourcefunctionarn",
]);

/** Whether a key, in lower case, says something about the caller alone. */
export function isOfCaller(key: string): boolean {
  return keysOfCaller.has(key) || key.startsWith("aws:principaltag/");
}

/**
 * Condition keys of which Access Analyzer says more than their type, by what it says. Keys in lower
 * case. Sources: IAM Access Analyzer policy check reference and "AWS global condition context keys"
 * (IAM User Guide), copies of 2026. Where AWS publishes no list, the keys are those that its pages
 * name, and others are left out.
 */

/** Keys whose value the caller chooses. */
export const untrustworthyKeys: ReadonlySet<string> = new Set(["aws:referer", "aws:useragent"]);

/**
 * Keys that have one value by the catalogue and that Access Analyzer takes with `ForAllValues` all the
 * same (its answers to AWS managed policies, 2023 to 2026).
 */
export const keysWithForAllValues: ReadonlySet<string> = new Set([
  "codestar-connections:provideraction",
]);

/** Keys that Access Analyzer calls replaced: [old, new as AWS writes it]. */
export const deprecatedKeys: ReadonlyMap<string, string> = new Map([
  ["aws:arn", "aws:PrincipalArn"],
]);

/**
 * Keys of calls by services that AWS has replaced, of which Access Analyzer says nothing (Amazon SNS
 * Developer Guide, "Example cases for Amazon SNS access control", 2026).
 */
export const deprecatedServiceCallKeys: ReadonlyMap<string, string> = new Map([
  ["aws:sourceowner", "aws:SourceAccount"],
]);

/**
 * Keys that mean little without another one: private addresses repeat in every VPC. Any companion is
 * enough.
 */
export const pairedKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws:vpcsourceip", ["aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"]],
]);

/** Keys that say nothing in the policy of a resource, by its CloudFormation type. */
export const irrelevantKeys: Readonly<Record<string, readonly string[]>> = {
  "AWS::S3::Bucket": ["s3:resourceaccount"],
  "AWS::S3::AccessPoint": ["s3:resourceaccount"],
};

/** Keys that describe the IAM principal of a request; a key with a tag's name up to its slash. */
export const principalKeys: readonly string[] = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltag/",
];

/** Keys that a request has only when a service makes it on somebody's behalf. */
export const serviceCallKeys: readonly string[] = [
  "aws:principalservicename",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
];

/** The services, by prefix, whose requests have the keys of the account that owns a VPC endpoint. */
const vpcEndpointAccountServices = [
  ..."acm-pca applicationinsights apprunner athena cloudformation comprehendmedical compute-optimizer".split(
    " ",
  ),
  ..."datasync discovery dynamodb ebs ecr ecs firehose gamelift healthlake iam iotfleetwise".split(
    " ",
  ),
  ..."iotwireless kinesisanalytics kms lambda medical-imaging omics payment-cryptography polly".split(
    " ",
  ),
  ..."rbin rekognition route53 s3 scheduler servicediscovery servicequotas shield ssm-contacts".split(
    " ",
  ),
  ..."storagegateway textract transcribe transfer".split(" "),
];

/**
 * Services that support a key that few do. `iam:PassRole` does not, though IAM is among them.
 */
export const servicesOfKeys: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["aws:vpceaccount", new Set(vpcEndpointAccountServices)],
  ["aws:vpceorgpaths", new Set(vpcEndpointAccountServices)],
  [
    "aws:vpceorgid",
    new Set([
      ...vpcEndpointAccountServices,
      ..."b2bi cassandra cognito-identity dms ds-data identitystore iottwinmaker network-firewall".split(
        " ",
      ),
      ..."pricing ses sms-voice sqs workmail".split(" "),
    ]),
  ],
]);

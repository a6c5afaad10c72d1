import type { DerivedPolicy } from "./derived-policy.ts";
import type { Evaluator } from "./evaluator.ts";
import { bucketAcl } from "./grants/bucket-acl.ts";
import { lambdaPermission, layerPermission } from "./grants/lambda-permission.ts";
import {
  entityResolutionStatement,
  eventBusPolicy,
  privateCaPermission,
  profilingAgents,
  qBusinessPermission,
  signerPermission,
} from "./grants/other-services.ts";
import type { Resource } from "./template.ts";

/** Resources that grant access in a form of their own, and the policy that AWS makes of each. */
const readers: ReadonlyMap<string, (resource: Resource, evaluator: Evaluator) => DerivedPolicy[]> =
  new Map([
    ["AWS::ACMPCA::Permission", privateCaPermission],
    ["AWS::CodeGuruProfiler::ProfilingGroup", profilingAgents],
    ["AWS::EntityResolution::PolicyStatement", entityResolutionStatement],
    ["AWS::Events::EventBusPolicy", eventBusPolicy],
    ["AWS::Lambda::LayerVersionPermission", layerPermission],
    ["AWS::Lambda::Permission", lambdaPermission],
    ["AWS::QBusiness::Permission", qBusinessPermission],
    ["AWS::S3::Bucket", bucketAcl],
    ["AWS::Signer::ProfilePermission", signerPermission],
  ]);

/** The policies that the properties of a resource stand for; none for most types. */
export function grantedPolicies(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  return readers.get(resource.type)?.(resource, evaluator) ?? [];
}

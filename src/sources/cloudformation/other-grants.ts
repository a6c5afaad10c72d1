/**
 * Properties that grant access, or take part in it, in other forms than a policy document: what to
 * tell people about them, since they are not judged. The CloudFormation and SAM resource
 * specifications (December 2025).
 */
const propertiesByReason: Readonly<Record<string, readonly string[]>> = {
  "attaches a policy by its name: what it allows is not judged": [
    "AWS::Budgets::BudgetsAction Definition.ScpActionDefinition.PolicyId",
    "AWS::IoT::PolicyPrincipalAttachment PolicyName",
  ],
  "lets somebody sign in or be trusted, without a policy document: not judged": [
    "AWS::IAM::User LoginProfile",
    "AWS::RolesAnywhere::TrustAnchor Source",
  ],
  "puts a user into a group, whose policies apply to the user: not judged": [
    "AWS::IAM::User Groups",
    "AWS::IAM::UserToGroupAddition GroupName",
    "AWS::IdentityStore::GroupMembership GroupId",
  ],
  "hands a role to somebody outside IAM: who gets it is not judged": [
    "AWS::Cognito::IdentityPool AllowUnauthenticatedIdentities",
    "AWS::Cognito::IdentityPoolRoleAttachment RoleMappings",
    "AWS::Cognito::IdentityPoolRoleAttachment Roles",
    "AWS::EKS::PodIdentityAssociation RoleArn",
    "AWS::EKS::PodIdentityAssociation TargetRoleArn",
    "AWS::IoT::RoleAlias RoleArn",
    "AWS::RolesAnywhere::Profile RoleArns",
  ],
  "gives a permission set to a user or a group in an account: not judged": [
    "AWS::SSO::ApplicationAssignment PrincipalId",
    "AWS::SSO::Assignment PermissionSetArn",
  ],
  "a policy in the Cedar language: not judged": [
    "AWS::EC2::VerifiedAccessEndpoint PolicyDocument",
    "AWS::EC2::VerifiedAccessGroup PolicyDocument",
    "AWS::VerifiedPermissions::Policy Definition.Static",
  ],
  "a policy with a grammar of its own: not judged": [
    "AWS::IoT::Policy PolicyDocument",
    "AWS::OpenSearchServerless::AccessPolicy Policy",
    "AWS::RAM::Permission PolicyTemplate",
  ],
  "lets everyone use it or not: which is not known before deployment": [
    "AWS::S3::Bucket AccessControl",
  ],
  "grants access in a form of its own, without a policy document: not judged": [
    "AWS::ACMPCA::Permission Actions",
    "AWS::CodeGuruProfiler::ProfilingGroup AgentPermissions.Principals",
    "AWS::Config::AggregationAuthorization AuthorizedAccountId",
    "AWS::DataZone::PolicyGrant Principal",
    "AWS::EC2::NetworkInterfacePermission Permission",
    "AWS::EC2::VPCEndpointServicePermissions AllowedPrincipals",
    "AWS::EKS::AccessEntry AccessPolicies",
    "AWS::EKS::Cluster AccessConfig",
    "AWS::EntityResolution::PolicyStatement Action",
    "AWS::Events::EventBusPolicy Action",
    "AWS::Events::EventBusPolicy Statement",
    "AWS::GlobalAccelerator::CrossAccountAttachment Principals",
    "AWS::Glue::Catalog CreateDatabaseDefaultPermissions",
    "AWS::Glue::Catalog CreateTableDefaultPermissions",
    "AWS::Glue::Database DatabaseInput.CreateTableDefaultPermissions",
    "AWS::IAM::ServiceLinkedRole AWSServiceName",
    "AWS::IoTSiteWise::AccessPolicy AccessPolicyPermission",
    "AWS::LakeFormation::DataLakeSettings Admins",
    "AWS::LakeFormation::DataLakeSettings CreateDatabaseDefaultPermissions",
    "AWS::LakeFormation::DataLakeSettings CreateTableDefaultPermissions",
    "AWS::LakeFormation::DataLakeSettings ReadOnlyAdmins",
    "AWS::LakeFormation::DataLakeSettings TrustedResourceOwners",
    "AWS::LakeFormation::Permissions Permissions",
    "AWS::LakeFormation::PrincipalPermissions Permissions",
    "AWS::LakeFormation::Resource RoleArn",
    "AWS::LakeFormation::TagAssociation LFTags",
    "AWS::Lambda::LayerVersionPermission Principal",
    "AWS::Lambda::Permission Principal",
    "AWS::LicenseManager::Grant Principals",
    "AWS::QBusiness::DataAccessor Principal",
    "AWS::QBusiness::Permission Actions",
    "AWS::QuickSight::ActionConnector Permissions",
    "AWS::QuickSight::Analysis Permissions",
    "AWS::QuickSight::Dashboard Permissions",
    "AWS::QuickSight::DataSet Permissions",
    "AWS::QuickSight::DataSource Permissions",
    "AWS::QuickSight::Folder Permissions",
    "AWS::QuickSight::Template Permissions",
    "AWS::QuickSight::Theme Permissions",
    "AWS::QuickSight::TopicV2 Permissions",
    "AWS::RAM::ResourceShare Principals",
    "AWS::Redshift::EndpointAuthorization Account",
    "AWS::S3::AccessGrant Permission",
    "AWS::S3::AccessGrantsLocation IamRoleArn",
    "AWS::SecurityLake::Subscriber SubscriberIdentity.Principal",
    "AWS::Serverless::GraphQLApi DataSources",
    "AWS::ServiceCatalog::PortfolioPrincipalAssociation PrincipalARN",
    "AWS::ServiceCatalog::PortfolioShare AccountId",
    "AWS::Signer::ProfilePermission Action",
  ],
};

/** Properties that take part in access, and are left alone on purpose, with the reason. */
const leftAlone: Readonly<Record<string, readonly string[]>> = {
  "takes access away only": [
    "AWS::S3::AccessPoint PublicAccessBlockConfiguration",
    "AWS::S3::Bucket OwnershipControls",
    "AWS::S3::Bucket PublicAccessBlockConfiguration",
  ],
  "hands an existing role to a service: the role's own policies are judged where they stand": [
    "AWS::EC2::Instance IamInstanceProfile",
    "AWS::EC2::LaunchTemplate LaunchTemplateData.IamInstanceProfile",
    "AWS::ECS::TaskDefinition TaskRoleArn",
    "AWS::IAM::InstanceProfile Roles",
    "AWS::Lambda::Function Role",
    "AWS::Redshift::Cluster IamRoles",
    "AWS::Serverless::CapacityProvider OperatorRole",
    "AWS::Serverless::Function Role",
  ],
  "grants nothing by itself: the policies that name it are judged where they stand": [
    "AWS::CloudFront::CloudFrontOriginAccessIdentity CloudFrontOriginAccessIdentityConfig",
    "AWS::IAM::OIDCProvider Url",
    "AWS::IAM::SAMLProvider SamlMetadataDocument",
    "AWS::Lambda::Url AuthType",
  ],
};

export interface OtherGrant {
  /** Names of properties, from the outside in. */
  readonly path: readonly string[];
  readonly reason: string;
}

/** What a resource type has of them. */
export function otherGrants(type: string): readonly OtherGrant[] {
  return listedByType.get(type) ?? [];
}

/** Why a property of a resource type is left alone; `undefined` for most. */
export function reasonToLeave(type: string, path: string): string | undefined {
  const [first] = path.split(".");
  return leftByType
    .get(type)
    ?.find((entry) => entry.path.join(".") === path || entry.path[0] === first)?.reason;
}

const listedByType = byType(propertiesByReason);
const leftByType = byType(leftAlone);

function byType(
  reasons: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, readonly OtherGrant[]> {
  const grants = new Map<string, OtherGrant[]>();
  for (const [reason, properties] of Object.entries(reasons)) {
    for (const property of properties) {
      const [type = "", path = ""] = property.split(" ");
      grants.set(type, [...(grants.get(type) ?? []), { path: path.split("."), reason }]);
    }
  }
  return grants;
}

/**
 * Properties that grant access, or take part in it, in other forms than a policy document: what to
 * tell people about them, since they are not judged. The CloudFormation and SAM resource
 * specifications (December 2025).
 *
 * Left out on purpose: properties that only take access away (public access blocks), properties
 * that hand an existing role to a service (its own policies are judged where they stand), and
 * policies of other things than access (lifecycle, scaling, stack, alarm).
 */
const propertiesByReason: Readonly<Record<string, readonly string[]>> = {
  "policies are attached here by name or ARN: what they allow is not judged": [
    "AWS::Budgets::BudgetsAction Definition.IamActionDefinition.PolicyArn",
    "AWS::Budgets::BudgetsAction Definition.ScpActionDefinition.PolicyId",
    "AWS::EMR::StudioSessionMapping SessionPolicyArn",
    "AWS::IAM::Group ManagedPolicyArns",
    "AWS::IAM::Role ManagedPolicyArns",
    "AWS::IAM::User ManagedPolicyArns",
    "AWS::IoT::PolicyPrincipalAttachment PolicyName",
    "AWS::RolesAnywhere::Profile ManagedPolicyArns",
    "AWS::SSO::PermissionSet CustomerManagedPolicyReferences",
    "AWS::SSO::PermissionSet ManagedPolicies",
  ],
  "a permissions boundary is set here by ARN: what it takes away is not judged": [
    "AWS::Chatbot::MicrosoftTeamsChannelConfiguration GuardrailPolicies",
    "AWS::Chatbot::SlackChannelConfiguration GuardrailPolicies",
    "AWS::DataZone::EnvironmentBlueprintConfiguration EnvironmentRolePermissionBoundary",
    "AWS::IAM::Role PermissionsBoundary",
    "AWS::IAM::User PermissionsBoundary",
    "AWS::SSO::PermissionSet PermissionsBoundary",
    "AWS::Serverless::Function PermissionsBoundary",
    "AWS::Serverless::StateMachine PermissionsBoundary",
  ],
  "lets somebody sign in or be trusted, without a policy document: not judged": [
    "AWS::CloudFront::CloudFrontOriginAccessIdentity CloudFrontOriginAccessIdentityConfig",
    "AWS::IAM::OIDCProvider Url",
    "AWS::IAM::SAMLProvider SamlMetadataDocument",
    "AWS::IAM::User LoginProfile",
    "AWS::RolesAnywhere::TrustAnchor Source",
  ],
  "SAM turns this into policies or permissions when it is deployed: not judged": [
    "AWS::Serverless::Api Auth.ResourcePolicy",
    "AWS::Serverless::Connector Permissions",
    "AWS::Serverless::Function Events",
    "AWS::Serverless::Function Policies",
    "AWS::Serverless::StateMachine Policies",
  ],
  "a template inside a template: what it creates is not judged": [
    "AWS::CloudFormation::Stack TemplateURL",
    "AWS::CloudFormation::StackSet TemplateBody",
    "AWS::Serverless::Application Location",
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
  "grants access in a form of its own, without a policy document: not judged": [
    "AWS::ACMPCA::Permission Actions",
    "AWS::CodeGuruProfiler::ProfilingGroup AgentPermissions.Principals",
    "AWS::Cognito::IdentityPool AllowUnauthenticatedIdentities",
    "AWS::Cognito::IdentityPoolRoleAttachment RoleMappings",
    "AWS::Cognito::IdentityPoolRoleAttachment Roles",
    "AWS::Config::AggregationAuthorization AuthorizedAccountId",
    "AWS::DataZone::PolicyGrant Principal",
    "AWS::EC2::NetworkInterfacePermission Permission",
    "AWS::EC2::VPCEndpointServicePermissions AllowedPrincipals",
    "AWS::EKS::AccessEntry AccessPolicies",
    "AWS::EKS::Cluster AccessConfig",
    "AWS::EKS::PodIdentityAssociation RoleArn",
    "AWS::EKS::PodIdentityAssociation TargetRoleArn",
    "AWS::EntityResolution::PolicyStatement Action",
    "AWS::Events::EventBusPolicy Action",
    "AWS::Events::EventBusPolicy Statement",
    "AWS::GlobalAccelerator::CrossAccountAttachment Principals",
    "AWS::Glue::Catalog CreateDatabaseDefaultPermissions",
    "AWS::Glue::Catalog CreateTableDefaultPermissions",
    "AWS::Glue::Database DatabaseInput.CreateTableDefaultPermissions",
    "AWS::IAM::InstanceProfile Roles",
    "AWS::IAM::ServiceLinkedRole AWSServiceName",
    "AWS::IAM::User Groups",
    "AWS::IAM::UserToGroupAddition GroupName",
    "AWS::IdentityStore::GroupMembership GroupId",
    "AWS::IoT::RoleAlias RoleArn",
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
    "AWS::Lambda::Url AuthType",
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
    "AWS::RolesAnywhere::Profile RoleArns",
    "AWS::S3::AccessGrant Permission",
    "AWS::S3::AccessGrantsLocation IamRoleArn",
    "AWS::S3::Bucket AccessControl",
    "AWS::SSO::ApplicationAssignment PrincipalId",
    "AWS::SSO::Assignment PermissionSetArn",
    "AWS::SecurityLake::Subscriber SubscriberIdentity.Principal",
    "AWS::Serverless::CapacityProvider OperatorRole",
    "AWS::Serverless::Function FunctionUrlConfig.AuthType",
    "AWS::Serverless::Function Role",
    "AWS::Serverless::GraphQLApi DataSources",
    "AWS::ServiceCatalog::PortfolioPrincipalAssociation PrincipalARN",
    "AWS::ServiceCatalog::PortfolioShare AccountId",
    "AWS::Signer::ProfilePermission Action",
  ],
};

export interface OtherGrant {
  /** Names of properties, from the outside in. */
  readonly path: readonly string[];
  readonly reason: string;
}

/** What a resource type has of them. */
export function otherGrants(type: string): readonly OtherGrant[] {
  return byType.get(type) ?? [];
}

const byType = new Map<string, OtherGrant[]>();
for (const [reason, properties] of Object.entries(propertiesByReason)) {
  for (const property of properties) {
    const [type = "", path = ""] = property.split(" ");
    byType.set(type, [...(byType.get(type) ?? []), { path: path.split("."), reason }]);
  }
}

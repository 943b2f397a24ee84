import { actionFacts } from "@ballast/analysis";
import { prefixOf } from "./services.ts";

/**
 * Operations whose IAM actions have another name than the operation (the services' API references and AWS's
 * service authorization reference, 2026-09). An empty list: a local command, or an operation that needs no
 * permission.
 */
const others: Record<string, Record<string, string[]>> = {
  s3: {
    "list-objects": ["ListBucket"],
    "list-objects-v2": ["ListBucket"],
    "list-object-versions": ["ListBucketVersions"],
    "list-multipart-uploads": ["ListBucketMultipartUploads"],
    "list-parts": ["ListMultipartUploadParts"],
    "list-buckets": ["ListAllMyBuckets"],
    "list-directory-buckets": ["s3express:ListAllMyDirectoryBuckets"],
    "head-bucket": ["ListBucket"],
    "head-object": ["GetObject"],
    "select-object-content": ["GetObject"],
    "copy-object": ["GetObject", "PutObject"],
    "create-multipart-upload": ["PutObject"],
    "complete-multipart-upload": ["PutObject"],
    "upload-part": ["PutObject"],
    "upload-part-copy": ["GetObject", "PutObject"],
    "rename-object": ["GetObject", "PutObject", "DeleteObject"],
    "delete-objects": ["DeleteObject"],
    "delete-bucket-cors": ["PutBucketCORS"],
    "delete-bucket-tagging": ["PutBucketTagging"],
    "delete-bucket-lifecycle": ["PutLifecycleConfiguration"],
    "delete-bucket-replication": ["PutReplicationConfiguration"],
    "delete-bucket-encryption": ["PutEncryptionConfiguration"],
    "delete-bucket-ownership-controls": ["PutBucketOwnershipControls"],
    "delete-public-access-block": ["PutBucketPublicAccessBlock"],
    "get-public-access-block": ["GetBucketPublicAccessBlock"],
    "put-public-access-block": ["PutBucketPublicAccessBlock"],
    "get-object-lock-configuration": ["GetBucketObjectLockConfiguration"],
    "put-object-lock-configuration": ["PutBucketObjectLockConfiguration"],
    "get-bucket-notification-configuration": ["GetBucketNotification"],
    "put-bucket-notification-configuration": ["PutBucketNotification"],
    "get-bucket-replication": ["GetReplicationConfiguration"],
    "put-bucket-replication": ["PutReplicationConfiguration"],
    "get-bucket-encryption": ["GetEncryptionConfiguration"],
    "put-bucket-encryption": ["PutEncryptionConfiguration"],
    ...Object.fromEntries(
      ["", "-configuration"].flatMap((end) => [
        [`get-bucket-lifecycle${end}`, ["GetLifecycleConfiguration"]],
        [`put-bucket-lifecycle${end}`, ["PutLifecycleConfiguration"]],
      ]),
    ),
    ...Object.fromEntries(
      ["Accelerate", "Analytics", "IntelligentTiering", "Inventory", "Metrics"].flatMap((kind) => {
        const name = kind.replace(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase();
        const action = `${kind}Configuration`;
        return [
          [`get-bucket-${name}-configuration`, [`Get${action}`]],
          [`put-bucket-${name}-configuration`, [`Put${action}`]],
          [`delete-bucket-${name}-configuration`, [`Put${action}`]],
          [`list-bucket-${name}-configurations`, [`Get${action}`]],
        ];
      }),
    ),
    "create-bucket-metadata-configuration": ["CreateBucketMetadataTableConfiguration"],
    "get-bucket-metadata-configuration": ["GetBucketMetadataTableConfiguration"],
    "delete-bucket-metadata-configuration": ["DeleteBucketMetadataTableConfiguration"],
    "create-session": ["s3express:CreateSession"],
    "write-get-object-response": ["s3-object-lambda:WriteGetObjectResponse"],
  },
  lambda: {
    invoke: ["InvokeFunction"],
    "invoke-with-response-stream": ["InvokeFunction"],
    "get-layer-version-by-arn": ["GetLayerVersion"],
  },
  ecr: { "get-login": ["GetAuthorizationToken"], "get-login-password": ["GetAuthorizationToken"] },
  "ecr-public": { "get-login-password": ["GetAuthorizationToken", "sts:GetServiceBearerToken"] },
  eks: { "update-kubeconfig": ["DescribeCluster"], "get-token": [] },
  ecs: {
    deploy: [
      "DescribeServices",
      "RegisterTaskDefinition",
      "codedeploy:CreateDeployment",
      "codedeploy:GetDeployment",
      "codedeploy:GetApplication",
      "codedeploy:GetDeploymentGroup",
      "codedeploy:GetDeploymentConfig",
      "codedeploy:RegisterApplicationRevision",
    ],
  },
  kms: { "re-encrypt": ["ReEncryptFrom", "ReEncryptTo"] },
  sqs: {
    "send-message-batch": ["SendMessage"],
    "delete-message-batch": ["DeleteMessage"],
    "change-message-visibility-batch": ["ChangeMessageVisibility"],
  },
  sns: { "publish-batch": ["Publish"] },
  logs: { tail: ["FilterLogEvents"] },
  codecommit: { "credential-helper": ["GitPull"] },
  codeartifact: {
    login: ["GetAuthorizationToken", "GetRepositoryEndpoint", "sts:GetServiceBearerToken"],
    "get-authorization-token": ["GetAuthorizationToken", "sts:GetServiceBearerToken"],
  },
  dynamodb: {
    ...Object.fromEntries(
      ["execute-statement", "batch-execute-statement", "execute-transaction"].map((name) => [
        name,
        ["PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate"],
      ]),
    ),
    "transact-get-items": ["GetItem"],
    "transact-write-items": ["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"],
  },
  bedrock: {
    converse: ["InvokeModel"],
    "converse-stream": ["InvokeModelWithResponseStream"],
    "start-async-invoke": ["InvokeModel"],
    "retrieve-and-generate-stream": ["RetrieveAndGenerate"],
  },
  tag: {},
  rds: {
    "generate-db-auth-token": [],
    "add-option-to-option-group": ["ModifyOptionGroup"],
    "remove-option-from-option-group": ["ModifyOptionGroup"],
  },
  cloudformation: {
    package: ["s3:PutObject"],
    deploy: [
      "CreateChangeSet",
      "DescribeChangeSet",
      "DescribeStacks",
      "ExecuteChangeSet",
      "GetTemplateSummary",
    ],
  },
  cloudfront: { sign: [], "create-distribution-with-tags": ["CreateDistribution", "TagResource"] },
  codedeploy: {
    push: ["RegisterApplicationRevision", "s3:PutObject"],
    register: [
      "RegisterOnPremisesInstance",
      "AddTagsToOnPremisesInstances",
      "iam:CreateUser",
      "iam:CreateAccessKey",
      "iam:PutUserPolicy",
    ],
    install: [],
    uninstall: [],
    deregister: [
      "DeregisterOnPremisesInstance",
      "RemoveTagsFromOnPremisesInstances",
      "GetOnPremisesInstance",
      "iam:DeleteUser",
    ],
  },
  config: {
    subscribe: ["PutConfigurationRecorder", "PutDeliveryChannel", "StartConfigurationRecorder"],
    "get-status": ["DescribeConfigurationRecorderStatus", "DescribeDeliveryChannelStatus"],
  },
  "execute-api": Object.fromEntries(
    ["delete-connection", "get-connection", "post-to-connection"].map((name) => [
      name,
      ["ManageConnections"],
    ]),
  ),
};

const methods: readonly [RegExp, string][] = [
  [/^(?:get|export|test)/, "GET"],
  [/^(?:create|import|generate|flush)/, "POST"],
  [/^(?:update|reset)/, "PATCH"],
  [/^(?:put|tag|reimport)/, "PUT"],
  [/^(?:delete|untag)/, "DELETE"],
];

/**
 * The IAM actions that an AWS CLI operation requires. @param operation - `attach-volume`.
 *
 * @returns `ec2:AttachVolume`, in AWS's spelling if the reference lists it.
 */
export function actionsOf(service: string, operation: string): string[] {
  const prefix = prefixOf(service);
  const known = Object.hasOwn(others, prefix) ? others[prefix] : undefined;
  const exceptional = known && Object.hasOwn(known, operation) ? known[operation] : undefined;
  if (exceptional !== undefined)
    return exceptional.map((action) => named(action.includes(":") ? action : `${prefix}:${action}`));
  // These operations use an access token of IAM Identity Center.
  if (
    prefix === "sso" &&
    /^(?:get-role-credentials|list-account-roles|list-accounts|logout)$/.test(operation)
  )
    return [];
  if (prefix === "sso-oauth") return [];
  const operationName = pascal(operation);
  const own = named(`${prefix}:${operationName}`);
  if (prefix === "apigateway" && actionFacts(own) === undefined)
    return [`apigateway:${methods.find(([form]) => form.test(operation))?.[1] ?? "POST"}`];
  if (prefix === "budgets" && actionFacts(own) === undefined)
    return [/^(?:describe|list|get)/.test(operation) ? "budgets:ViewBudget" : "budgets:ModifyBudget"];
  return [own];
}

/** The action in AWS's spelling. */
function named(action: string): string {
  return actionFacts(action)?.name ?? action;
}

export function pascal(operation: string): string {
  return operation.replace(/(?:^|-)(\w)/g, (_whole, letter: string) => letter.toUpperCase());
}

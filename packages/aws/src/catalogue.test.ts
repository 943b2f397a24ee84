import { holdsData, storeTypes } from "./catalogue.ts";
import { Replaces } from "./cloudformation/schemas.ts";
import { overwriting, replacement, replacing, unknownAfterUpdate } from "./replacement.ts";

it.each([
  ["aws:ec2/subnet:Subnet", ["cidrBlock", "tags.Name"], ["cidrBlock"]],
  ["aws:ecs/taskDefinition:TaskDefinition", ["cpu", "tags.Name"], ["cpu"]],
  [
    "aws:ecs/capacityProvider:CapacityProvider",
    ["autoScalingGroupProvider.autoScalingGroupArn"],
    ["autoScalingGroupProvider.autoScalingGroupArn"],
  ],
  ["aws:ecs/capacityProvider:CapacityProvider", ["autoScalingGroupProvider.managedDraining"], []],
  [
    "aws:ecs/capacityProvider:CapacityProvider",
    ["autoScalingGroupProvider", "nameless"],
    ["autoScalingGroupProvider"],
  ],
  [
    "aws:ecr/repository:Repository",
    ["encryptionConfigurations[0].kmsKey"],
    ["encryptionConfigurations[0].kmsKey"],
  ],
  ["aws:fsx/windowsFileSystem:WindowsFileSystem", ["subnetIds[1]", "tags[0]"], ["subnetIds[1]"]],
  ["aws:rds/cluster:Cluster", ["snapshotIdentifier", "port"], ["snapshotIdentifier"]],
  ["aws:sqs/queue:Queue", ["name", "delaySeconds"], ["name"]],
  ["aws:sqs/queuePolicy:QueuePolicy", ["policy"], []],
  ["docker-build:index:Image", ["tags[0]", "context.location", "registries[0].address"], []],
  [
    "AWS::DirectoryService::MicrosoftAD",
    ["VpcSettings.SubnetIds[0]", "EnableSso"],
    ["VpcSettings.SubnetIds[0]"],
  ],
])("a new %s is needed when %p change: %p", (type, changed, replaced) =>
  expect(replacing(type, changed)).toEqual(replaced),
);

it.each([
  ["aws:sqs/queuePolicy:QueuePolicy", "policy", Replaces.Maybe],
  ["aws:sqs/queuePolicy:QueuePolicy", "tags.Name", Replaces.No],
  ["aws:rds/cluster:Cluster", "storageType", Replaces.Maybe],
  ["AWS::RDS::DBInstance", "Engine", Replaces.Maybe],
  ["AWS::RDS::DBInstance", "AllocatedStorage", Replaces.No],
  ["AWS::FSx::FileSystem", "WindowsConfiguration.DeploymentType", Replaces.Maybe],
  ["AWS::FSx::FileSystem", "Tags[0].Value", Replaces.No],
  ["Vendor::Disks::Disk", "Size", Replaces.Maybe],
])("a change of %s %s replaces it: %s", (type, path, answer) => expect(replacement(type, path)).toBe(answer));

it.each([
  ["aws:cloudformation/stack:Stack", ["templateBody.Resources"], ["outputs"]],
  ["aws:cloudformation/stack:Stack", ["tags.Name"], ["outputs"]],
  ["aws:cloudformation/stack:Stack", ["name"], []],
  ["aws:ec2/launchTemplate:LaunchTemplate", ["description"], []],
  ["aws:ec2/launchTemplate:LaunchTemplate", ["userData"], ["latestVersion", "defaultVersion"]],
  ["aws:ssm/parameter:Parameter", ["value"], ["version", "insecureValue"]],
  ["aws:ssm/parameter:Parameter", ["description"], []],
  // Each by the type's `CustomizeDiff` in terraform-provider-aws.
  [
    "aws:ssm/document:Document",
    ["content"],
    ["defaultVersion", "documentVersion", "hash", "latestVersion", "parameters"],
  ],
  ["aws:ssm/document:Document", ["permissions"], []],
  ["aws:ec2/managedPrefixList:ManagedPrefixList", ["entries[0].cidr"], ["version"]],
  ["aws:ec2/managedPrefixList:ManagedPrefixList", ["name"], []],
  ["aws:s3/bucketObjectv2:BucketObjectv2", ["content"], ["versionId"]],
  ["aws:s3/bucketObjectv2:BucketObjectv2", ["sourceHash"], ["etag", "versionId"]],
  ["aws:sfn/stateMachine:StateMachine", ["definition"], ["revisionId", "stateMachineVersionArn"]],
  ["aws:ec2/vpc:Vpc", ["assignGeneratedIpv6CidrBlock"], ["ipv6AssociationId", "ipv6CidrBlock"]],
  ["aws:ebs/volume:Volume", ["size"], []],
  // By its provider's own source (0.0.14): a changed input is a new build.
  ["docker-build:index:Image", ["tags[0]"], ["contextHash", "digest", "ref"]],
])("an update of %s %p makes unknown: %p", (type, changed, outputs) =>
  expect(unknownAfterUpdate(type, changed)).toEqual(outputs),
);

it("replaces every store of another region", () => {
  const ofPulumi = storeTypes().filter((type) => type.startsWith("aws:"));
  expect(ofPulumi.length).toBeGreaterThan(20);
  expect(ofPulumi.filter((type) => replacing(type, ["region"]).length === 0)).toEqual([
    "aws:cloudfront/keyValueStore:KeyValueStore",
  ]);
});

it("knows what holds data, what does not, and what nobody has looked up", () => {
  const types = [
    "aws:kms/key:Key",
    "AWS::DynamoDB::Table",
    "aws:iam/role:Role",
    "AWS::IAM::Role",
    "AWS::New::Thing",
  ];
  expect(types.map(holdsData)).toEqual([true, true, false, false, undefined]);
});

it.each([
  "aws:ebs/snapshotCopy:SnapshotCopy",
  "aws:ebs/volumeCopy:VolumeCopy",
  "aws:ec2/ami:Ami",
  "aws:kinesis/videoStream:VideoStream",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:rds/snapshotCopy:SnapshotCopy",
  "aws:s3/bucketV2:BucketV2",
  "aws:s3/directoryBucket:DirectoryBucket",
  "aws:s3/vectorsVectorBucket:VectorsVectorBucket",
  "AWS::RDS::DBSnapshot",
])("knows %s as a store, although most types of its service hold nothing", (type) =>
  expect(holdsData(type)).toBe(true),
);

it("knows what regenerates a secret", () => {
  const paths = ["GenerateSecretString.PasswordLength", "Description"];
  expect(overwriting("AWS::SecretsManager::Secret", paths)).toEqual([paths[0]]);
});

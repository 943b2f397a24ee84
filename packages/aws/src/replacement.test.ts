import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { resourceType, typesWhere } from "./catalogue.ts";
import { Replaces } from "./cloudformation/schemas.ts";
import { overlaps } from "./paths.ts";
import type { Tools } from "./computed.ts";
import answers from "./provider/answers.json" with { type: "json" };
import { usualOutput } from "./provider/answers.ts";
import { isRegional } from "./provider/attributes.ts";
import { replacement, replacing, unknownAfterUpdate } from "./replacement.ts";
import type { Sides } from "./resourceType.ts";
import { argumentsOf } from "./testing/typings.ts";

// The catalogue against the provider's schema of October 2024 and cases with real values, neither of which the catalogue reads; and
// what its entries say against the answers that they go before.

interface Answer {
  replaces: string;
  computes?: Record<string, string>;
  /** What the provider computes, or fills in where a program gives nothing. */
  outputs?: string;
}
const answered: Record<string, Answer> = answers.types;
const types = Object.entries(answered);
const schema = Object.fromEntries(
  Object.entries(
    (
      JSON.parse(
        readFileSync(join(process.cwd(), "packages/testing/src/engine/providerSchema.json"), "utf8"),
      ) as { types: Record<string, string> }
    ).types,
  ).map(([type, text]) => {
    const [replaces = "", computed = ""] = text.split("|").map((part) => part.trim());
    return [type, { replaces, computed }];
  }),
);

const words = (text: string): string[] => text.split(" ").filter((word) => word !== "");
const certain = types.flatMap(([type, { replaces }]) =>
  words(replaces)
    .filter((path) => !/^[~?^]/.test(path))
    .map((path) => ({ type, path })),
);

/**
 * Where the provider replaced for each made-up value, and its source (or a case below) shows values for which it does not:
 * `ForceNewIf` in internal/service/elasticsearch/domain.go and opensearch/domain.go, for older engines.
 */
const conditional = [
  "aws:ec2/vpc:Vpc instanceTenancy",
  "aws:ecs/service:Service capacityProviderStrategies",
  "aws:elasticache/replicationGroup:ReplicationGroup engine",
  "aws:elasticache/replicationGroup:ReplicationGroup transitEncryptionEnabled",
  "aws:elasticsearch/domain:Domain advancedSecurityOptions.enabled",
  "aws:elasticsearch/domain:Domain encryptAtRest.enabled",
  "aws:elasticsearch/domain:Domain nodeToNodeEncryption.enabled",
  "aws:elasticsearch/domain:Domain vpcOptions",
  "aws:fsx/lustreFileSystem:LustreFileSystem storageCapacity",
  "aws:opensearch/domain:Domain encryptAtRest.enabled",
  "aws:opensearch/domain:Domain nodeToNodeEncryption.enabled",
  "aws:opensearch/domain:Domain vpcOptions",
];

it("replaces for every property for which the provider does, and calls none of them an update in place", () => {
  expect(certain.length).toBeGreaterThan(700);
  const wrong = certain.filter(({ type, path }) => replacement(type, path) !== Replaces.Yes);
  expect(wrong.map(({ type, path }) => `${type} ${path}`).sort()).toEqual(conditional);
  expect(wrong.filter(({ type, path }) => replacement(type, path) === Replaces.No)).toEqual([]);
});

it("may replace for every property for which the provider does for some values, or did when its schema was read", () => {
  const sometimes = types.flatMap(([type, { replaces }]) =>
    words(replaces)
      .filter((path) => /^[~^]/.test(path))
      .map((path) => ({ type, path: path.slice(1) })),
  );
  expect(sometimes.length).toBeGreaterThan(30);
  expect(sometimes.filter(({ type, path }) => replacement(type, path) === Replaces.No)).toEqual([]);
});

/** Each property for which the schema replaces, of each type that has an entry; `*` stands for every argument but tags. */
const scheduled = Object.entries(schema)
  .filter(([type]) => resourceType(type) !== undefined)
  .flatMap(([type, { replaces }]) => {
    const every = (argumentsOf(type) ?? []).map(({ path }) => path).filter((path) => path !== "tags");
    return (replaces === "*" ? every : words(replaces)).map((path) => ({
      type,
      path: path.replace("#", ""),
    }));
  });

it("replaces for every property for which the schema does, and calls none of them an update in place", () => {
  expect(new Set(scheduled.map(({ type }) => type)).size).toBeGreaterThan(110);
  expect(scheduled.length).toBeGreaterThan(590);
  const wrong = scheduled.filter(({ type, path }) => replacement(type, path) !== Replaces.Yes);
  expect(wrong.filter(({ type, path }) => replacement(type, path) === Replaces.No)).toEqual([]);
  // The provider itself was not asked about these, or its source makes them depend on values.
  const byType = Object.groupBy(wrong, ({ type }) => type);
  expect(Object.entries(byType).map(([type, of = []]) => `${type} ${of.length}`)).toEqual([
    "aws:ec2/ami:Ami 8",
    "aws:ec2/amiCopy:AmiCopy 1",
    "aws:ec2/amiFromInstance:AmiFromInstance 1",
    "aws:ec2/instance:Instance 9",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest 15",
  ]);
});

it("has read the schema of every type of it that has an entry, by Pulumi's name", () => {
  const modules = new Set(Object.keys(schema).map((type) => type.split("/")[0]));
  const missing = typesWhere(() => true).filter(
    (type) => modules.has(type.split("/")[0]) && !(type in schema),
  );
  // Newer than the dump, or of services of which it has a part.
  expect(missing).toEqual([
    "aws:ebs/volumeCopy:VolumeCopy",
    "aws:kinesis/videoStream:VideoStream",
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
    "aws:rds/shardGroup:ShardGroup",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    "aws:s3/bucketMetadataConfiguration:BucketMetadataConfiguration",
    "aws:s3/directoryBucket:DirectoryBucket",
    "aws:s3/filesFileSystem:FilesFileSystem",
    "aws:s3/vectorsIndex:VectorsIndex",
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket",
  ]);
});

it("replaces for no property for which the schema does not, unless the property is newer than the schema", () => {
  const beyond = Object.entries(schema).flatMap(([type, { replaces }]) => {
    const paths = words(replaces).map((path) => path.replace("#", ""));
    const { always = [] } = resourceType(type)?.replacedBy ?? {};
    return always
      .filter((path) => path !== "*" && !paths.some((one) => one === "*" || overlaps(one, path)))
      .map((path) => `${type} ${path}`);
  });
  expect(beyond.sort()).toEqual([
    "aws:ebs/snapshotCopy:SnapshotCopy completionDurationMinutes",
    "aws:ec2/ami:Ami uefiData",
    "aws:ec2/instance:Instance enablePrimaryIpv6",
    "aws:ec2/instance:Instance secondaryNetworkInterfaces",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest enablePrimaryIpv6",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest secondaryNetworkInterfaces",
    "aws:ec2/vpcEndpoint:VpcEndpoint resourceConfigurationArn",
    "aws:ec2/vpcEndpoint:VpcEndpoint serviceNetworkArn",
    "aws:ec2/vpcEndpoint:VpcEndpoint serviceRegion",
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule upstreamRepositoryPrefix",
    "aws:ecs/capacityProvider:CapacityProvider managedInstancesProvider.instanceLaunchTemplate.capacityOptionType",
    "aws:efs/mountTarget:MountTarget ipAddressType",
    "aws:efs/mountTarget:MountTarget ipv6Address",
    "aws:fsx/lustreFileSystem:LustreFileSystem efaEnabled",
    "aws:rds/cluster:Cluster clusterScalabilityType",
    "aws:secretsmanager/secretVersion:SecretVersion secretStringWoVersion",
  ]);
});

/**
 * By type, what is there and what changes, whether the provider replaced it. Asked of version 5.100.0 with real values; of newer
 * properties what the typings of 7.48 say.
 */
const cases: [string, Record<string, unknown>, Record<string, unknown>, boolean][] = [
  ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.1.0.0/16" }, true],
  ["aws:ec2/vpc:Vpc", { instanceTenancy: "default" }, { instanceTenancy: "dedicated" }, true],
  ["aws:ec2/vpc:Vpc", { instanceTenancy: "dedicated" }, { instanceTenancy: "default" }, false],
  [
    "aws:ec2/natGateway:NatGateway",
    { connectivityType: "private" },
    { secondaryPrivateIpAddressCount: 2 },
    true,
  ],
  ...["Gateway", "GatewayLoadBalancer", "Interface"].map((vpcEndpointType): (typeof cases)[number] => [
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    { vpcEndpointType, privateDnsEnabled: false },
    { privateDnsEnabled: true },
    vpcEndpointType !== "Interface",
  ]),
  ["aws:ssm/parameter:Parameter", { tier: "Advanced" }, { tier: "Standard" }, true],
  ["aws:ssm/parameter:Parameter", { tier: "Standard" }, { tier: "Advanced" }, false],
  ...["PERSISTENT_2", "PERSISTENT_1", "SCRATCH_2"].flatMap((deploymentType): (typeof cases)[number][] => [
    [
      "aws:fsx/lustreFileSystem:LustreFileSystem",
      { deploymentType, storageCapacity: 1200 },
      { storageCapacity: 2400 },
      false,
    ],
    [
      "aws:fsx/lustreFileSystem:LustreFileSystem",
      { deploymentType, storageCapacity: 2400 },
      { storageCapacity: 1200 },
      true,
    ],
  ]),
  [
    "aws:fsx/lustreFileSystem:LustreFileSystem",
    { deploymentType: "SCRATCH_1", storageCapacity: 1200 },
    { storageCapacity: 2400 },
    true,
  ],
  ...[true, false].flatMap((isLess): (typeof cases)[number][] => [
    [
      "aws:fsx/lustreFileSystem:LustreFileSystem",
      { metadataConfiguration: { iops: isLess ? 12000 : 1500 } },
      { metadataConfiguration: { iops: 6000 } },
      isLess,
    ],
    [
      "aws:lb/loadBalancer:LoadBalancer",
      { secondaryIpsAutoAssignedPerSubnet: isLess ? 2 : 0 },
      { secondaryIpsAutoAssignedPerSubnet: 1 },
      isLess,
    ],
  ]),
  [
    "aws:timestreaminfluxdb/dbInstance:DbInstance",
    { dbParameterGroupIdentifier: "a" },
    { dbParameterGroupIdentifier: undefined },
    true,
  ],
  [
    "aws:timestreaminfluxdb/dbInstance:DbInstance",
    { dbParameterGroupIdentifier: "a" },
    { dbParameterGroupIdentifier: "b" },
    false,
  ],
  ["aws:rds/instance:Instance", { characterSetName: "A" }, { characterSetName: "B" }, true],
  ["aws:rds/instance:Instance", { allocatedStorage: 20 }, { allocatedStorage: 10 }, false],
  [
    "aws:rds/cluster:Cluster",
    { engine: "aurora-postgresql", storageType: "aurora" },
    { storageType: "aurora-iopt1" },
    false,
  ],
  ["aws:rds/cluster:Cluster", { engine: "postgres", storageType: "io1" }, { storageType: "io2" }, true],
  ["aws:fsx/windowsFileSystem:WindowsFileSystem", { storageCapacity: 300 }, { storageCapacity: 200 }, false],
  ["aws:fsx/openZfsFileSystem:OpenZfsFileSystem", { storageCapacity: 300 }, { storageCapacity: 200 }, false],
  ["aws:fsx/ontapFileSystem:OntapFileSystem", { haPairs: 1 }, { haPairs: 2 }, false],
  ["aws:ebs/volume:Volume", { size: 20 }, { size: 10 }, false],
  ["aws:ebs/volume:Volume", { type: "gp3" }, { type: "io2" }, false],
  ["aws:dynamodb/table:Table", { hashKey: "a" }, { hashKey: "b" }, true],
  ["aws:dynamodb/table:Table", { rangeKey: "a" }, { rangeKey: "b" }, true],
  ["aws:dynamodb/table:Table", { billingMode: "PROVISIONED" }, { billingMode: "PAY_PER_REQUEST" }, false],
  ...[
    "clusterId",
    "engine",
    "networkType",
    "port",
    "snapshotName",
    "subnetGroupName",
    "availabilityZone",
    "replicationGroupId",
    "preferredOutpostArn",
    "outpostMode",
  ].map((property): (typeof cases)[number] => [
    "aws:elasticache/cluster:Cluster",
    { [property]: "a" },
    { [property]: "b" },
    true,
  ]),
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { engine: "redis", engineVersion: "7.1" },
    { engine: "redis", engineVersion: "6.2" },
    true,
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { engine: "redis", engineVersion: "7.1" },
    { engine: "valkey", engineVersion: "7.2" },
    false,
  ],
  ["aws:elasticache/cluster:Cluster", { snapshotArns: ["a"] }, { snapshotArns: ["b"] }, true],
  [
    "aws:elasticache/cluster:Cluster",
    { transitEncryptionEnabled: true },
    { transitEncryptionEnabled: false },
    true,
  ],
  ["aws:elasticache/cluster:Cluster", { ipDiscovery: "ipv4" }, { ipDiscovery: "ipv6" }, false],
  ["aws:elasticache/serverlessCache:ServerlessCache", { name: "a" }, { name: "b" }, true],
  ["aws:elasticache/serverlessCache:ServerlessCache", { kmsKeyId: "a" }, { kmsKeyId: "b" }, true],
  ["aws:elasticache/serverlessCache:ServerlessCache", { subnetIds: ["a"] }, { subnetIds: ["b"] }, true],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { engine: "redis", engineVersion: "6.x" },
    { transitEncryptionEnabled: true },
    true,
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { engine: "redis", engineVersion: "7.1" },
    { transitEncryptionEnabled: true },
    false,
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { engine: "valkey" },
    { transitEncryptionEnabled: true },
    false,
  ],
  ["aws:elasticache/serverlessCache:ServerlessCache", { engine: "redis" }, { engine: "valkey" }, false],
  ["aws:elasticache/serverlessCache:ServerlessCache", { engine: "redis" }, { engine: "memcached" }, true],
  [
    "aws:elasticache/serverlessCache:ServerlessCache",
    { engine: "valkey", majorEngineVersion: "7" },
    { majorEngineVersion: "8" },
    false,
  ],
  ["aws:ec2/instance:Instance", { userData: "a", userDataReplaceOnChange: false }, { userData: "b" }, false],
  ["aws:ec2/instance:Instance", { userData: "a", userDataReplaceOnChange: true }, { userData: "b" }, true],
  ["aws:secretsmanager/secretVersion:SecretVersion", { secretString: "a" }, { secretString: "b" }, true],
  [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    { bucket: "a" },
    { bucket: "b" },
    true,
  ],
  [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    { expectedBucketOwner: "a" },
    { expectedBucketOwner: "b" },
    true,
  ],
  ["aws:codeconnections/connection:Connection", { name: "a" }, { name: "b" }, true],
  ["aws:codeconnections/connection:Connection", { providerType: "GitHub" }, { providerType: "GitLab" }, true],
  ["aws:cloudfront/keyValueStore:KeyValueStore", { name: "a" }, { name: "b" }, true],
  ["aws:s3tables/tableBucket:TableBucket", { name: "a" }, { name: "b" }, true],
  ["aws:s3/directoryBucket:DirectoryBucket", { bucket: "a" }, { bucket: "b" }, true],
  ...["adminUserName", "kmsKeyId", "name"].map((property): (typeof cases)[number] => [
    "aws:docdb/elasticCluster:ElasticCluster",
    { [property]: "a" },
    { [property]: "b" },
    true,
  ]),
  ...["bucket", "name", "networkType", "organization", "publiclyAccessible", "username"].map(
    (property): (typeof cases)[number] => [
      "aws:timestreaminfluxdb/dbInstance:DbInstance",
      { [property]: "a" },
      { [property]: "b" },
      true,
    ],
  ),
  ...["allocatedStorage", "dbInstanceType", "dbStorageType", "deploymentType", "port"].map(
    (property): (typeof cases)[number] => [
      "aws:timestreaminfluxdb/dbInstance:DbInstance",
      { [property]: "a" },
      { [property]: "b" },
      false,
    ],
  ),
  ...(["base", "capacityProvider", "weight"] as const).flatMap((member): (typeof cases)[number][] =>
    [true, false].map((forceNewDeployment) => [
      "aws:ecs/service:Service",
      { forceNewDeployment, capacityProviderStrategies: [{ [member]: 1 }] },
      { capacityProviderStrategies: [{ [member]: 2 }] },
      !forceNewDeployment,
    ]),
  ),
  [
    "aws:ecs/service:Service",
    { forceNewDeployment: true, capacityProviderStrategies: [{ weight: 1 }] },
    { capacityProviderStrategies: [] },
    true,
  ],
];

it.each(cases)("%s of %j, changed to %j: replaced %s", (type, before, change, isReplaced) => {
  const sides: Sides = { before, after: { ...before, ...change } };
  expect(replacing(type, Object.keys(change), sides).length > 0).toBe(isReplaced);
  // A reader of one side only must not call it an update in place, if there are values that replace it.
  if (isReplaced)
    for (const path of Object.keys(change)) expect(replacement(type, path)).not.toBe(Replaces.No);
});

it("does not know what a plan does not show", () => {
  const group = "aws:elasticache/replicationGroup:ReplicationGroup";
  const verdict = (path: string, before: Sides["before"], after: Sides["after"]) =>
    replacement(group, path, { before, after });
  for (const engineVersion of [undefined, "7.0"])
    expect(
      verdict(
        "transitEncryptionEnabled",
        { engine: "redis", engineVersion },
        { engine: "redis", engineVersion, transitEncryptionEnabled: true },
      ),
    ).toBe(Replaces.Maybe);
  const slots = [{ nodeGroupId: "0001", slots: "0-16383" }];
  // AWS chose how many replicas there are.
  const more = slots.map((one) => ({ ...one, replicaCount: 1 }));
  const groups = "nodeGroupConfigurations[0].replicaCount";
  for (const before of [{}, { nodeGroupConfigurations: slots }])
    expect(verdict(groups, before, { nodeGroupConfigurations: more })).toBe(Replaces.Maybe);
  const [network, serverless] = ["networkType", "aws:elasticache/serverlessCache:ServerlessCache"];
  expect(replacement(serverless, network, { before: {}, after: { networkType: "ipv6" } })).toBe(
    Replaces.Maybe,
  );
});

it("answers for any change of several properties as for each of them, by whatever path it is said", () => {
  const paths = fc.constantFrom(...types).chain(([type, { replaces }]) => {
    const own = words(replaces).map((path) => path.replace(/^[~?^]/, ""));
    const any = fc.constantFrom(...own, "tags.Name", "region", "neverHeardOf", "neverHeardOf.member");
    return fc.tuple(fc.constant(type), fc.uniqueArray(any, { maxLength: 6 }), fc.nat(3));
  });
  fc.assert(
    fc.property(paths, ([type, changed, index]) => {
      const indexed = changed.map((path) => path.replace(/^(\w+)\.(?=.)/, `$1[${index}].`));
      const each = indexed.filter((path) => replacement(type, path) === Replaces.Yes);
      expect(replacing(type, indexed)).toEqual(each);
      const answer = types.find(([one]) => one === type)?.[1].replaces ?? "";
      for (const [at, path] of indexed.entries()) {
        const plain = changed[at] ?? "";
        if (words(answer).includes(plain)) expect(replacement(type, path)).not.toBe(Replaces.No);
        if (plain === "region" && isRegional(type)) expect(replacement(type, path)).toBe(Replaces.Yes);
      }
    }),
    { numRuns: 500 },
  );
});

it("does not know after an update what the provider does not know", () => {
  const computing = types.flatMap(([type, { computes = {} }]) =>
    Object.entries(computes).flatMap(([output, when]) =>
      words(when).map((property) => ({ type, output, property })),
    ),
  );
  expect(computing.length).toBeGreaterThan(80);
  const wrong = computing.filter(
    ({ type, output, property }) => !unknownAfterUpdate(type, [property]).includes(output),
  );
  expect(wrong.map(({ type, output, property }) => `${type} ${output} ${property}`)).toEqual([]);
});

it("computes outputs that the provider has, and no others", () => {
  const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
  const tools = (inputs: Record<string, unknown>): Tools => ({
    hex: (length) => "0123456789abcdef".repeat(4).slice(0, length),
    name: "main",
    arn: (service, resource) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`,
    globalArn: (service, resource) => `arn:aws:${service}::123456789012:${resource}`,
    input: (property) => (property in inputs ? String(inputs[property]) : ""),
    inputs,
    generation: 1,
    site,
    nested: () => ({ id: "nested", state: {} }),
  });
  const known = types.flatMap(([type, { outputs }]) =>
    outputs === undefined ? [] : [{ type, outputs: words(outputs) }],
  );
  expect(known.length).toBeGreaterThan(80);
  let left = 0;
  const wrong = known.flatMap(({ type, outputs }) => {
    const { name } = resourceType(type) ?? {};
    const own = name ? [name.property, "name"] : ["name"];
    const { id, state } = resourceType(type)?.computed?.(tools({ manageMasterUserPassword: true })) ?? {
      id: "",
      state: {},
    };
    expect(typeof id).toBe("string");
    left += outputs.filter(
      (output) => !(output in state) && usualOutput(output, tools({})) === undefined,
    ).length;
    return Object.keys(state)
      .filter((output) => !outputs.includes(output) && !own.includes(output))
      .map((output) => `${type} ${output}`);
  });
  // Newer than the answers: the typings of @pulumi/aws 7.48.0 have it.
  expect(wrong).toEqual(["aws:ecs/service:Service arn"]);
  // Outputs that are unknown in plans, since no entry says what AWS answers. They may only become fewer.
  process.stdout.write(`Outputs that no entry computes: ${left}\n`);
  expect(left).toBe(333);
});

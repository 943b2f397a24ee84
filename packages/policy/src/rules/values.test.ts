import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { broken, inContainer, together, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { valueRules } from "./values.ts";

const region = "eu-central-1";
const account = "123456789012";
const keyArn = `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`;
const [vpcId, subnetId] = ["vpc-0123456789abcdef0", "subnet-0123456789abcdef0"];

/** A stack whose every value AWS accepts. */
const good = (): Resource[] => [
  madeUp(aws.taskDefinition, "web", {
    family: "web",
    cpu: "1024",
    memory: "2048",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    volumes: [{ name: "data" }],
    containerDefinitions: JSON.stringify([
      {
        name: "web",
        image: `${account}.dkr.ecr.${region}.amazonaws.com/hub/library/nginx:1.27`,
        cpu: 512,
        memory: 1024,
        portMappings: [{ containerPort: 80 }],
        mountPoints: [{ sourceVolume: "data", containerPath: "/data" }],
        dependsOn: [{ containerName: "first", condition: "COMPLETE" }],
        healthCheck: { command: ["CMD", "true"], interval: 300, retries: 10, startPeriod: 300, timeout: 60 },
      },
      { name: "first", image: "busybox:1", essential: false, memory: 128 },
    ]),
  }),
  madeUp(aws.pullThroughCacheRule, "hub", {
    ecrRepositoryPrefix: "hub",
    upstreamRegistryUrl: "registry-1.docker.io",
    credentialArn: `arn:aws:secretsmanager:${region}:${account}:secret:ecr-pullthroughcache/hub-AbCdEf`,
  }),
  madeUp(aws.volume, "disk", {
    type: "gp3",
    size: 100,
    iops: 8000,
    throughput: 2000,
    kmsKeyId: keyArn,
    availabilityZone: `${region}a`,
  }),
  madeUp(aws.databaseInstance, "server", {
    engine: "sqlserver-se",
    engineVersion: "16.00",
    instanceClass: "db.m5.large",
    backupWindow: "01:00-02:00",
    maintenanceWindow: "Sun:03:00-Sun:05:00",
    multiAz: true,
    backupRetentionPeriod: 7,
    timezone: "W. Europe Standard Time",
    licenseModel: "license-included",
  }),
  madeUp(aws.secretRotation, "weekly", {
    secretId: "login",
    rotationRules: { scheduleExpression: "cron(0 2 ? * SUN *)", duration: "1h" },
  }),
  madeUp(aws.windowsFileSystem, "shares", {
    throughputCapacity: 4608,
    storageCapacity: 2000,
    subnetIds: [subnetId],
  }),
  madeUp(aws.securityGroup, "tasks", { vpcId, description: "Tasks" }),
  madeUp(aws.ingressRule, "https", {
    securityGroupId: "tasks",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "10.0.0.0/8",
  }),
  madeUp(aws.targetGroup, "web", { vpcId, port: 80, protocol: "HTTP", deregistrationDelay: 3600 }),
  madeUp(aws.pipeline, "delivery", {
    stages: [
      {
        name: "Source",
        actions: [
          {
            category: "Source",
            owner: "AWS",
            provider: "CodeStarSourceConnection",
            version: "1",
            configuration: { ConnectionArn: `arn:aws:codeconnections:${region}:${account}:connection/web` },
          },
        ],
      },
    ],
  }),
  madeUp(aws.subnet, "private", { vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: `${region}a` }),
];

const container = (index: number, change: Inputs): Breaking =>
  broken(aws.taskDefinition, ({ inputs }) => {
    const all = JSON.parse(inputs["containerDefinitions"] as string) as Inputs[];
    Object.assign(all[index] ?? {}, change);
    inputs["containerDefinitions"] = JSON.stringify(all);
  });
const health = (change: Inputs): Breaking =>
  inContainer((one) => void (one["healthCheck"] = { command: ["CMD", "true"], ...change }));
const value = (type: string, change: Inputs, message: string): [string, Breaking, string] => [
  "aws-refuses",
  broken(type, change),
  message,
];
const nested = (type: string, path: string, change: unknown, message: string): [string, Breaking, string] => [
  "aws-refuses",
  broken(type, ({ inputs }) => {
    const names = path.split(".");
    const last = names.pop() ?? "";
    const at = names.reduce<Inputs>((inner, name) => inner[name] as Inputs, inputs);
    at[last] = change;
  }),
  message,
];
const rule = (name: string, change: Inputs = {}): Resource =>
  madeUp(aws.ingressRule, name, {
    securityGroupId: "tasks",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    ...change,
  });

itShowsEachRule(valueRules, good, [
  ["aws-refuses (F.0.28)", health({ interval: 1000 }), "healthCheck.interval: 1000; AWS accepts 5 to 300"],
  ["aws-refuses", health({ retries: 50 }), "healthCheck.retries: 50; AWS accepts 1 to 10"],
  ["aws-refuses", health({ startPeriod: 900 }), "healthCheck.startPeriod: 900; AWS accepts 0 to 300"],
  [
    "aws-refuses",
    container(1, { essential: true }),
    'dependsOn[0].condition: "COMPLETE"; AWS accepts START or HEALTHY for first, which is essential',
  ],
  ["aws-refuses", container(0, { memory: 4096 }), "memory: 4096; AWS accepts at most the task's 2048"],
  ["aws-refuses", container(0, { cpu: 2048 }), "cpu: 2048; AWS accepts at most the task's 1024"],
  [
    "aws-refuses",
    container(0, { healthCheck: {} }),
    "healthCheck: an object; AWS accepts an object with command",
  ],
  [
    "aws-refuses",
    container(0, { image: `${account}.dkr.ecr.${region}.amazonaws.com/hub/nginx:1.27` }),
    "AWS accepts hub/library/nginx",
  ],
  value(aws.taskDefinition, { memory: "1536" }, "memory: 1536; AWS accepts 2048, 3072"),
  value(aws.volume, { iops: 100 }, "iops: 100; AWS accepts 3,000 to 50,000 IOPS for gp3 of 100 GiB"),
  value(aws.volume, { iops: 3000 }, "throughput: 2000; AWS accepts 125 to 750 MiB/s for gp3 with 3000 IOPS"),
  value(
    aws.volume,
    { type: "gp2", iops: undefined, throughput: undefined, size: 20_000 },
    "size: 20000; AWS accepts gp2 volumes of 1 to 16,384 GiB",
  ),
  value(
    aws.volume,
    { type: "io1", throughput: undefined, size: 10_000, iops: 100_000 },
    "iops: 100000; AWS accepts 100 to 64,000 IOPS",
  ),
  value(
    aws.volume,
    { kmsKeyId: keyArn.replace(region, "eu-west-1") },
    "AWS accepts an ARN of this resource's region, eu-central-1",
  ),
  value(
    aws.volume,
    { kmsKeyId: keyArn.replace("arn:aws:", "arn:aws-cn:") },
    "AWS accepts the partition aws for eu-central-1",
  ),
  value(aws.volume, { kmsKeyId: keyArn.replace(":kms:", ":sns:") }, "AWS accepts an ARN of kms"),
  value(
    aws.volume,
    { kmsKeyId: keyArn.replace(region, "eu-centrl-1") },
    "AWS accepts the code of a region in an ARN",
  ),
  value(aws.volume, { availabilityZone: "eu-west-1a" }, "AWS accepts a zone of eu-central-1"),
  value(aws.volume, { region: "eu-centrl-1" }, "AWS accepts the code of a region, such as eu-west-1"),
  value(
    aws.databaseInstance,
    { backupWindow: "03:30-04:30" },
    "AWS accepts a time outside of the maintenance window",
  ),
  value(aws.databaseInstance, { backupWindow: "01:00-01:10" }, "AWS accepts at least 30 minutes"),
  value(
    aws.databaseInstance,
    { maintenanceWindow: "Sun:03:00-Sun:03:05" },
    "AWS accepts at least 30 minutes",
  ),
  value(
    aws.databaseInstance,
    { backupRetentionPeriod: 0 },
    "AWS accepts at least 1 for SQL Server with multiAz",
  ),
  value(aws.databaseInstance, { engineVersion: "15.99" }, "AWS accepts versions of sqlserver-se"),
  value(
    aws.databaseInstance,
    { instanceClass: "db.t3.micro" },
    "AWS accepts classes that RDS supports for sqlserver-se",
  ),
  value(aws.databaseInstance, { engine: "sqlserver-ex" }, "AWS accepts no standby for SQL Server Express"),
  value(aws.databaseInstance, { timezone: "Europe/Berlin" }, "AWS accepts Windows' names of time zones"),
  nested(
    aws.secretRotation,
    "rotationRules.scheduleExpression",
    "cron(30 2 ? * SUN *)",
    "AWS accepts 0 as the minutes",
  ),
  nested(
    aws.secretRotation,
    "rotationRules.scheduleExpression",
    "cron(0 2 ? * SUN 2027)",
    "AWS accepts * as the year",
  ),
  nested(
    aws.secretRotation,
    "rotationRules.duration",
    "23h",
    "AWS accepts at most 22h, until the end of the UTC day",
  ),
  value(
    aws.pullThroughCacheRule,
    { upstreamRegistryUrl: "docker.io" },
    "upstreamRegistryUrl: a text of 9 characters (not shown); AWS accepts public.ecr.aws",
  ),
  value(
    aws.pullThroughCacheRule,
    { credentialArn: undefined },
    "has no credentialArn; AWS accepts registry-1.docker.io with a secret",
  ),
  value(aws.windowsFileSystem, { throughputCapacity: 4096 }, "throughputCapacity: 4096; AWS accepts 8, 16"),
  value(aws.targetGroup, { deregistrationDelay: 3601 }, "deregistrationDelay: 3601; AWS accepts 0 to 3,600"),
  nested(
    aws.pipeline,
    "stages.0.actions.0.configuration.ConnectionArn",
    "nonsense",
    'ConnectionArn: "nonsense"; AWS accepts an ARN',
  ),
  value(aws.subnet, { availabilityZone: "eu-west-1a" }, "AWS accepts a zone of eu-central-1"),
  [
    "aws-refuses",
    (all) => [...all, rule("again", { cidrIpv4: "10.1.2.3/8" })].toReversed(),
    "repeats a rule of its security group: tcp 443 to 443, from 10.0.0.0/8; AWS accepts each rule of a security group once",
  ],
  [
    "aws-refuses",
    (all) => [
      ...Array.from({ length: 60 }, (_, index) => rule(`more-${index}`, { cidrIpv4: `10.0.${index}.0/24` })),
      ...all,
    ],
    "is ingress rule 61 for IPv4 of its security group; AWS accepts 60 ingress rules for IPv4 in a security group",
  ],
  [
    "aws-refuses",
    together(
      broken(aws.subnet, { region: "eu-west-1", availabilityZone: "eu-west-1a" }),
      broken(aws.windowsFileSystem, { subnetIds: ["private"] }),
    ),
    "AWS accepts a resource of eu-central-1, and private is in eu-west-1",
  ],
  [
    "ecs-unmounted-volume",
    inContainer((one) => void delete one["mountPoints"]),
    'has the volume "data", which no container mounts',
  ],
]);

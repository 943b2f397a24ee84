import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { check } from "./check.ts";
import { madeUp, type Inputs } from "./testing/resources.ts";
import { rules } from "./rules/index.ts";

// cfn-lint, which AWS maintains, judges the same resources as the rule: an implementation that shares no code with it.

const account = "123456789012";
const [subnet, other] = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];

interface Subject {
  type: string;
  good: Inputs;
  /** Generated values by the path of a property; every value may be one that AWS refuses. */
  vary: Record<string, fc.Arbitrary<unknown>>;
}

/** Around both ends of a range. */
const around = (from: number, to: number) => fc.constantFrom(from - 1, from, from + 1, to - 1, to, to + 1);
const oneOf = (...values: string[]) => fc.constantFrom(...values, `${values[0]}x`, "nonsense");

const subjects: Subject[] = [
  {
    type: "AWS::ECS::TaskDefinition",
    good: {
      Cpu: "256",
      Memory: "512",
      NetworkMode: "awsvpc",
      RequiresCompatibilities: ["FARGATE"],
      ContainerDefinitions: [{ Name: "web", Image: "nginx:1" }],
    },
    vary: {
      Cpu: fc.constantFrom("256", "512", "1024", "2048", "300"),
      Memory: fc.constantFrom("512", "1024", "2048", "3072", "4096", "1536"),
      NetworkMode: fc.constantFrom("awsvpc", "bridge", "host"),
    },
  },
  {
    type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    good: { Port: 80, Protocol: "HTTP", VpcId: "vpc-0123456789abcdef0", HealthCheckIntervalSeconds: 300 },
    vary: {
      HealthCheckIntervalSeconds: around(5, 300),
      HealthCheckTimeoutSeconds: around(2, 120),
      HealthyThresholdCount: around(2, 10),
      Port: around(1, 65_535),
      Protocol: oneOf("HTTP", "HTTPS", "TCP"),
      TargetType: oneOf("ip", "instance"),
    },
  },
  {
    type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    good: { Type: "application", Subnets: [subnet, other], Scheme: "internal" },
    vary: {
      Type: oneOf("application", "network"),
      Subnets: fc.constantFrom([subnet], [subnet, other]),
    },
  },
  {
    type: "AWS::RDS::DBInstance",
    good: {
      Engine: "sqlserver-se",
      EngineVersion: "16.00.4175.1.v1",
      DBInstanceClass: "db.m5.large",
      LicenseModel: "license-included",
      AllocatedStorage: "100",
      BackupRetentionPeriod: 7,
      MasterUsername: "owner",
      ManageMasterUserPassword: true,
    },
    vary: {
      BackupRetentionPeriod: around(0, 35).filter((days) => days >= 0),
      EngineVersion: fc.constantFrom("16.00.4175.1.v1", "15.00.4043.16.v1", "16.00.4176.1.v1", "9.00.1.1.v1"),
      DBInstanceClass: fc.constantFrom(
        "db.m5.large",
        "db.m5.xlarge",
        "db.t3.xlarge",
        "db.t3.micro",
        "db.m6g.large",
      ),
    },
  },
  {
    type: "AWS::FSx::FileSystem",
    good: {
      FileSystemType: "WINDOWS",
      StorageCapacity: 100,
      StorageType: "SSD",
      SubnetIds: [subnet],
      WindowsConfiguration: { ThroughputCapacity: 32 },
    },
    vary: {
      StorageCapacity: around(32, 65_536),
    },
  },
  {
    type: "AWS::SecretsManager::RotationSchedule",
    good: {
      SecretId: `arn:aws:secretsmanager:eu-central-1:${account}:secret:x-AbCdEf`,
      RotationRules: { AutomaticallyAfterDays: 7 },
    },
    vary: {},
  },
  {
    type: "AWS::EC2::Volume",
    good: { AvailabilityZone: "eu-central-1a", Size: 200, VolumeType: "gp3" },
    vary: { VolumeType: oneOf("gp3", "gp2", "st1") },
  },
  {
    type: "AWS::Logs::LogGroup",
    good: { RetentionInDays: 14 },
    vary: {
      RetentionInDays: fc.constantFrom(1, 3, 13, 14, 365, 366),
      LogGroupClass: oneOf("STANDARD", "INFREQUENT_ACCESS"),
    },
  },
  {
    type: "AWS::KMS::Key",
    good: { KeyPolicy: { Version: "2012-10-17", Statement: [] }, KeyUsage: "ENCRYPT_DECRYPT" },
    vary: { PendingWindowInDays: around(7, 30), KeyUsage: oneOf("ENCRYPT_DECRYPT") },
  },
  {
    type: "AWS::EFS::FileSystem",
    good: { ThroughputMode: "bursting" },
    vary: { ThroughputMode: oneOf("bursting", "elastic"), PerformanceMode: oneOf("generalPurpose", "maxIO") },
  },
  {
    type: "AWS::AutoScaling::AutoScalingGroup",
    good: {
      MinSize: "1",
      MaxSize: "2",
      VPCZoneIdentifier: [subnet],
      LaunchTemplate: { LaunchTemplateId: "lt-0123456789abcdef0", Version: "1" },
    },
    vary: {},
  },
];

interface Example {
  name: string;
  type: string;
  changed: string;
  value: unknown;
  properties: Inputs;
}

const examples: Example[] = subjects.flatMap(({ type, good, vary }, index) => [
  { name: `R${index}Good`, type, changed: "nothing", value: "", properties: good },
  ...Object.entries(vary).flatMap(([path, values], at) => {
    const distinct = [
      ...new Map(
        fc.sample(values, { numRuns: 40, seed: 17 }).map((value) => [JSON.stringify(value), value]),
      ).values(),
    ];
    return distinct.map((value, one) => ({
      name: `R${index}P${at}V${one}`,
      type,
      changed: path,
      value,
      properties: withValue(good, path, value),
    }));
  }),
]);

function withValue(good: Inputs, path: string, value: unknown): Inputs {
  const copy = structuredClone(good);
  const names = path.split(".");
  const last = names.pop() ?? "";
  const at = names.reduce<Inputs>((inner, name) => (inner[name] ??= {}) as Inputs, copy);
  at[last] = value;
  return copy;
}

const template = {
  AWSTemplateFormatVersion: "2010-09-09",
  Resources: Object.fromEntries(
    examples.map(({ name, type, properties }) => [name, { Type: type, Properties: properties }]),
  ),
};

/** Names of the resources that cfn-lint has an error for. */
function refusedByCfnLint(): Set<string> {
  const folder = mkdtempSync(join(tmpdir(), "ballast-cfn-lint-"));
  try {
    const file = join(folder, "template.json");
    writeFileSync(file, JSON.stringify(template));
    const python = process.env["BALLAST_PYTHON"] ?? "python3";
    const { stdout, status } = spawnSync(
      python,
      [
        "-c",
        "from cfnlint.runner import main; main()",
        "--format",
        "json",
        "--ignore-checks",
        "W",
        "I",
        "--regions",
        "eu-central-1",
        "--",
        file,
      ],
      { encoding: "utf8" },
    );
    expect(status).not.toBe(1);
    const found = JSON.parse(stdout) as { Rule: { Id: string }; Location: { Path: string[] } }[];
    expect(found.every(({ Rule }) => Rule.Id.startsWith("E"))).toBe(true);
    return new Set(found.map(({ Location }) => Location.Path[1] ?? ""));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusedByRule(): Set<string> {
  const stack = madeUp("aws:cloudformation/stack:Stack", "all", { templateBody: JSON.stringify(template) });
  const found = check([stack], {}, { rules: rules.filter(({ id }) => id === "aws-refuses") });
  return new Set(found.map(({ urn }) => urn.split("#")[1] ?? ""));
}

it(`judges ${examples.length} generated resources of ${subjects.length} types as cfn-lint does (F.0.28)`, () => {
  const [theirs, ours] = [refusedByCfnLint(), refusedByRule()];
  const verdicts = (refused: Set<string>) =>
    examples.map(
      ({ name, type, changed, value }) =>
        `${type} ${changed} ${JSON.stringify(value)}: ${refused.has(name) ? "refused" : "accepted"}`,
    );
  expect(theirs.size).toBeGreaterThan(20);
  expect(verdicts(ours)).toEqual(verdicts(theirs));
});

it("has the table that its sources give", () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ["tools/acceptedValues.ts", "--check"], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^\d+ types, \d+ properties\.$/m);
});

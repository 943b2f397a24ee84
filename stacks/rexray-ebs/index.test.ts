import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { record } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("rexray-ebs");

const good = {
  retention: "retain",
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  },
  availabilityZone: "eu-central-1b",
  image: "registry.example.com/mysql:8.4",
  instanceTypes: ["m5.large"],
  volume: { sizeGiB: 50 },
  clients: { vpn: "10.8.0.0/16" },
};

const deploy = (settings: unknown = good) =>
  record(run, {
    stack: "rexray-ebs-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings) },
    lookups: siteLookups(standInSite("eu-central-1")),
  });

it("saves the volume before the task changes, if asked to, and says which snapshot it is (F.0.53)", async () => {
  const plain = await deploy(good);
  expect(plain.resources.filter(({ type }) => type.startsWith("aws:lambda/"))).toEqual([]);
  const recording = await deploy({ ...good, snapshotBefore: true });
  const { variables } = recording.the("aws:lambda/function:Function").inputs["environment"] as {
    variables: Record<string, string>;
  };
  expect(JSON.parse(variables["SETTINGS"] ?? "")).toMatchObject({
    service: "mysql",
    volumes: [{ id: recording.the("aws:ebs/volume:Volume").id }],
  });
  const refused = {
    ...good,
    snapshotBefore: true,
    volume: { ...good.volume, mode: "managed", ephemeralReason: "a test" },
  };
  expect((await refusalOf("rexray-ebs-dev", refused)).message).toMatch(
    /snapshotBefore: is true, but the volume is not/,
  );
});

it("keeps database, service and instances in the volume's zone, with room for a successor (F.4.3, F.4.4)", async () => {
  const recording = await deploy();
  expect(recording.the("aws:ebs/volume:Volume").inputs["availabilityZone"]).toBe("eu-central-1b");
  expect(recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs["placementConstraints"]).toEqual([
    { type: "memberOf", expression: "attribute:ecs.availability-zone == eu-central-1b" },
    { type: "memberOf", expression: "attribute:ballast.volume == rexray-ebs-dev-mysql" },
  ]);
  expect(recording.the("aws:autoscaling/group:Group").inputs).toMatchObject({
    vpcZoneIdentifiers: ["subnet-0123456789abcdef1"],
    maxSize: 2,
  });
  expect(recording.the("aws:ecs/service:Service").inputs).toMatchObject({
    networkConfiguration: { subnets: ["subnet-0123456789abcdef1"], assignPublicIp: false },
    desiredCount: 1,
    deploymentMaximumPercent: 100,
    deploymentMinimumHealthyPercent: 0,
    availabilityZoneRebalancing: "DISABLED",
  });
});

it("says that a volume which REX-Ray created outlives the stack, whatever the stack discards (F.4.11)", async () => {
  const image = `registry.example.com/rexray-ebs@sha256:${"0a".repeat(32)}`;
  const { result } = await deploy({
    ...good,
    retention: "discard",
    retentionReason: { password: "a test of what is kept", logs: "a test of what is kept" },
    volume: { sizeGiB: 50, mode: "plugin", plugin: { image, autoprovision: true } },
  });
  expect(result).toMatchObject({ survives: { taskRestart: true, zoneLoss: false, destroy: true } });
});

it("runs MySQL with a password that nobody has seen, in a folder of its own, with time to stop (F.4.9)", async () => {
  const recording = await deploy();
  const definition = recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs;
  const [mysql] = JSON.parse(definition["containerDefinitions"] as string) as Record<string, unknown>[];
  const template = JSON.parse(
    recording.the("aws:cloudformation/stack:Stack").inputs["templateBody"] as string,
  ) as { Resources: { Secret: unknown } };
  expect(template.Resources.Secret).toEqual({
    Type: "AWS::SecretsManager::Secret",
    DeletionPolicy: "Retain",
    UpdateReplacePolicy: "Retain",
    Properties: {
      Description: "Password of MySQL root, rexray-ebs-dev",
      GenerateSecretString: { PasswordLength: 32, ExcludePunctuation: true },
    },
  });
  expect(mysql).toMatchObject({
    image: "registry.example.com/mysql:8.4",
    entryPoint: ["/bin/bash", "-c"],
    secrets: [
      {
        name: "MYSQL_ROOT_PASSWORD",
        valueFrom: expect.stringMatching(
          /^arn:aws:secretsmanager:eu-central-1:\d{12}:secret:root-password-/,
        ) as unknown,
      },
    ],
    mountPoints: [
      { sourceVolume: "run", containerPath: "/var/run/mysqld", readOnly: false },
      { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
      { sourceVolume: "mysql", containerPath: "/var/lib/mysql", readOnly: false },
    ],
    healthCheck: { command: ["CMD-SHELL", "mysqladmin ping --host=127.0.0.1 --silent"], startPeriod: 300 },
    stopTimeout: 120,
    readonlyRootFilesystem: true,
  });
  expect(definition["memory"]).toBe("2048");
});

it("is reached inside the network by those who are named, and by nobody else (F.4.9, F.4.10)", async () => {
  const recording = await deploy();
  expect(recording.the("aws:lb/loadBalancer:LoadBalancer").inputs).toMatchObject({
    internal: true,
    loadBalancerType: "network",
    enableCrossZoneLoadBalancing: true,
  });
  expect(recording.the("aws:lb/targetGroup:TargetGroup").inputs).toMatchObject({
    port: 3306,
    protocol: "TCP",
    deregistrationDelay: 15,
  });
  expect(recording.the("aws:ecs/service:Service").inputs["healthCheckGracePeriodSeconds"]).toBe(300);
  const ingress = Object.values(
    recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
  ).map(({ name, inputs }) => [name, inputs["fromPort"], inputs["cidrIpv4"]]);
  expect(ingress.sort()).toEqual([
    ["mysql-from-vpn-mysql", 3306, "10.8.0.0/16"],
    ["mysql-tasks-from-balancer-mysql", 3306, undefined],
  ]);
});

it("restores a backup by naming its snapshot", async () => {
  const recording = await deploy({ ...good, volume: { sizeGiB: 50, snapshotId: "snap-0123456789abcdef0" } });
  expect(recording.the("aws:ebs/volume:Volume").inputs["snapshotId"]).toBe("snap-0123456789abcdef0");
});

it("says what the data outlives", async () => {
  const { result } = await deploy();
  expect(result["survives"]).toEqual({
    taskRestart: true,
    instanceLoss: true,
    zoneLoss: false,
    destroy: true,
  });
});

it("refuses settings with every fault at once, each by its key", async () => {
  const { message, registered } = await refusalOf("rexray-ebs-dev", {
    ...good,
    availabilityZone: "Frankfurt",
    image: "mysql",
    volume: { sizeGiB: "50", mode: "nfs", plugin: { alias: "rexray/ebs" } },
    clients: { vpn: "anyone" },
  });
  for (const key of [
    "availabilityZone",
    "image",
    "volume.sizeGiB",
    "volume.mode",
    "volume.plugin.image",
    "clients.vpn",
  ])
    expect(message).toContain(`  ballast:settings.${key}: `);
  expect(message).toContain('volume.mode: is "nfs"; allowed: "host", "plugin", "managed".');
  expect(registered).toEqual([]);
});

it("refuses a zone in which the network has no subnet, before anything is registered", async () => {
  const { message, registered } = await refusalOf("rexray-ebs-dev", {
    ...good,
    availabilityZone: "eu-central-1c",
  });
  expect(message).toContain(
    'ballast:settings.availabilityZone: is "eu-central-1c"; network.privateSubnetIds has no "c"; name a zone that has a subnet.',
  );
  expect(registered).toEqual([]);
});

it("refuses what the component refuses, without a stack trace, before anything is registered", async () => {
  const { message, registered } = await refusalOf("rexray-ebs-dev", {
    ...good,
    volume: { sizeGiB: 50, mode: "plugin" },
  });
  expect(message).toContain('RexrayEbs "mysql" is refused');
  expect(message).toContain('plugin: is missing; mode "plugin" needs its image');
  expect(registered).toEqual([]);
});

describe("a scratch volume for /tmp, the post's other use of a volume (F.4.12)", () => {
  const scratch = { sizeGiB: 20, throughput: 250 };
  const containersOf = async (settings: unknown) => {
    const recording = await deploy(settings);
    const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
    const all = JSON.parse(inputs["containerDefinitions"] as string) as Record<string, unknown>[];
    return { recording, inputs, of: (name: string) => all.find((one) => one["name"] === name) };
  };

  it("is created by ECS with each task, beside the volume that stays", async () => {
    const { recording, inputs, of } = await containersOf({ ...good, scratch });
    expect(inputs["volumes"]).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "scratch", configureAtLaunch: true })]),
    );
    expect(recording.the("aws:ecs/service:Service").inputs["volumeConfiguration"]).toMatchObject({
      name: "scratch",
      managedEbsVolume: { sizeInGb: 20, throughput: 250, volumeType: "gp3", encrypted: true },
    });
    expect(Object.keys(recording.ofType("aws:ebs/volume:Volume"))).toEqual(["mysql-volume"]);
    const mounted = of("mysql")?.["mountPoints"] as { sourceVolume: string; containerPath: string }[];
    expect(mounted.filter(({ containerPath }) => containerPath === "/tmp")).toEqual([
      { sourceVolume: "scratch", containerPath: "/tmp", readOnly: false },
    ]);
  });

  it("is opened to MySQL's own user before MySQL starts: ECS leaves its root to root", async () => {
    const { of } = await containersOf({ ...good, scratch });
    expect(of("mysql")?.["dependsOn"]).toEqual([{ containerName: "scratch", condition: "SUCCESS" }]);
    const { entryPoint, command, user, mountPoints } = of("scratch") as Record<string, string[]>;
    expect([user, mountPoints]).toEqual([
      "0",
      [{ sourceVolume: "scratch", containerPath: "/tmp", readOnly: false }],
    ]);
    // The container's own command, on a folder that stands for the volume.
    const folder = mkdtempSync(join(tmpdir(), "scratch-"));
    try {
      const [shell = "", ...words] = [...(entryPoint ?? []), ...(command ?? [])];
      execFileSync(
        shell,
        words.map((word) => word.replace("/tmp", folder)),
      );
      expect((statSync(folder).mode & 0o7777).toString(8)).toBe("1777");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is not there unless it is asked for", async () => {
    const { recording, of } = await containersOf(good);
    expect(of("scratch")).toBeUndefined();
    expect(recording.the("aws:ecs/service:Service").inputs["volumeConfiguration"]).toBeUndefined();
  });

  it.each([
    [{ scratch: { sizeGiB: 0 } }, "scratch.sizeGiB"],
    [{ scratch: { sizeGiB: 20_000 } }, "scratch.sizeGiB"],
    [{ scratch: { sizeGiB: 20, volumeType: "gp4" } }, "scratch.volumeType"],
    [{ scratch: { sizeGiB: 20, volumeType: "st1", iops: 3000 } }, "scratch.iops"],
    [{ scratch: { sizeGiB: 20, volumeType: "gp2", throughput: 250 } }, "scratch.throughput"],
    [{ scratch, volume: { sizeGiB: 9, mode: "managed", ephemeralReason: "a cache of ours" } }, "scratch"],
  ])("refuses %j, before anything is registered", async (changes, setting) => {
    const { message, registered } = await refusalOf("rexray-ebs-dev", { ...good, ...changes });
    expect(message).toContain(`  ballast:settings.${setting}: `);
    expect(registered).toEqual([]);
  });
});

it("watches what it made, by its own ids, and tells those who are named (F.8.11)", async () => {
  const recording = await deploy({ ...good, subscribers: { team: "team@example.com" } });
  const alarms = recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
  const parts = new Set(Object.keys(alarms).map((name) => name.split("-")[1]));
  expect([...parts].sort()).toEqual(["balancer", "cluster", "service", "volume"]);
  expect(alarms["watch-volume-space"]?.inputs).toMatchObject({
    namespace: "Ballast",
    metricName: "VolumeUsedPercent",
    dimensions: { VolumeId: recording.the("aws:ebs/volume:Volume").id },
  });
  expect(recording.the("aws:sns/topicSubscription:TopicSubscription").inputs["endpoint"]).toBe(
    "team@example.com",
  );
});

it("watches no volume that ECS creates with each task", async () => {
  const volume = { sizeGiB: 50, mode: "managed", ephemeralReason: "a test of what is watched" };
  const recording = await deploy({ ...good, volume });
  const alarms = Object.keys(recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"));
  expect(alarms.filter((name) => name.startsWith("watch-volume-"))).toEqual([]);
  expect(alarms).toContain("watch-service-tasks");
});

it("has a DNS name for clients in the network where the settings say so, and none otherwise (F.0.49)", async () => {
  const registry = "aws:servicediscovery/service:Service";
  const plain = await deploy();
  expect(plain.ofType(registry)).toEqual({});
  expect(plain.result).not.toHaveProperty("taskAddress");
  const discovery = { namespace: "prod.internal", clients: { apps: "10.9.0.0/16" } };
  const recording = await deploy({ ...good, discovery });
  expect(recording.the(registry).inputs).toMatchObject({
    name: "mysql",
    dnsConfig: { dnsRecords: [{ type: "A" }] },
  });
  expect(recording.the("aws:ecs/service:Service").inputs["serviceRegistries"]).toEqual({
    registryArn: recording.the(registry).state["arn"],
  });
  expect(recording.result).toHaveProperty("taskAddress");
  const ways = Object.values(recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"));
  const [way] = ways.filter(({ inputs }) => inputs["cidrIpv4"] === "10.9.0.0/16");
  expect(way?.inputs).toMatchObject({
    securityGroupId: recording.the("aws:ec2/securityGroup:SecurityGroup", "tasks-group").id,
    fromPort: 3306,
    toPort: 3306,
  });
  for (const wrong of [{ namespace: "a b" }, { clients: { all: "0.0.0.0/0" } }, { clients: {} }])
    expect(
      (await refusalOf("rexray-ebs-dev", { ...good, discovery: { ...discovery, ...wrong } })).message,
    ).toMatch(/discovery\.(namespace|clients)/);
});

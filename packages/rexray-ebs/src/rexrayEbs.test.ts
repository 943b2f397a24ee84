import { join } from "node:path";
import type { Statement } from "@ballast/contracts";
import { Cluster, LaunchType, Service, TaskDefinition } from "@ballast/ecs";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { output } from "@pulumi/pulumi";
import { BlockMode, RexrayEbs, type RexrayEbsArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const typical: RexrayEbsArgs = {
  site,
  availabilityZone: "eu-central-1a",
  containerPath: "/var/lib/mysql",
  sizeGiB: 20,
};
const image = `registry.example.com/rexray-ebs@sha256:${"0a".repeat(32)}`;
const plugin = { ...typical, mode: BlockMode.Plugin, plugin: { image } };
const autoprovisioned = { ...plugin, plugin: { image, autoprovision: true } };
const managed = { ...typical, mode: BlockMode.Managed, ephemeralReason: "a cache that fills itself" };

const build = (args: RexrayEbsArgs = typical, opts?: pulumi.ComponentResourceOptions) =>
  new RexrayEbs("mysql", args, opts);

/** What is inside an output, as the engine would see it. */
const plain = <T>(value: T): Promise<pulumi.Unwrap<T>> =>
  (output(value) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();

async function partsOf(args: RexrayEbsArgs) {
  const { result } = await record(async () => {
    const { instancePart, taskPart, servicePart, survives, waivers } = build(args);
    return plain({ instancePart, taskPart, servicePart, survives, waivers });
  });
  return result;
}

itIsAComponent({
  build: (opts) => build(typical, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () => {
    build();
    new RexrayEbs("files", { ...typical, backup: { enabled: false, reason: "copied every hour" } });
  },
  added: ["ballast-rexray-ebs:index:RexrayEbs files", "files > aws:ebs/volume:Volume files-volume"],
  refusals: {
    "a volume that there cannot be": {
      build: () =>
        build({
          ...typical,
          availabilityZone: "eu-west-1a",
          containerPath: "data",
          sizeGiB: 0,
          volumeType: "io2",
          throughput: 200,
          snapshotId: "snapshot-1",
        }),
      paths: ["availabilityZone", "containerPath", "sizeGiB", "iops", "throughput", "snapshotId"],
    },
    "a volume that is none, new and adopted at once, and folders beside its top": {
      build: () => {
        build({ ...typical, adoptVolume: "mysql", snapshotId: "snap-0123456789abcdef0", folder: "../etc" });
      },
      paths: ["adoptVolume", "snapshotId", "folder"],
    },
    "a folder of what REX-Ray mounts, and a volume that is in no state": {
      build: () =>
        build({ ...autoprovisioned, folder: "data", adoptVolume: "vol-0123456789abcdef0", sizeGiB: 20 }),
      paths: ["folder", "adoptVolume"],
    },
    "a volume that was there before, and would not outlive the stack": {
      build: () => build({ ...typical, adoptVolume: "vol-0123456789abcdef0", retention: "discard" }),
      paths: ["adoptVolume"],
    },
    "a type that there is not, and one that is too small": {
      build: () => {
        build({ ...typical, volumeType: "gp9" });
      },
      paths: ["volumeType"],
    },
    "a small volume for throughput, with operations that it does not sell": {
      build: () => build({ ...typical, volumeType: "st1", iops: 3000 }),
      paths: ["sizeGiB", "iops"],
    },
    "the plugin without an image whose bytes are known (F.4.6)": {
      build: () => build({ ...typical, mode: BlockMode.Plugin, plugin: { image: "rexray/ebs:latest" } }),
      paths: ["plugin.image"],
    },
    "the plugin's mode without the plugin, and the plugin without its mode": {
      build: () => build({ ...typical, mode: BlockMode.Plugin }),
      paths: ["plugin"],
    },
    "a plugin where none is used": {
      build: () => build({ ...typical, plugin: { image } }),
      paths: ["plugin"],
    },
    "what has no effect on a volume that the plugin creates": {
      build: () =>
        build({
          ...autoprovisioned,
          snapshotId: "snap-0123456789abcdef0",
          throughput: 500,
          kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/0",
          backup: { enabled: true },
          backupDays: 30,
          retention: "discard",
        }),
      paths: ["backup", "backupDays", "retention", "throughput", "kmsKeyArn", "snapshotId"],
    },
    "what has no effect on a volume that ECS deletes with its task": {
      build: () =>
        build({
          ...managed,
          backup: { enabled: false, reason: "a cache" },
          backupDays: 30,
          retention: "retain",
        }),
      paths: ["backup", "backupDays", "retention"],
    },
    "days of a backup that is off, and a key that no policy can name": {
      build: () =>
        build({
          ...typical,
          backup: { enabled: false, reason: "copied every hour" },
          backupDays: 30,
          kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:alias/own",
        }),
      paths: ["kmsKeyArn", "backupDays"],
    },
    "data that goes with its task, without a reason (F.4.1)": {
      build: () => build({ ...typical, mode: BlockMode.Managed }),
      paths: ["ephemeralReason"],
    },
    "a reason for losing data that is kept": {
      build: () => build({ ...typical, ephemeralReason: "it is a cache" }),
      paths: ["ephemeralReason"],
    },
    "words that there are not, and a name that is not a folder": {
      build: () =>
        new RexrayEbs("my data", {
          ...typical,
          mode: "rexray" as "host",
          retention: "keep" as "retain",
          backup: { enabled: false },
          backupDays: 0,
        }),
      paths: ["name", "backup", "backupDays", "mode", "retention"],
    },
  },
});

describe("closed by default", () => {
  it("keeps an encrypted volume that is protected, tagged and backed up every day (F.4.2, F.0.19)", async () => {
    const recording = await record(() => build());
    const volume = recording.the("aws:ebs/volume:Volume");
    expect(volume).toMatchObject({ protect: true, retainOnDelete: true });
    expect(volume.inputs).toEqual({
      availabilityZone: "eu-central-1a",
      size: 20,
      type: "gp3",
      encrypted: true,
      tags: { Name: "test-dev-mysql", "ballast:managed": "pulumi", "ballast:volume": "test-dev-mysql" },
    });
    expect(recording.the("aws:dlm/lifecyclePolicy:LifecyclePolicy").inputs["policyDetails"]).toEqual({
      resourceTypes: ["VOLUME"],
      targetTags: { "ballast:volume": "test-dev-mysql" },
      schedules: [
        {
          name: "daily",
          createRule: { interval: 24, intervalUnit: "HOURS", times: "03:00" },
          retainRule: { count: 7 },
          copyTags: true,
        },
      ],
    });
    expect(JSON.parse(recording.the("aws:iam/role:Role").inputs["assumeRolePolicy"] as string)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "dlm.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:dlm:eu-central-1:123456789012:policy/*" },
          },
        },
      ],
    });
  });

  it("says what survives, by mode (F.4.1, F.4.11)", async () => {
    const kept = { taskRestart: true, instanceLoss: true, zoneLoss: false, destroy: true };
    expect((await partsOf(typical)).survives).toEqual(kept);
    expect((await partsOf(plugin)).survives).toEqual(kept);
    expect((await partsOf({ ...typical, retention: "discard" })).survives).toEqual({
      ...kept,
      destroy: false,
    });
    // What REX-Ray created, no destroy deletes.
    expect((await partsOf(autoprovisioned)).survives).toEqual(kept);
    expect((await partsOf(managed)).survives).toEqual({
      taskRestart: false,
      instanceLoss: false,
      zoneLoss: false,
      destroy: false,
    });
  });

  it("says why a protection is off", async () => {
    const backup = { enabled: false, reason: "copied every hour" };
    expect((await partsOf({ ...typical, backup })).waivers).toEqual({
      "ebs-backup": { "mysql-volume": { reason: "copied every hour" } },
    });
    const { waivers, servicePart } = await partsOf(managed);
    expect(waivers).toEqual({});
    expect(servicePart.waivers).toEqual({
      "ecs-ephemeral-volume": { mysql: { reason: "a cache that fills itself" } },
    });
  });
});

describe("every mode that keeps data", () => {
  it.each([
    ["host", typical],
    ["plugin", plugin],
  ])("%s pins tasks, service and instances to the volume's zone (F.4.3, F.4.4)", async (_mode, args) => {
    const { instancePart, taskPart, servicePart } = await partsOf(args);
    expect(taskPart.placementConstraints?.[0]).toEqual({
      type: "memberOf",
      expression: "attribute:ecs.availability-zone == eu-central-1a",
    });
    expect(instancePart.zones).toEqual(["a"]);
    expect(servicePart.subnetKeys).toEqual(["a"]);
  });

  it.each([
    ["host", typical],
    ["plugin", plugin],
  ])("%s runs one task, which stops before the next one starts (F.4.5)", async (_mode, args) => {
    const { servicePart } = await partsOf(args);
    expect(servicePart).toEqual({
      desiredCount: 1,
      minimumHealthyPercent: 0,
      maximumPercent: 100,
      zoneRebalancing: false,
      subnetKeys: ["a"],
      volumes: { "test-dev-mysql": { volumeArn: expect.stringMatching(/:volume\/vol-/) } },
    });
  });

  it("refuses another count of tasks where it joins a service (F.4.5)", async () => {
    await expect(
      record(() => {
        const { taskPart, servicePart } = build();
        const task = new TaskDefinition("mysql", {
          site,
          launchType: LaunchType.Ec2,
          containers: { mysql: { image: "mysql:8.4" } },
          parts: { storage: taskPart },
        });
        new Service("mysql", {
          site,
          clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/main",
          taskDefinition: task,
          subnetIds: { a: "subnet-0a", b: "subnet-0b" },
          securityGroupIds: { tasks: "sg-0tasks" },
          capacity: { own: { capacityProviderName: "own" } },
          desiredCount: 2,
          parts: { storage: servicePart },
        });
      }),
    ).rejects.toThrow("desiredCount: is 2, but a part of this service asks for 1");
  });
});

describe("mode host (F.4.7)", () => {
  it("mounts a folder of the instance that holds the volume, and of no other", async () => {
    const { taskPart, instancePart } = await partsOf(typical);
    expect(taskPart).toMatchObject({
      volumes: { mysql: { hostPath: "/mnt/ballast/mysql" } },
      mountPoints: { mysql: { sourceVolume: "mysql", containerPath: "/var/lib/mysql" } },
    });
    expect(taskPart.placementConstraints?.[1]).toEqual({
      type: "memberOf",
      expression: "attribute:ballast.volume == test-dev-mysql",
    });
    expect(instancePart.attributes).toEqual({ "ballast.volume": "test-dev-mysql" });
    const step = instancePart.bootSteps?.["mysql"];
    expect(step).toMatchObject({ phase: "beforeAgent", operatingSystem: "linux" });
    expect(step?.script).toMatch(
      /^volume='vol-[0-9a-f]{17}'\npath='\/mnt\/ballast\/mysql'\nexport AWS_DEFAULT_REGION='eu-central-1'/,
    );
  });

  it("may attach its own volume to instances with its part, and do nothing else", async () => {
    const { instancePart } = await partsOf(typical);
    const arn: unknown = expect.stringMatching(
      /^arn:aws:ec2:eu-central-1:123456789012:volume\/vol-[0-9a-f]{17}$/,
    );
    expect(instancePart.statements).toEqual([
      { actions: ["ec2:DescribeVolumes"], resources: ["*"] },
      { actions: ["ec2:AttachVolume"], resources: [arn] },
      {
        actions: ["ec2:AttachVolume"],
        resources: ["arn:aws:ec2:eu-central-1:123456789012:instance/*"],
        conditions: { StringEquals: { "ec2:ResourceTag/ballast:attaches/test-dev-mysql": ["true"] } },
      },
      {
        actions: ["cloudwatch:PutMetricData"],
        resources: ["*"],
        conditions: { StringEquals: { "cloudwatch:namespace": ["Ballast"] } },
      },
    ]);
  });
});

describe("mode plugin (F.4.6)", () => {
  it("asks the driver for the volume that is in the state, by its name", async () => {
    const { taskPart } = await partsOf(plugin);
    expect(taskPart.volumes).toEqual({
      "test-dev-mysql": {
        dockerVolumeConfiguration: { scope: "shared", autoprovision: false, driver: "rexray/ebs" },
      },
    });
    expect(taskPart.placementConstraints?.[1]?.expression).toBe("attribute:ecs.cpu-architecture == x86_64");
  });

  it("installs the plugin under the driver's name, for this region", async () => {
    const { instancePart } = await partsOf(plugin);
    expect(instancePart.bootSteps?.["mysql"]?.script).toContain(
      `docker plugin install --grant-all-permissions --alias 'rexray/ebs' '${image}' EBS_REGION='eu-central-1' REXRAY_PREEMPT='true'`,
    );
  });

  it("moves its own volume between instances with its part, and can make none", async () => {
    const { instancePart } = await partsOf(plugin);
    const [describing, ...rest] = (instancePart.statements ?? []) as Statement[];
    expect(describing?.actions.every((action) => action.startsWith("ec2:Describe"))).toBe(true);
    expect(rest).toEqual([
      {
        actions: ["ec2:AttachVolume", "ec2:DetachVolume"],
        resources: ["arn:aws:ec2:eu-central-1:123456789012:volume/*"],
        conditions: { StringEquals: { "ec2:ResourceTag/Name": ["test-dev-mysql"] } },
      },
      {
        actions: ["ec2:AttachVolume", "ec2:DetachVolume"],
        resources: ["arn:aws:ec2:eu-central-1:123456789012:instance/*"],
        conditions: { StringEquals: { "ec2:ResourceTag/ballast:attaches/test-dev-mysql": ["true"] } },
      },
    ]);
  });

  it("keeps no volume in the state where the plugin creates it", async () => {
    const recording = await record(() => build(autoprovisioned));
    expect(recording.ofType("aws:ebs/volume:Volume")).toEqual({});
    const { taskPart } = await partsOf(autoprovisioned);
    expect(taskPart.volumes?.["test-dev-mysql"]?.dockerVolumeConfiguration).toEqual({
      scope: "shared",
      autoprovision: true,
      driver: "rexray/ebs",
      driverOpts: { size: "20", volumetype: "gp3", encrypted: "true" },
    });
  });
});

describe("mode managed (F.4.8)", () => {
  it("has ECS make a volume for each task, and keeps nothing", async () => {
    const recording = await record(() => build(managed));
    expect(recording.resources.filter(({ custom }) => custom)).toEqual([]);
    const { taskPart, servicePart, instancePart } = await partsOf({
      ...managed,
      volumeType: "io2",
      iops: 3000,
    });
    expect(taskPart.volumes).toEqual({ mysql: { configureAtLaunch: true } });
    expect(taskPart.placementConstraints).toEqual([]);
    expect(instancePart).toEqual({});
    expect(servicePart).toEqual({
      volumeConfiguration: { volume: "mysql", sizeGiB: 20, volumeType: "io2", iops: 3000 },
      waivers: { "ecs-ephemeral-volume": { mysql: { reason: "a cache that fills itself" } } },
    });
  });

  it("is encrypted, by a role that ECS alone assumes, where it joins a service", async () => {
    const recording = await record(() => {
      const { taskPart, servicePart } = build(managed);
      const cluster = new Cluster("main");
      const task = new TaskDefinition("cache", {
        site,
        containers: { cache: { image: "cache:1" } },
        parts: { storage: taskPart },
      });
      new Service("cache", {
        site,
        clusterArn: cluster.clusterArn,
        taskDefinition: task,
        subnetIds: { a: "subnet-0a" },
        securityGroupIds: { tasks: "sg-0tasks" },
        parts: { storage: servicePart },
      });
    });
    const role = recording.the("aws:iam/role:Role", "cache-volumes");
    expect(recording.the("aws:ecs/service:Service").inputs["volumeConfiguration"]).toMatchObject({
      name: "mysql",
      managedEbsVolume: { encrypted: true, sizeInGb: 20, roleArn: role.state["arn"] },
    });
  });
});

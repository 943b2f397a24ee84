import { join } from "node:path";
import { LaunchType, Platform, Service, TaskDefinition } from "@ballast/ecs";
import { itIsAComponent, record, type Properties, type Recording } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { RexrayEfs, Throughput, type FileSystemMode, type RexrayEfsArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const typical: RexrayEfsArgs = {
  site,
  vpcId: "vpc-0",
  subnetIds: { a: "subnet-0a", b: "subnet-0b" },
  clients: { tasks: { securityGroupId: "sg-0tasks" } },
  containerPath: "/srv/files",
};
const build = (args: Partial<RexrayEfsArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new RexrayEfs("files", { ...typical, ...args }, opts);

const fileSystemType = "aws:efs/fileSystem:FileSystem";
const accessPointType = "aws:efs/accessPoint:AccessPoint";
const mountTargetType = "aws:efs/mountTarget:MountTarget";
const policyType = "aws:efs/fileSystemPolicy:FileSystemPolicy";
const taskType = "aws:ecs/taskDefinition:TaskDefinition";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressType = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const bad = <T>(value: unknown) => value as T;

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () =>
    build({
      subnetIds: { ...typical.subnetIds, c: "subnet-0c" },
      clients: { ...typical.clients, editors: { securityGroupId: "sg-0editors" } },
    }),
  added: [
    "files > aws:efs/mountTarget:MountTarget files-target-c",
    "files > aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule files-from-editors-nfs",
    "files > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule files-from-editors-nfs",
  ],
  refusals: {
    "words that there are not, as another language could give": {
      build: () =>
        build({
          mode: bad<FileSystemMode>("efs"),
          launchType: bad<LaunchType>("EC2"),
          platform: bad<Platform>("linux"),
          retention: bad("keep"),
          throughput: bad<Throughput>("fast"),
        }),
      paths: ["mode", "launchType", "platform", "throughput", "retention"],
    },
    "a name that is none for a volume, and a path that is none": {
      build: () => new RexrayEfs("the files", { ...typical, containerPath: "srv" }),
      paths: ["name", "containerPath"],
    },
    "no zone, nobody to serve": {
      build: () => build({ subnetIds: {}, clients: {} }),
      paths: ["subnetIds", "clients"],
    },
    "two ways in one zone": {
      build: () => build({ subnetIds: { a: "subnet-0a", b: "subnet-0a", C: "subnet-0c" } }),
      paths: ["subnetIds", "subnetIds.b"],
    },
    "address ranges, the network's own among them (F.3.3)": {
      build: () => build({ clients: { vpc: { cidrBlock: "10.0.0.0/16" }, nobody: {} } }),
      paths: ["clients.nobody", "clients.vpc.cidrBlock"],
    },
    "Windows (F.3.7)": {
      build: () => build({ platform: Platform.Windows2022Core }),
      paths: ["platform"],
    },
    "a directory that EFS would not make, or not for its user": {
      build: () =>
        build({ directory: { path: "/", userId: 0, groupId: -1, permissions: "rwx" }, readOnly: true }),
      paths: ["directory.path", "directory.groupId", "directory.userId", "directory.permissions"],
    },
    "what a file system that exists has already, and an id that is none": {
      build: () =>
        build({
          fileSystemId: "arn:aws:fs-0",
          throughput: Throughput.Bursting,
          kmsKeyArn: "x",
          retention: "discard",
          retentionReason: "y",
        }),
      paths: ["fileSystemId", "throughput", "kmsKeyArn", "retention", "retentionReason", "kmsKeyArn"],
    },
    "throughput that contradicts itself, and a period that EFS does not know": {
      build: () => build({ provisionedMiBps: 0.5, infrequentAccessDays: 31 }),
      paths: ["provisionedMiBps", "provisionedMiBps", "infrequentAccessDays"],
    },
    "provisioned throughput of an unknown amount": {
      build: () => build({ throughput: Throughput.Provisioned }),
      paths: ["provisionedMiBps"],
    },
    "protections that are off without a reason": {
      build: () => build({ backup: { enabled: false }, rootSquash: { enabled: false, reason: " " } }),
      paths: ["backup", "rootSquash.reason"],
    },
    "a plugin that nothing would use": {
      build: () => build({ plugin: { image: "rexray/efs", reason: "habit" } }),
      paths: ["plugin"],
    },
  },
});

/** Tasks as a stack composes them: some write, some read. */
function compose(args: Partial<RexrayEfsArgs> = {}, launchType: LaunchType = LaunchType.Fargate) {
  const files = build({ launchType, ...args });
  const containers = { web: { image: "registry.example.com/web:1.0.0", ports: [80] } };
  const common = { site, launchType, containers };
  const writer = new TaskDefinition("writer", { ...common, parts: { files: files.taskPart } });
  new TaskDefinition("reader", { ...common, parts: { files: files.readerPart } });
  new Service("writer", {
    site,
    clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/main",
    taskDefinition: writer,
    subnetIds: { ...typical.subnetIds, c: "subnet-0c" },
    securityGroupIds: { tasks: "sg-0tasks" },
    desiredCount: 4,
    ...(launchType === LaunchType.Ec2 && { capacity: { general: { capacityProviderName: "general" } } }),
    parts: { files: files.servicePart },
  });
}

type Statement = { Action: string[]; Resource: unknown; Condition: unknown };

function statementsOf(recording: Recording<unknown>, policy: string): Statement[] {
  const { inputs } = recording.the("aws:iam/rolePolicy:RolePolicy", policy);
  return (JSON.parse(inputs["policy"] as string) as { Statement: Statement[] }).Statement;
}

function mountPointsOf(recording: Recording<unknown>, task: string): unknown {
  const [container] = JSON.parse(
    recording.the(taskType, task).inputs["containerDefinitions"] as string,
  ) as Properties[];
  return container?.["mountPoints"];
}

describe("closed by default", () => {
  it("keeps files encrypted and backed up, and moves idle ones to where they cost less (F.3.2, F.0.19)", async () => {
    const recording = await record(build);
    const fileSystem = recording.the(fileSystemType);
    expect(fileSystem).toMatchObject({ protect: true, retainOnDelete: true });
    expect(fileSystem.inputs).toEqual({
      encrypted: true,
      throughputMode: "elastic",
      lifecyclePolicies: [
        { transitionToIa: "AFTER_30_DAYS" },
        { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
      ],
      tags: { Name: "test-dev-files", "ballast:managed": "pulumi" },
    });
    expect(recording.the("aws:efs/backupPolicy:BackupPolicy").inputs).toEqual({
      fileSystemId: fileSystem.id,
      backupPolicy: { status: "ENABLED" },
    });
  });

  it("has one way in for each zone, by its own group (F.3.2)", async () => {
    const recording = await record(build);
    const group = recording.the("aws:ec2/securityGroup:SecurityGroup").id;
    const fileSystemId = recording.the(fileSystemType).id;
    const targets = Object.values(recording.ofType(mountTargetType)).map(({ name, inputs }) => [
      name,
      inputs,
    ]);
    expect(Object.fromEntries(targets)).toEqual({
      "files-target-a": { fileSystemId, subnetId: "subnet-0a", securityGroups: [group] },
      "files-target-b": { fileSystemId, subnetId: "subnet-0b", securityGroups: [group] },
    });
  });

  it("admits NFS from its clients' groups alone, and has both halves written (F.3.3)", async () => {
    const recording = await record(build);
    const group = recording.the("aws:ec2/securityGroup:SecurityGroup");
    expect(group.inputs).toEqual({
      vpcId: "vpc-0",
      description: "Files of files",
      tags: { Name: "files" },
    });
    const nfs = { ipProtocol: "tcp", fromPort: 2049, toPort: 2049 };
    expect(recording.the(ingressType).inputs).toEqual({
      ...nfs,
      securityGroupId: group.id,
      referencedSecurityGroupId: "sg-0tasks",
      description: "Files of files: nfs from tasks",
    });
    expect(recording.the(egressType).inputs).toEqual({
      ...nfs,
      securityGroupId: "sg-0tasks",
      referencedSecurityGroupId: group.id,
      description: "tasks to Files of files: nfs",
    });
  });

  it("has everyone act as one user in one directory (F.3.4)", async () => {
    const recording = await record(build);
    expect(recording.the(accessPointType).inputs).toEqual({
      fileSystemId: recording.the(fileSystemType).id,
      posixUser: { uid: 1000, gid: 1000 },
      rootDirectory: {
        path: "/data",
        creationInfo: { ownerUid: 1000, ownerGid: 1000, permissions: "0750" },
      },
      tags: { Name: "test-dev-files", "ballast:managed": "pulumi" },
    });
  });

  it("lets nobody in who comes in clear, past the access point, past a mount target, or as root (F.3.5)", async () => {
    const recording = await record(build);
    const { inputs } = recording.the(policyType);
    const everyone = {
      Effect: "Deny",
      Principal: { AWS: "*" },
      Resource: recording.the(fileSystemType).state["arn"],
    };
    const client = [
      "elasticfilesystem:ClientMount",
      "elasticfilesystem:ClientWrite",
      "elasticfilesystem:ClientRootAccess",
    ];
    expect(JSON.parse(inputs["policy"] as string)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          ...everyone,
          Sid: "EncryptedInTransit",
          Action: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          ...everyone,
          Sid: "ThroughTheAccessPoint",
          Action: client,
          Condition: {
            StringNotEquals: {
              "elasticfilesystem:AccessPointArn": recording.the(accessPointType).state["arn"],
            },
          },
        },
        {
          ...everyone,
          Sid: "ThroughMountTargets",
          Action: client,
          Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } },
        },
        { ...everyone, Sid: "NobodyIsRoot", Action: "elasticfilesystem:ClientRootAccess" },
      ],
    });
  });

  it("says why a protection is off, and what the files outlive", async () => {
    const recording = await record(() =>
      build({
        backup: { enabled: false, reason: "copied from elsewhere every night" },
        rootSquash: { enabled: false, reason: "the image insists on root" },
        directory: { userId: 0, groupId: 0 },
        retention: "discard",
      }),
    );
    expect(recording.the("aws:efs/backupPolicy:BackupPolicy").inputs["backupPolicy"]).toEqual({
      status: "DISABLED",
    });
    expect(recording.the(policyType).inputs["policy"]).not.toContain("NobodyIsRoot");
    expect(recording.the(fileSystemType)).toMatchObject({ protect: false, retainOnDelete: false });
    expect(recording.the("ballast-rexray-efs:index:RexrayEfs").outputs).toMatchObject({
      survives: { taskRestart: true, instanceLoss: true, zoneLoss: true, destroy: false },
      waivers: {
        "efs-backup": { "files-files": { reason: "copied from elsewhere every night" } },
        "efs-root-access": { "files-files": { reason: "the image insists on root" } },
      },
    });
  });
});

it.each([LaunchType.Fargate, LaunchType.Ec2])(
  "is mounted by tasks of %s, encrypted, as themselves, through the access point (F.3.1, F.3.7)",
  async (launchType) => {
    const recording = await record(() => compose({}, launchType));
    const { inputs } = recording.the(taskType, "writer-task");
    expect(inputs["volumes"]).toEqual([
      {
        name: "files",
        efsVolumeConfiguration: {
          fileSystemId: recording.the(fileSystemType).id,
          rootDirectory: "/",
          transitEncryption: "ENABLED",
          authorizationConfig: { accessPointId: recording.the(accessPointType).id, iam: "ENABLED" },
        },
      },
    ]);
    expect(mountPointsOf(recording, "writer-task")).toEqual([
      { sourceVolume: "files", containerPath: "/srv/files", readOnly: false },
    ]);
  },
);

describe("a task's own role (F.3.5)", () => {
  const mayAs = (recording: Recording<unknown>, actions: string[]) => ({
    Effect: "Allow",
    Action: actions.map((action) => `elasticfilesystem:${action}`),
    Resource: [recording.the(fileSystemType).state["arn"]],
    Condition: {
      StringEquals: {
        "elasticfilesystem:AccessPointArn": [recording.the(accessPointType).state["arn"]],
      },
    },
  });

  it("mounts and writes, and its execution role does neither", async () => {
    const recording = await record(() => compose());
    expect(statementsOf(recording, "writer-task")).toEqual([
      mayAs(recording, ["ClientMount", "ClientWrite"]),
    ]);
    expect(JSON.stringify(statementsOf(recording, "writer-execution"))).not.toContain("elasticfilesystem");
  });

  it("of a reader only mounts", async () => {
    const recording = await record(() => compose());
    expect(statementsOf(recording, "reader-task")).toEqual([mayAs(recording, ["ClientMount"])]);
    expect(mountPointsOf(recording, "reader-task")).toEqual([
      { sourceVolume: "files", containerPath: "/srv/files", readOnly: true },
    ]);
  });

  it("of everyone only mounts where nobody may write", async () => {
    const recording = await record(() => compose({ readOnly: true }));
    expect(statementsOf(recording, "writer-task")).toEqual([mayAs(recording, ["ClientMount"])]);
    expect(mountPointsOf(recording, "writer-task")).toMatchObject([{ readOnly: true }]);
  });

  it("is root only where somebody said why", async () => {
    const recording = await record(() =>
      compose({ rootSquash: { enabled: false, reason: "the image insists on root" } }),
    );
    expect(statementsOf(recording, "writer-task")).toEqual([
      mayAs(recording, ["ClientMount", "ClientWrite", "ClientRootAccess"]),
    ]);
  });
});

it("starts no task before the files can be mounted in every zone, by its policy (F.3.6)", async () => {
  const recording = await record(() => compose());
  const first = [mountTargetType, policyType, accessPointType]
    .flatMap((type) => Object.values(recording.ofType(type)))
    .map(({ urn }) => urn);
  const task = recording.the(taskType, "writer-task");
  expect(first).toHaveLength(4);
  expect(task.dependsOn).toEqual(expect.arrayContaining(first));
  expect(recording.the("aws:ecs/service:Service").dependsOn).toContain(task.urn);
});

it("rolls as usual, in the zones that have a way to the files (F.3.6)", async () => {
  const recording = await record(() => compose());
  expect(recording.the("aws:ecs/service:Service").inputs).toMatchObject({
    desiredCount: 4,
    deploymentMinimumHealthyPercent: 100,
    deploymentMaximumPercent: 200,
    networkConfiguration: { subnets: ["subnet-0a", "subnet-0b"] },
  });
});

it("is mounted by the containers that one names, for the user that one names", async () => {
  const recording = await record(() => {
    const files = build({
      containers: ["web"],
      directory: { path: "/shop/images", userId: 33, groupId: 33, permissions: "0770" },
    });
    new TaskDefinition("shop", {
      site,
      containers: { web: { image: "web:1" }, log: { image: "log:1", essential: false } },
      parts: { files: files.taskPart },
    });
  });
  expect(recording.the(accessPointType).inputs).toMatchObject({
    posixUser: { uid: 33, gid: 33 },
    rootDirectory: {
      path: "/shop/images",
      creationInfo: { ownerUid: 33, ownerGid: 33, permissions: "0770" },
    },
  });
  const containers = JSON.parse(
    recording.the(taskType).inputs["containerDefinitions"] as string,
  ) as Properties[];
  expect(containers.map(({ mountPoints }) => (mountPoints as unknown[]).length)).toEqual([1, 0]);
});

it.each([
  [{ throughput: Throughput.Bursting }, { throughputMode: "bursting" }],
  [
    { throughput: Throughput.Provisioned, provisionedMiBps: 64 },
    { throughputMode: "provisioned", provisionedThroughputInMibps: 64 },
  ],
  [
    { kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/0" },
    { encrypted: true, kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/0" },
  ],
  [
    { infrequentAccessDays: 1 },
    {
      lifecyclePolicies: [
        { transitionToIa: "AFTER_1_DAY" },
        { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
      ],
    },
  ],
])("makes of %j %j (F.3.2)", async (args, inputs) => {
  expect((await record(() => build(args))).the(fileSystemType).inputs).toMatchObject(inputs);
});

describe("a file system that exists", () => {
  const restored = {
    fileSystemId: "fs-0123456789abcdef0",
    directory: { path: "/aws-backup-restore_2026-11-27T01-02-03-000Z/data" },
  };
  const arn = "arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-0123456789abcdef0";

  it("gets ways to it, a policy, backups and an access point to the folder with the files, and no other is made", async () => {
    const recording = await record(() => build(restored));
    expect(recording.ofType(fileSystemType)).toEqual({});
    const { inputs } = recording.the(accessPointType);
    expect(inputs).toMatchObject({
      fileSystemId: restored.fileSystemId,
      rootDirectory: { path: restored.directory.path },
    });
    const policy = JSON.parse(recording.the(policyType).inputs["policy"] as string) as {
      Statement: { Resource: string }[];
    };
    expect(policy.Statement.map(({ Resource }) => Resource)).toEqual(policy.Statement.map(() => arn));
    const targets = Object.values(recording.ofType(mountTargetType));
    expect(targets.map((target) => target.inputs["fileSystemId"])).toEqual([
      "fs-0123456789abcdef0",
      "fs-0123456789abcdef0",
    ]);
    const backup = recording.the("aws:efs/backupPolicy:BackupPolicy");
    expect([backup.inputs, backup.retainOnDelete]).toEqual([
      { fileSystemId: restored.fileSystemId, backupPolicy: { status: "ENABLED" } },
      true,
    ]);
  });

  it("shows its root to whoever looks for a folder in it", async () => {
    const recording = await record(() => build({ ...restored, directory: { path: "/" } }));
    expect(recording.the(accessPointType).inputs).toMatchObject({ rootDirectory: { path: "/" } });
  });

  it("outlives the stack, and has nothing that is waived", async () => {
    const { result } = await record(() => build(restored));
    expect(result).toMatchObject({ survives: { destroy: true }, waivers: {} });
  });
});

it.each([
  ["retain", true],
  ["discard", false],
] as const)(
  "with retention %s the files of a stack that is gone are backed up: %s",
  async (retention, stays) => {
    const recording = await record(() => build({ retention }));
    expect(recording.the("aws:efs/backupPolicy:BackupPolicy").retainOnDelete).toBe(stays);
  },
);

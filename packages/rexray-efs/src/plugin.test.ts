import { join } from "node:path";
import { mayCall, parsePolicy, type Call, type Context, type Policy } from "@ballast/analysis";
import { Cluster, LaunchType, Platform, TaskDefinition } from "@ballast/ecs";
import { golden, itIsAComponent, record, type Recording } from "@ballast/testing";
import { BootSandbox } from "@ballast/testing/boot";
import { bashSyntax } from "@ballast/testing/scripts";
import type * as pulumi from "@pulumi/pulumi";
import { FileSystemMode, RexrayEfs, type EfsPlugin, type RexrayEfsArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const plugin: EfsPlugin = {
  image: `registry.example.com/rexray-efs@sha256:${"0a".repeat(32)}`,
  reason: "its volumes are moved one by one",
};
const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
const typical: RexrayEfsArgs = {
  site,
  vpcId: "vpc-0",
  subnetIds,
  clients: { instances: { securityGroupId: "sg-0instances" } },
  containerPath: "/var/www",
  mode: FileSystemMode.Plugin,
  launchType: LaunchType.Ec2,
  plugin,
};
const build = (args: Partial<RexrayEfsArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new RexrayEfs("files", { ...typical, ...args }, opts);

let warned: jest.SpyInstance;
beforeEach(() => (warned = jest.spyOn(console, "warn").mockReturnValue(undefined)));
afterEach(() => warned.mockRestore());

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "plugin.identity.txt"),
  grown: () => build({ clients: { ...typical.clients, more: { securityGroupId: "sg-0more" } } }),
  added: [
    "files > aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule files-from-more-nfs",
    "files > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule files-from-more-nfs",
  ],
  refusals: {
    "AWS Fargate, which one has without a word (F.3.9)": {
      build: () => build({ launchType: undefined }),
      paths: ["launchType"],
    },
    "Arm (F.3.9)": {
      build: () => build({ platform: Platform.LinuxArm }),
      paths: ["platform"],
    },
    "Windows (F.3.7)": {
      build: () => build({ platform: Platform.Windows2022Core }),
      paths: ["platform"],
    },
    "no plugin": { build: () => build({ plugin: undefined }), paths: ["plugin"] },
    "an image without a digest, and no reason (F.3.9)": {
      build: () => build({ plugin: { image: "rexray/efs:0.11.4", reason: " ", alias: "Rexray EFS" } }),
      paths: ["plugin.image", "plugin.reason", "plugin.alias"],
    },
    "settings that are the component's, secrets, or no settings": {
      build: () =>
        build({
          plugin: {
            ...plugin,
            settings: { EFS_TAG: "mine", EFS_SECRETKEY: "hunter2", "EFS-X": "1", HTTP_PROXY: "'; reboot" },
          },
        }),
      paths: [
        "plugin.settings.EFS_TAG",
        "plugin.settings.EFS_SECRETKEY",
        "plugin.settings.EFS-X",
        "plugin.settings.HTTP_PROXY",
      ],
    },
    "protections that the plugin does not give": {
      build: () =>
        build({
          directory: {},
          throughput: "elastic",
          infrequentAccessDays: 30,
          kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/0",
          backup: { enabled: true },
          rootSquash: { enabled: true },
        }),
      paths: ["directory", "throughput", "infrequentAccessDays", "kmsKeyArn", "backup", "rootSquash"],
    },
  },
});

/** A cluster and a task as a stack composes them. */
function compose(args: Partial<RexrayEfsArgs> = {}): void {
  const files = build(args);
  new Cluster("main", {
    capacities: {
      general: {
        site,
        subnetIds: { ...subnetIds, c: "subnet-0c" },
        securityGroupIds: { instances: "sg-0instances" },
        instanceTypes: ["t3.medium"],
        maximumSize: 2,
        parts: { files: files.instancePart },
      },
    },
  });
  new TaskDefinition("web", {
    site,
    launchType: LaunchType.Ec2,
    containers: { web: { image: "registry.example.com/space:1.0.0" } },
    parts: { files: files.taskPart },
  });
}

const taskType = "aws:ecs/taskDefinition:TaskDefinition";

it("has the plugin make the file system when the first task asks, on x86-64 instances that have it (F.3.9)", async () => {
  const recording = await record(() => compose());
  expect(recording.the(taskType).inputs).toMatchObject({
    requiresCompatibilities: ["EC2"],
    volumes: [
      {
        name: "files",
        dockerVolumeConfiguration: { scope: "shared", autoprovision: true, driver: "rexray/efs" },
      },
    ],
    placementConstraints: [{ type: "memberOf", expression: "attribute:ecs.cpu-architecture == x86_64" }],
  });
  const made = recording.resources.filter(({ type }) => type.startsWith("aws:efs/"));
  expect(made).toEqual([]);
  expect(recording.the("aws:autoscaling/group:Group").inputs["vpcZoneIdentifiers"]).toEqual([
    "subnet-0a",
    "subnet-0b",
  ]);
});

it("says that it is abandoned, to whoever deploys it, and keeps the reason (F.3.9)", async () => {
  const recording = await record(build);
  expect(warned).toHaveBeenCalledTimes(1);
  expect(warned).toHaveBeenCalledWith(
    expect.stringContaining("REX-Ray, which has been abandoned since 2019"),
  );
  expect(recording.the("ballast-rexray-efs:index:RexrayEfs").outputs).toMatchObject({
    survives: { taskRestart: true, instanceLoss: true, zoneLoss: true, destroy: true },
    waivers: {},
  });
  for (const part of ["taskPart", "readerPart"] as const)
    expect(recording.result[part].waivers).toEqual({
      "ecs-volume-plugin": { files: { reason: plugin.reason } },
    });
});

describe("the instances' rights (F.3.9)", () => {
  const account = "123456789012";
  const fileSystem = `arn:aws:elasticfilesystem:eu-central-1:${account}:file-system/fs-0`;
  const ec2 = (resource: string) => `arn:aws:ec2:eu-central-1:${account}:${resource}`;
  const one = (action: string, resource: string, context: Context = {}): Call => ({
    requests: [{ action, resource, context }],
  });
  const efs = (action: string, name?: string, tags: Record<string, string> = {}): Call =>
    one(`elasticfilesystem:${action}`, fileSystem, {
      ...(name !== undefined && { "aws:ResourceTag/Name": name }),
      ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      ...(Object.keys(tags).length > 0 && { "aws:TagKeys": Object.keys(tags) }),
    });
  const own = "test-dev/files";

  /** What the driver calls (rexray/rexray, efs_storage.go). */
  const needed = (group: string): Record<string, Call> => ({
    DescribeFileSystems: one("elasticfilesystem:DescribeFileSystems", "*"),
    // By the file system's id, also for those that are not its own.
    DescribeMountTargets: efs("DescribeMountTargets", "prod/files"),
    subnets: one("ec2:DescribeSubnets", "*"),
    interfaces: one("ec2:DescribeNetworkInterfaces", "*"),
    CreateFileSystem: one("elasticfilesystem:CreateFileSystem", "*"),
    CreateTags: efs("CreateTags", undefined, { Name: own }),
    CreateMountTarget: {
      requests: [
        ...efs("CreateMountTarget", own).requests,
        ...["network-interface/eni-0", `security-group/${group}`, "subnet/subnet-0a"].map((resource) => ({
          action: "ec2:CreateNetworkInterface",
          resource: ec2(resource),
        })),
      ],
    },
    "CreateMountTarget in another zone": one("ec2:CreateNetworkInterface", ec2("subnet/subnet-0b")),
    DeleteMountTarget: {
      requests: [
        ...efs("DeleteMountTarget", own).requests,
        {
          action: "ec2:DeleteNetworkInterface",
          resource: ec2("network-interface/eni-0"),
          context: { "ec2:Vpc": ec2("vpc/vpc-0") },
        },
      ],
    },
    DeleteFileSystem: efs("DeleteFileSystem", own),
  });
  const attacks: Record<string, Call> = {
    ...Object.fromEntries(
      ["prod/files", "test-dev/other", "files", "test-dev/files/x"].flatMap((name) => [
        [`delete ${name}`, efs("DeleteFileSystem", name)],
        [`close ${name}`, efs("DeleteMountTarget", name)],
        [`rename ${name}`, efs("CreateTags", name, { Name: own })],
        [`name one ${name}`, efs("CreateTags", undefined, { Name: name })],
        [`create ${name}`, one("elasticfilesystem:CreateFileSystem", "*", { "aws:TagKeys": ["Name"] })],
      ]),
    ),
    "delete one without a name": efs("DeleteFileSystem"),
    "add another tag": efs("CreateTags", undefined, { Name: own, team: "a" }),
    "tag without a tag": efs("CreateTags"),
    untag: efs("DeleteTags", own),
    "tag by the newer action": efs("TagResource", undefined, { Name: own }),
    "delete an interface elsewhere": one("ec2:DeleteNetworkInterface", ec2("network-interface/eni-0"), {
      "ec2:Vpc": ec2("vpc/vpc-other"),
    }),
  };
  const allowedOf = (policy: Policy, calls: Record<string, Call>): string[] =>
    Object.keys(calls).filter((key) => calls[key] && mayCall([policy], calls[key]));

  async function instance(): Promise<{ policy: Policy; calls: Record<string, Call> }> {
    const recording = await record(() => compose());
    const { inputs } = recording.the("aws:iam/rolePolicy:RolePolicy", "main-general-instance");
    return {
      policy: parsePolicy(inputs["policy"] as string),
      calls: needed(recording.the("aws:ec2/securityGroup:SecurityGroup").id),
    };
  }

  it("are enough for each call of the driver, for its own file system alone", async () => {
    const { policy, calls } = await instance();
    expect(allowedOf(policy, calls)).toEqual(Object.keys(calls));
    expect(allowedOf(policy, attacks)).toEqual([]);
  });

  it("hold nothing that the driver does not need", async () => {
    const { policy, calls } = await instance();
    for (const [position, statement] of policy.statements.entries()) {
      if (statement.effect === "Deny") continue;
      for (const action of statement.actions.values) {
        const values = statement.actions.values.filter((other) => other !== action);
        const fewer = { ...statement, actions: { not: false, values } };
        const without = { statements: policy.statements.with(position, fewer) };
        expect([action, allowedOf(without, calls)]).not.toEqual([action, Object.keys(calls)]);
      }
    }
  });
});

it("admits NFS from the instances' group alone: they mount, not the tasks (F.3.3)", async () => {
  const recording = await record(() => compose());
  const rules = recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(Object.values(rules).map(({ inputs }) => inputs)).toEqual([
    {
      ipProtocol: "tcp",
      fromPort: 2049,
      toPort: 2049,
      securityGroupId: recording.the("aws:ec2/securityGroup:SecurityGroup").id,
      referencedSecurityGroupId: "sg-0instances",
      description: "Files of files: nfs from instances",
    },
  ]);
});

it("refuses two plugins under one name on one instance", async () => {
  const twice = record(() => {
    const parts = Object.fromEntries(
      ["one", "two"].map((name) => [name, new RexrayEfs(name, typical).instancePart]),
    );
    new Cluster("main", {
      capacities: {
        general: {
          site,
          subnetIds,
          securityGroupIds: { instances: "sg-0instances" },
          instanceTypes: ["t3.medium"],
          maximumSize: 2,
          parts,
        },
      },
    });
  });
  await expect(twice).rejects.toThrow('parts.one brings "rexray/efs" too');
});

describe("the boot script (F.3.9)", () => {
  const bootScript = (recording: Recording<unknown>): string => {
    const { userData } = recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs;
    return Buffer.from(userData as string, "base64").toString();
  };
  const composed = () =>
    record(() => compose({ plugin: { ...plugin, settings: { LINUX_VOLUME_FILEMODE: "0755" } } }));

  it("is the reviewed one, and bash", async () => {
    const script = bootScript(await composed());
    // From behind the line that names the step, which the boot script around it reads.
    const name = 'current="rexray/efs"\n';
    const step = script.slice(script.indexOf(name) + name.length, script.indexOf('current="agent"'));
    const reviewed = `# shellcheck disable=SC2154 # The prologue sets $failure.\n${step}`;
    expect(reviewed).toBe(golden(join(__dirname, "plugin.golden.sh"), reviewed));
    expect(bashSyntax(script)).toBe("fine");
  });

  it("installs the plugin with its region, its group and its tag, before tasks can come", async () => {
    const recording = await composed();
    const machine = new BootSandbox({
      docker: `case "$2" in
        inspect) [ -e "$STATE/installed" ] || exit 1; echo true ;;
        install) touch "$STATE/installed" ;;
      esac`,
      "mount.nfs4": "",
    });
    const { status, output, calls } = machine.run(bootScript(recording));
    machine.close();
    expect(status).toBe(0);
    const group = recording.the("aws:ec2/securityGroup:SecurityGroup").id;
    expect(calls.filter((call) => /^(docker plugin install|dnf)/.test(call))).toEqual([
      `docker plugin install --grant-all-permissions --alias rexray/efs ${plugin.image} EFS_REGION=eu-central-1 ` +
        `EFS_SECURITYGROUPS=${group} EFS_TAG=test-dev REXRAY_PREEMPT=true LINUX_VOLUME_FILEMODE=0755`,
    ]);
    expect(output.indexOf("rexray/efs is enabled")).toBeLessThan(output.indexOf("agent: configured"));
  });

  it("installs the NFS client where the image has none", async () => {
    const machine = new BootSandbox({ docker: "echo true", dnf: "" });
    const { calls } = machine.run(bootScript(await composed()).replace("command -v mount.nfs4", "false"));
    machine.close();
    expect(calls).toContain("dnf install --assumeyes --quiet nfs-utils");
  });
});

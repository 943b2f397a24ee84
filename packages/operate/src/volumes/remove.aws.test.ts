import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTagsCommand, DescribeSnapshotsCommand, DescribeVolumesCommand } from "@aws-sdk/client-ec2";
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { CreateAccessPointCommand, DescribeFileSystemsCommand } from "@aws-sdk/client-efs";
import { always, answerBy, calls, pagesOf, setTask, type Rule } from "../testing/standIn.ts";
import { Stage, type StageInstance } from "../testing/stage.ts";
import { container, pluginVolume, type Definition } from "../testing/taskDefinition.ts";
import { claimOfTag } from "./claims.ts";
import { findVolumes } from "./find.ts";
import { claimedVolume, type RemovalOptions } from "./removable.ts";
import { removeVolume, type Removed } from "./remove.ts";

/*
 * Two clusters, dev and prod, and a file system of each. Lists come in pages of two (tools/aws-emulator). How long AWS takes to
 * delete, and what it answers meanwhile, is not proved here.
 */
let dev: Stage;
let prod: Stage;
let host: StageInstance;
let files: string;
let filesOfProd: string;
const pace = { timeoutSeconds: 20, pollSeconds: 0.1 };
const shared = pluginVolume("files", "rexray/efs");
const defaults: RemovalOptions = { snapshot: false, ignoreTasksOf: [], acceptUnknownConnections: false };

beforeEach(async () => {
  const main = await Stage.open();
  dev = await main.beside("dev");
  prod = await main.beside("prod");
  host = await prod.instance("a");
  files = await dev.fileSystem(["a", "b", "c"], { Name: "files-dev/files" });
  filesOfProd = await prod.fileSystem(["a"], { Name: "files-prod/files" });
  for (const id of [files, filesOfProd]) await dev.connections(id, 0, 0, 0);
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

/** As the command does, after its prompt. */
async function remove(
  asked: string,
  more: Partial<RemovalOptions> = {},
  tag = "files-dev/files",
): Promise<Removed> {
  const claims = [claimOfTag(tag)];
  const found = await findVolumes(dev.aws, { claims, unclear: [], cluster: "dev" });
  return removeVolume(dev.aws, claimedVolume(found, asked), claims, { ...defaults, ...more }, pace);
}

async function fileSystems(): Promise<string[]> {
  await pagesOf(100);
  const { FileSystems = [] } = await dev.aws.efs.send(new DescribeFileSystemsCommand({}));
  return FileSystems.flatMap(
    ({ FileSystemId, NumberOfMountTargets }) => `${FileSystemId} ${NumberOfMountTargets}`,
  );
}

async function expectUntouched(): Promise<void> {
  expect((await fileSystems()).sort()).toEqual([`${files} 3`, `${filesOfProd} 1`].sort());
}

describe("a claimed file system that nobody uses", () => {
  it("is deleted after its mount targets, and no other one is", async () => {
    expect(await remove("files-dev/files")).toEqual({
      kind: "EFS",
      name: "files-dev/files",
      id: files,
      seconds: expect.any(Number),
    });
    expect(await fileSystems()).toEqual([`${filesOfProd} 1`]);
  });

  it("is deleted in spite of throttling", async () => {
    const operations = [
      "ListClusters",
      "DescribeClusters",
      "ListTasks",
      "DescribeFileSystems",
      "DescribeMountTargets",
    ];
    for (const operation of operations)
      await answerBy({ operation, code: "ThrottlingException", times: 2, after: 1 });
    await remove(files);
    expect(await fileSystems()).toEqual([`${filesOfProd} 1`]);
  });

  it("stays without --no-snapshot, and it says what AWS Backup can do", async () => {
    await expect(remove(files, { snapshot: true })).rejects.toThrow(
      /which has no snapshots, so it was not removed\.\nAWS Backup can copy it .*--resource-arn arn:aws:elasticfilesystem:.*\nTo remove it without a copy, add --no-snapshot\./,
    );
    await expectUntouched();
  });
});

describe("another cluster's file system", () => {
  it.each([["files"], ["files-prod/files"], ["its id"]])("is not removed as %s", async (asked) => {
    await dev.service("web", undefined, shared);
    await prod.service("web", host, shared);
    await expect(remove(asked === "its id" ? filesOfProd : asked)).rejects.toThrow(
      asked === "files"
        ? /^"files" is not a full Name tag or an id, and volumes of other clusters can have the same short name\. Use one of: files-dev\/files \(fs-.*files-prod\/files \(fs-/
        : /^files-prod\/files \(fs-\w+\) was not removed: --tag claims "files-dev\/files"\./,
    );
    await expectUntouched();
  });
});

describe("a file system that tasks of any cluster use", () => {
  const inUse =
    /^files-dev\/files \(fs-\w+\) was not removed, because it is in use, or may be:\n {2}prod: task /;

  it.each([
    "PROVISIONING",
    "PENDING",
    "ACTIVATING",
    "RUNNING",
    "DEACTIVATING",
    "STOPPING",
    "DEPROVISIONING",
    "STOPPED",
  ])("stays while a standalone task is %s, unless that is STOPPED", async (lastStatus) => {
    await prod.family("once", shared);
    const task = await prod.standalone("once", host);
    const isOver = ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"].includes(lastStatus);
    await setTask(task, { lastStatus, desiredStatus: isOver ? "STOPPED" : "RUNNING" });
    if (lastStatus === "STOPPED") {
      await remove(files);
      expect(await fileSystems()).toEqual([`${filesOfProd} 1`]);
    } else {
      await expect(remove(files)).rejects.toThrow(inUse);
      await expectUntouched();
    }
  });

  it("stays while a service at 0 has a task that runs", async () => {
    await prod.service("web", host, shared);
    await prod.scale("web", 0);
    await expect(remove(files)).rejects.toThrow(inUse);
    await expectUntouched();
    await prod.stop("web");
    await remove(files);
  });

  it("stays while a task of an old revision runs, whose service names it no more", async () => {
    await prod.service("web", host, shared);
    await prod.family("web");
    await prod.aws.ecs.send(
      new UpdateServiceCommand({ cluster: "prod", service: "web", taskDefinition: "web" }),
    );
    await expect(remove(files)).rejects.toThrow(inUse);
    await expectUntouched();
  });

  it("stays while a service wants tasks, though none runs", async () => {
    await prod.service("web", undefined, shared);
    await prod.scale("web", 4);
    await expect(remove(files)).rejects.toThrow("\n  prod: service web, which wants 4 tasks\n");
    await expectUntouched();
  });

  it.each<[string, (id: string) => Definition, string]>([
    [
      "mounts it natively",
      (fileSystemId) => ({ volumes: [{ name: "x", efsVolumeConfiguration: { fileSystemId } }] }),
      "",
    ],
    [
      "mounts it by an option of the driver local",
      (id) => ({
        volumes: [
          {
            name: "x",
            dockerVolumeConfiguration: {
              driver: "local",
              driverOpts: { type: "nfs", device: ":/", o: `addr=${id}.efs.eu-central-1.amazonaws.com` },
            },
          },
        ],
      }),
      "",
    ],
    [
      "names it in a variable",
      (value) => ({ containerDefinitions: [{ ...container, environment: [{ name: "FS", value }] }] }),
      "",
    ],
    ["names it in an override", () => ({}), "override"],
    [
      "mounts the plugin's folder",
      () => ({ volumes: [{ name: "x", host: { sourcePath: "/var/lib/rexray/volumes/files" } }] }),
      "",
    ],
    ["asks another driver for its name", () => pluginVolume("files", "our-efs-plugin"), ""],
  ])("stays while a task %s", async (_how, definition, override) => {
    await prod.family("once", definition(files));
    const overrides = { containerOverrides: [{ name: "main", environment: [{ name: "FS", value: files }] }] };
    await prod.standalone("once", host, override === "" ? {} : { overrides });
    await expect(remove(files)).rejects.toThrow(inUse);
    await expectUntouched();
  });

  it("stays because of a task at the end of many pages", async () => {
    await pagesOf(1);
    const last = await dev.beside("zzz");
    const other = await last.instance("a");
    await last.family("other");
    for (let count = 0; count < 3; count += 1) await last.standalone("other", other);
    await last.family("once", shared);
    await last.standalone("once", other);
    await expect(remove(files)).rejects.toThrow(/\n {2}zzz: task /);
    await expectUntouched();
  });

  it("goes where only the short name is shared, and somebody says so", async () => {
    await prod.service("web", host, shared);
    await expect(remove(files)).rejects.toThrow(
      "ECS knows the volume as files, without the tag before it. Only if the plugin of a cluster has another tag, add --ignore-tasks-of <cluster> (prod).",
    );
    await expect(remove(files, { ignoreTasksOf: ["pord"] })).rejects.toThrow(
      "there is no cluster pord in eu-central-1",
    );
    await remove(files, { ignoreTasksOf: ["prod"] });
    expect(await fileSystems()).toEqual([`${filesOfProd} 1`]);
  });
});

describe("what AWS does not tell", () => {
  const missing = {
    failures: [{ arn: "arn:aws:ecs:eu-central-1:123456789012:task/prod/0123", reason: "MISSING" }],
  };

  it.each<[string, Rule, RegExp]>([
    [
      "clusters are denied",
      { operation: "ListClusters", code: "AccessDeniedException" },
      /does not allow ecs:ListClusters/,
    ],
    [
      "the second page of clusters is throttled",
      { operation: "ListClusters", code: "ThrottlingException", after: 1 },
      /ThrottlingException/,
    ],
    [
      "a cluster is not described",
      { operation: "DescribeClusters", reply: { clusters: [], failures: [] }, after: 1 },
      /does not describe all clusters/,
    ],
    [
      "tasks are denied",
      { operation: "ListTasks", code: "AccessDeniedException", after: 3 },
      /does not allow ecs:ListTasks/,
    ],
    [
      "tasks are throttled",
      { operation: "DescribeTasks", code: "ThrottlingException" },
      /ThrottlingException/,
    ],
    [
      "a task is not described",
      { operation: "DescribeTasks", reply: { tasks: [], ...missing } },
      /does not describe all tasks of prod: 0 of 1; not 0123 \(MISSING\)/,
    ],
    [
      "a task is left out",
      { operation: "DescribeTasks", reply: { tasks: [], failures: [] } },
      /does not describe all tasks of prod: 0 of 1/,
    ],
    [
      "a service is not described",
      { operation: "DescribeServices", reply: { services: [], failures: [{ arn: "x", reason: "ACCESS" }] } },
      /does not describe all services/,
    ],
    [
      "a task definition is not described",
      { operation: "DescribeTaskDefinition", code: "ClientException" },
      /ecs:DescribeTaskDefinition failed/,
    ],
    [
      "a task definition is empty",
      { operation: "DescribeTaskDefinition", reply: {} },
      /does not describe the task definition/,
    ],
    [
      "connections are denied",
      { operation: "GetMetricStatistics", code: "AccessDeniedException" },
      /does not allow cloudwatch:GetMetricStatistics/,
    ],
    [
      "access points are denied",
      { operation: "DescribeAccessPoints", code: "AccessDeniedException" },
      /does not allow elasticfilesystem:DescribeAccessPoints/,
    ],
    [
      "replications are denied",
      { operation: "DescribeReplicationConfigurations", code: "AccessDeniedException" },
      /does not allow elasticfilesystem:DescribeReplicationConfigurations/,
    ],
  ])("keeps the file system where %s", async (_what, rule, why) => {
    await prod.family("other");
    const task = await prod.standalone("other", host);
    await prod.service("other", undefined);
    await answerBy({ times: always, ...rule });
    await expect(remove(files)).rejects.toThrow(why);
    await answerBy({ operation: rule.operation, code: "none", times: 0 });
    expect(task).not.toBe("");
    const { calls: all } = await calls();
    expect(all.filter((call) => /:Delete/.test(call))).toEqual([]);
  });
});

describe("clients of a file system", () => {
  it.each([
    ["at the end", [0, 0, 1]],
    ["at the beginning", [2, 0, 0, 0, 0, 0, 0, 0]],
  ])("keep it, %s of the last minutes", async (_when, counts) => {
    await dev.connections(files, ...counts);
    await expect(remove(files, { acceptUnknownConnections: true })).rejects.toThrow(
      /^files-dev\/files \(fs-\w+\) was not removed: up to \d clients? w(as|ere) connected to it in the last 15 minutes/,
    );
    await expectUntouched();
  });

  it("of another file system, or of an hour ago, do not", async () => {
    await dev.connections(filesOfProd, 5);
    await dev.connections(files, ...[7, ...new Array<number>(40).fill(0)]);
    await remove(files);
    expect(await fileSystems()).toEqual([`${filesOfProd} 1`]);
  });

  it("are unknown without data, which must be accepted", async () => {
    const silent = await dev.fileSystem([], { Name: "files-dev/silent" });
    await expect(remove(silent, {}, "files-dev/silent")).rejects.toThrow(
      /could not be checked, because CloudWatch has no ClientConnections of the last 15 minutes\. .* add --accept-unknown-connections\./,
    );
    await prod.service("web", host, pluginVolume("silent", "rexray/efs"));
    const both = { acceptUnknownConnections: true, ignoreTasksOf: ["prod"] };
    await expect(remove(silent, both, "files-dev/silent")).rejects.toThrow(
      "So tasks that name silent cannot be ignored.",
    );
    await prod.scale("web", 0);
    await prod.stop("web");
    await remove(silent, { acceptUnknownConnections: true }, "files-dev/silent");
    await expectUntouched();
  });

  it("are to be expected behind access points and replications", async () => {
    await answerBy({
      operation: "DescribeReplicationConfigurations",
      reply: {
        Replications: [
          {
            SourceFileSystemId: files,
            SourceFileSystemRegion: "eu-central-1",
            SourceFileSystemArn: `arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/${files}`,
            OriginalSourceFileSystemArn: `arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/${files}`,
            CreationTime: 1_767_225_600,
            Destinations: [{ Status: "ENABLED", FileSystemId: filesOfProd, Region: "eu-west-1" }],
          },
        ],
      },
    });
    await expect(remove(files)).rejects.toThrow("it is part of an EFS replication");
    await dev.aws.efs.send(new CreateAccessPointCommand({ ClientToken: "a", FileSystemId: files }));
    await expect(remove(files)).rejects.toThrow(/has access points, which no volume plugin creates.*fsap-/);
    await expectUntouched();
  });
});

describe("what changes meanwhile", () => {
  /** Does something right before the first call of this kind. */
  function before(client: "ec2" | "efs", command: string, act: () => Promise<unknown>): void {
    let isDone = false;
    const stack = dev.aws[client].middlewareStack as typeof dev.aws.ec2.middlewareStack;
    stack.add(
      (next, context) => async (args) => {
        if (context.commandName === command && !isDone) {
          isDone = true;
          await act();
        }
        return next(args);
      },
      { step: "initialize", priority: "high", name: `before${command}` },
    );
  }

  it("keeps a file system for a task that started after the mount targets had gone", async () => {
    await prod.family("once", shared);
    before("efs", "DeleteMountTargetCommand", () => prod.standalone("once", host));
    await expect(remove(files)).rejects.toThrow(
      /in use, or may be:\n {2}prod: task [^]*\nAWS was told to delete fsmt-.*\nfs-\w+ still exists\.\nRun the same command again/,
    );
    expect((await fileSystems()).sort()).toEqual([`${files} 0`, `${filesOfProd} 1`].sort());
  });

  it.each<[string, (id: string) => Promise<unknown>, RegExp]>([
    [
      "a task that started during the snapshot",
      () => prod.family("once", pluginVolume("data", "rexray/ebs")).then(() => prod.standalone("once", host)),
      /in use, or may be/,
    ],
    [
      "a changed tag",
      (id) =>
        dev.aws.ec2.send(
          new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "Name", Value: "files-prod/data" }] }),
        ),
      /no longer has the tags of files-dev\/data/,
    ],
    ["an instance that has it attached", (id) => dev.attach(id, host), /is attached to i-/],
  ])("keeps a volume for %s", async (_what, act, why) => {
    const id = await dev.volume("a", { Name: "files-dev/data" });
    before("ec2", "CreateSnapshotCommand", () => act(id));
    const removal = remove(id, { snapshot: true }, "files-dev/data");
    await expect(removal).rejects.toThrow(why);
    await expect(removal).rejects.toThrow(
      /\nNothing was deleted\.\nvol-\w+ still exists\.\nThe snapshot snap-\w+ is complete and stays\.$/,
    );
    const { Volumes } = await dev.aws.ec2.send(new DescribeVolumesCommand({ VolumeIds: [id] }));
    expect(Volumes).toHaveLength(1);
  });
});

describe("a claimed volume of EBS", () => {
  it("is deleted after its snapshot is complete", async () => {
    const other = await dev.volume("a", { Name: "files-prod/data" });
    const id = await dev.volume("a", { Name: "files-dev/data" });
    const removed = await remove("files-dev/data", { snapshot: true }, "files-dev/data");
    expect(removed).toMatchObject({ kind: "EBS", name: "files-dev/data", id });
    await pagesOf(100);
    const { Volumes = [] } = await dev.aws.ec2.send(new DescribeVolumesCommand({}));
    const left = Volumes.map(({ VolumeId }) => VolumeId);
    expect(left).toContain(other);
    expect(left).not.toContain(id);
    const { Snapshots = [] } = await dev.aws.ec2.send(
      new DescribeSnapshotsCommand({ SnapshotIds: [removed.snapshotId ?? ""] }),
    );
    expect(Snapshots[0]).toMatchObject({ VolumeId: id, State: "completed" });
    expect(Snapshots[0]?.Tags).toContainEqual({ Key: "ballast:removed-volume", Value: id });
  });

  it("stays while it is attached, and while another cluster's task names it", async () => {
    const id = await dev.volume("a", { Name: "files-dev/data" }, host);
    await expect(remove(id, {}, "files-dev/data")).rejects.toThrow(`is attached to ${host.ec2InstanceId}`);
    const free = await dev.volume("a", { Name: "/free" });
    await prod.family("once", pluginVolume("free", "rexray/ebs"));
    await prod.standalone("once", host);
    await expect(remove(free, {}, "/free")).rejects.toThrow(/in use, or may be/);
  });
});

it("makes the calls that README.md lists, and no other", async () => {
  await dev.service("web", undefined, shared);
  const id = await dev.volume("a", { Name: "files-dev/data" });
  const before = (await calls()).calls.length;
  await remove(files);
  await remove(id, { snapshot: true }, "files-dev/data");
  const made = new Set(
    (await calls()).calls.slice(before).map((call) => call.replace(/^cloudwatch:/, "cloudwatch:")),
  );
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const [, policy = ""] = /For `volumes`;[^]*?```json\n([^]*?)```/.exec(readme) ?? [];
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  // EC2 asks for it because the snapshot is created with tags.
  made.add("ec2:CreateTags");
  expect([...made].sort()).toEqual(Statement.flatMap(({ Action }) => Action).sort());
});

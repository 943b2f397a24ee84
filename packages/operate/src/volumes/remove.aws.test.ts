import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTagsCommand, DescribeSnapshotsCommand, DescribeVolumesCommand } from "@aws-sdk/client-ec2";
import { answerBy, calls, pagesOf } from "../testing/standIn.ts";
import { pluginVolume } from "../testing/taskDefinition.ts";
import { TwoClusters } from "./testing.ts";

/* How long AWS takes to delete, and what it answers meanwhile, is not proved here. */
const shared = pluginVolume("files", "rexray/efs");
let dev: TwoClusters["dev"];
let prod: TwoClusters["prod"];
let host: TwoClusters["host"];
let files: TwoClusters["files"];
let filesOfProd: TwoClusters["filesOfProd"];
let remove: TwoClusters["remove"];
let fileSystems: TwoClusters["fileSystems"];
let expectUntouched: TwoClusters["expectUntouched"];

beforeEach(async () => {
  ({ dev, prod, host, files, filesOfProd, remove, fileSystems, expectUntouched } = await TwoClusters.open());
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

describe("a claimed file system that is not used", () => {
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
      /in use, or may be:\n {2}prod: task [^]*\nThe deletion of fsmt-.*\nfs-\w+ still exists\.\nRun the same command again/,
    );
    expect(await fileSystems()).toEqual([`${files} 0`, `${filesOfProd} 1`].sort());
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
      /\nNothing was deleted\.\nvol-\w+ still exists\.\nThe snapshot snap-\w+ is complete and kept\.$/,
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
  await prod.family("other");
  await prod.standalone("other", host);
  const id = await dev.volume("a", { Name: "files-dev/data" });
  const before = (await calls()).calls.length;
  await remove(files);
  await remove(id, { snapshot: true }, "files-dev/data");
  const made = new Set((await calls()).calls.slice(before));
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const [, policy = ""] = /For `volumes`\.[^]*?```json\n([^]*?)```/.exec(readme) ?? [];
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  // EC2 asks for it because the snapshot is created with tags.
  made.add("ec2:CreateTags");
  expect([...made].sort()).toEqual(Statement.flatMap(({ Action }) => Action).sort());
});

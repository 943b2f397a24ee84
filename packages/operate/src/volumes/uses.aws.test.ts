import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { CreateAccessPointCommand } from "@aws-sdk/client-efs";
import { answerBy, calls, pagesOf, setTask } from "../testing/standIn.ts";
import { container, pluginVolume, type Definition } from "../testing/taskDefinition.ts";
import { TwoClusters } from "./testing.ts";

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
      "ECS knows the volume as files, without the prefix of the plugin's tag. Only if the plugin of a cluster has another tag, add --ignore-tasks-of <cluster> (prod).",
    );
    await expect(remove(files, { ignoreTasksOf: ["pord"] })).rejects.toThrow(
      "there is no cluster pord in eu-central-1",
    );
    await remove(files, { ignoreTasksOf: ["prod"] });
    expect(await fileSystems()).toEqual([`${filesOfProd} 1`]);
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
      "So tasks that use silent cannot be ignored.",
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

import { DescribeFileSystemsCommand, DescribeMountTargetsCommand } from "@aws-sdk/client-efs";
import { calls, pagesOf } from "../../../operate/src/testing/standIn.ts";
import { Stage, type StageInstance } from "../../../operate/src/testing/stage.ts";
import { pluginVolume } from "../../../operate/src/testing/taskDefinition.ts";
import { ballast } from "../testing.ts";
import { PluginProject } from "./testing.ts";

/*
 * The case of issue 13: clusters dev and prod, each with a service that uses a volume `files` of rexray/efs, whose file systems
 * are told apart by their tags alone. The stacks are those of stacks/rexray-efs, as they are planned.
 */
const project = new PluginProject();
afterAll(() => project.close());

let dev: Stage;
let prod: Stage;
let host: StageInstance;
let filesOfProd: string;
const shared = pluginVolume("files", "rexray/efs");

beforeEach(async () => {
  dev = await (await Stage.open()).beside("dev");
  prod = await dev.beside("prod");
  host = await prod.instance("a");
  await dev.service("web", undefined, shared);
  filesOfProd = await prod.fileSystem(["a", "b", "c"], { Name: "rexray-efs-prod/files" });
  await dev.connections(filesOfProd, 0, 0);
});

const volumes = (args: string, input?: string) =>
  ballast(["volumes", ...args.split(" ")], { cwd: project.folder, ...(input !== undefined && { input }) });

async function fileSystems(): Promise<string[]> {
  await pagesOf(100);
  const { FileSystems = [] } = await dev.aws.efs.send(new DescribeFileSystemsCommand({}));
  return FileSystems.flatMap(({ FileSystemId }) => FileSystemId ?? []);
}

async function expectUntouched(): Promise<void> {
  expect(await fileSystems()).toContain(filesOfProd);
  const { MountTargets } = await dev.aws.efs.send(
    new DescribeMountTargetsCommand({ FileSystemId: filesOfProd }),
  );
  expect(MountTargets).toHaveLength(3);
  expect((await calls()).calls.filter((call) => call.includes(":Delete"))).toEqual([]);
}

describe("ballast volumes --remove, for another cluster's file system", () => {
  it.each([
    [
      "-c dev --remove files --no-snapshot",
      2,
      /--remove requires a stack whose plan claims the volume, or --tag/,
    ],
    ["-c dev --remove rexray-efs-prod/files --no-snapshot --yes", 2, /--remove requires a stack/],
    ["-c dev --remove ID --no-snapshot --yes", 2, /--remove requires a stack/],
    [
      "rexray-efs-dev -c dev --remove files --no-snapshot --yes",
      1,
      /^(planning.*\n|warning.*\n|reading.*\n)*"files" is not a full Name tag or an id/,
    ],
    [
      "rexray-efs-dev -c dev --remove rexray-efs-prod/files --no-snapshot --yes",
      1,
      /the plan of rexray-efs-dev claims "rexray-efs-dev\/files"\./,
    ],
    [
      "rexray-efs-dev --remove ID --no-snapshot --yes",
      1,
      /There is no volume "fs-\w+" to remove in this region: the plan of rexray-efs-dev claims/,
    ],
    [
      "rexray-efs-dev --region eu-west-1 --remove files",
      1,
      /--region is eu-west-1, but rexray-efs-dev is in eu-central-1/,
    ],
    ["rexray-efs-dvv --remove files", 1, /There is no stack rexray-efs-dvv; there are network-dev, /],
  ])("refuses %s", async (args, status, why) => {
    const ran = await volumes(args.replace("ID", filesOfProd), "files\n");
    expect(ran.stderr).toMatch(why);
    expect(ran.stderr).not.toMatch(/\n +at /);
    expect(ran.stdout).toBe("");
    expect(ran.status).toBe(status);
    await expectUntouched();
  });

  it("refuses its own stack while a task runs, also of a service at 0", async () => {
    await prod.service("web", host, shared);
    await prod.scale("web", 0);
    const ran = await volumes("rexray-efs-prod --remove rexray-efs-prod/files --no-snapshot --yes");
    expect(ran.stderr).toMatch(
      /rexray-efs-prod\/files \(fs-\w+\) was not removed, because it is in use, or may be:\n {2}prod: task [\w-]+ \(RUNNING\) of service web\n/,
    );
    expect(ran.status).toBe(1);
    await expectUntouched();
  });
});

it("shows and asks for exactly what the plan claims, and deletes that alone", async () => {
  const files = await dev.fileSystem(["a"], { Name: "rexray-efs-dev/files" });
  await dev.connections(files, 0, 0);
  const args = "rexray-efs-dev --remove rexray-efs-dev/files --no-snapshot";
  const wrong = await volumes(args, "files\n");
  expect(wrong.stderr).toMatch(
    new RegExp(
      `This permanently deletes, in eu-central-1:\n  EFS file system ${files} "rexray-efs-dev/files": 0 GiB metered, eu-central-1a, .*\n` +
        "  mount target fsmt-\\w+ in eu-central-1a\n" +
        "  It is claimed by the plan of rexray-efs-dev\\. No task or service of 3 clusters names it\\.\n" +
        "  No client was connected to it in the last 15 minutes\\.\n" +
        "  No snapshot is created: its data cannot be recovered\\.\n" +
        `Type rexray-efs-dev/files to delete ${files}: "files" is not rexray-efs-dev/files, so nothing was deleted\\. In scripts, add --yes\\.\n$`,
    ),
  );
  expect(wrong.status).toBe(1);
  expect(await fileSystems()).toContain(files);
  const right = await volumes(`${args} --format json`, "rexray-efs-dev/files\n");
  expect(JSON.parse(right.stdout)).toEqual({
    kind: "EFS",
    name: "rexray-efs-dev/files",
    id: files,
    seconds: expect.any(Number),
  });
  expect(right.status).toBe(0);
  expect(await fileSystems()).toEqual([filesOfProd]);
});

it("lists what a stack claims, for people and for machines", async () => {
  await prod.service("web", host, shared);
  const { status, stdout } = await volumes("rexray-efs-prod");
  expect(stdout).toMatch(
    /│ full name +│ id +│ zones +│ size +│ state +│ claimed by +│ age +│ last attached │\n/,
  );
  expect(stdout).toContain("rexray-efs-prod/files");
  expect(stdout).toContain("the plan of rexray-efs-prod");
  expect(stdout).toMatch(/3 mount targets/);
  expect(stdout).toMatch(/prod: service web, which wants 1 task/);
  expect(status).toBe(0);
  const json = await volumes("rexray-efs-dev --format json");
  expect(JSON.parse(json.stdout)).toMatchObject({
    stack: "rexray-efs-dev",
    cluster: null,
    region: "eu-central-1",
    claims: [{ text: "rexray-efs-dev/files", by: "the plan of rexray-efs-dev" }],
    unclear: [],
    clusters: ["dev", "main", "prod"],
    volumes: [],
  });
});

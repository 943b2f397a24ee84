import { DescribeFileSystemsCommand } from "@aws-sdk/client-efs";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DescribeDBClustersCommand,
} from "@aws-sdk/client-rds";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { pythonEnvironments, pythonWith } from "../../../../../tools/pythonEnvironment.ts";
import {
  answerBy,
  calls,
  pagesOf,
  setRestoreJobs,
  setWindowsBackups,
} from "../../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../../operate/src/testing/stage.ts";
import { tasksOfService } from "../../../../operate/src/ecs.ts";
import { LocalHosts } from "../testing/localHosts.ts";
import { ecsThatRuns } from "../testing/onceTasks.ts";
import { RestoreScene } from "../testing/restoreScene.ts";

/*
 * Each kind of store is saved, restored and read by the steps of the run. What a restored store holds follows from AWS's calls alone: a
 * recovery point has what was there when it was created, and tasks of the second stack read what its settings name.
 */
jest.setTimeout(240_000);

let stage: Stage;
let hosts: LocalHosts;
let scene: RestoreScene;

beforeEach(async () => {
  stage = await Stage.open();
  hosts = new LocalHosts();
});
afterEach(async () => {
  hosts.close();
  scene.close();
  expect((await calls()).faults).toEqual([]);
});

const countOf = async (call: string): Promise<number> =>
  (await calls()).calls.filter((one) => one === call).length;

describe("rexray-efs, by AWS Backup (F.0.64)", () => {
  const backed = "/aws-backup-restore_2026-11-28T01-02-03-000Z";

  /** @param isLost AWS Backup restores no file. */
  async function open(isLost = false) {
    scene = new RestoreScene("rexray-efs");
    const own = await stage.fileSystem(["a"], await scene.tagsOf("files-files"));
    const data = (id: string): string => join(hosts.folder, "data", id);
    mkdirSync(join(data(own), "data"), { recursive: true });
    scene.after("backup", (call, _input, output) => {
      if (call === "StartBackupJob") cpSync(data(own), join(hosts.folder, "point"), { recursive: true });
      const [, created] = /(fs-\w+)$/.exec((output["CreatedResourceArn"] ?? "") as string) ?? [];
      if (call !== "DescribeRestoreJob" || created === undefined || existsSync(data(created))) return;
      mkdirSync(join(data(created), backed), { recursive: true });
      if (!isLost) cpSync(join(hosts.folder, "point"), join(data(created), backed), { recursive: true });
    });
    await stage.service("app", await stage.instance("a"));
    for (const [stack, name] of [
      [scene.stack, "first"],
      [scene.restored, "second"],
    ] as const)
      scene.outputs[stack] = {
        clusterName: "main",
        serviceName: "app",
        edit: `aws ecs run-task --cluster main --task-definition ${name} --launch-type FARGATE`,
      };
    const folderOf = (taskDefinition: string): string => {
      if (taskDefinition === "first") return join(data(own), "data");
      const { files } = scene.settings() as { files: { existing: { fileSystemId: string; path: string } } };
      const folder = resolve(data(files.existing.fileSystemId), `.${files.existing.path}`);
      // As an access point creates a folder that does not exist.
      mkdirSync(folder, { recursive: true });
      return folder;
    };
    const aws = { ...stage.aws, ...ecsThatRuns(stage, hosts, { container: "editor", folderOf }) };
    return { own, aws, context: await scene.context(aws) };
  }

  it("finds in the restored file system the lines that tasks wrote, in the folder that AWS Backup made, and leaves nothing", async () => {
    const { own, context } = await open();
    await scene.run("write-lines", context);
    const saved = await scene.run("save", context);
    expect(saved["files-files"]).toMatch(/:recovery-point:saved-/);
    const restored = await scene.run("restore", context);
    expect(restored["folder"]).toBe(`${backed}/data`);
    expect(restored["settings"]).toMatch(/existing:\n +fileSystemId: fs-\w+\n +path: "\/"/);
    expect(scene.ran).toEqual(["stack init", "up", "up"]);
    await scene.run("restored-data", context);
    await scene.run("remove-restored", context);
    expect(existsSync(scene.settingsFile)).toBe(false);
    await pagesOf(100);
    const { FileSystems = [] } = await scene.backups.efs.send(new DescribeFileSystemsCommand({}));
    expect(FileSystems.map(({ FileSystemId }) => FileSystemId)).toEqual([own]);
  });

  it("fails where the restored file system has no file", async () => {
    const { context } = await open(true);
    await scene.run("write-lines", context);
    await scene.run("save", context);
    await expect(
      scene.run("restore", { ...context, pace: { timeoutSeconds: 3, pollSeconds: 0.05 } }),
    ).rejects.toThrow(/the task's log is not there yet/);
    // Even where somebody takes the empty folder for the right one.
    const { files } = scene.settings() as { files: { existing: object } };
    writeFileSync(
      scene.settingsFile,
      readFileSync(scene.settingsFile, "utf8").replace("path: /", `path: ${backed}/data`),
    );
    expect(files.existing).toBeDefined();
    await expect(scene.run("restored-data", context)).rejects.toThrow(/ended with [12]/);
  });

  it("fails with AWS Backup's reason, and goes on with the same backup and the same job where it was killed", async () => {
    const { aws, context } = await open();
    await scene.run("write-lines", context);
    await setRestoreJobs({ polls: 1000 });
    const controller = new AbortController();
    const say = (line: string): void => {
      if (line.startsWith("restore job")) controller.abort();
    };
    await expect(
      scene.run("restore", await scene.context(aws, { signal: controller.signal, say })),
    ).rejects.toThrow(/^Interrupted: restore job job-\d+: RUNNING/);
    // The answer of a job that has failed meanwhile.
    await answerBy({
      operation: "DescribeRestoreJob",
      reply: { Status: "FAILED", StatusMessage: "no subnet" },
    });
    await expect(scene.run("restore", context)).rejects.toThrow(/failed: no subnet/);
    expect(await countOf("backup:StartBackupJob")).toBe(1);
    expect(await countOf("backup:StartRestoreJob")).toBe(1);
    expect(scene.ran).toEqual([]);
  });
});

describe("fsx-windows, by a backup of FSx (F.0.64)", () => {
  const file = "C:\\state\\ballast-accept.txt";

  async function open(isLost = false) {
    scene = new RestoreScene("fsx-windows");
    const tags = await scene.tagsOf("state-files");
    await setWindowsBackups({
      FileSystems: [
        {
          FileSystemId: "fs-0123456789abcdef0",
          FileSystemType: "WINDOWS",
          StorageCapacity: 32,
          StorageType: "SSD",
          Lifecycle: "AVAILABLE",
          ResourceARN: "arn:aws:fsx:eu-central-1:123456789012:file-system/fs-0123456789abcdef0",
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        },
      ],
    });
    const points = new Map<string, Map<string, string>>();
    scene.after("fsx", (call, _input, output) => {
      const { BackupId = "" } = (output["Backup"] ?? {}) as { BackupId?: string };
      if (call === "CreateBackup") points.set(BackupId, new Map(isLost ? [] : hosts.files));
    });
    scene.onUp = ({ files }) => {
      const found = points.get((files as { backupId: string }).backupId);
      hosts.files.clear();
      for (const [path, content] of found ?? []) hosts.files.set(path, content);
    };
    const directoryId = await stage.directory("corp.example.com");
    const outputs = {
      clusterName: "main",
      serviceName: "app",
      directoryId,
      loginSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-AbCdEf",
    };
    for (const stack of [scene.stack, scene.restored]) scene.outputs[stack] = outputs;
    await stage.service("app", await stage.instance("a"));
    const [{ taskArn = "" } = {}] = await tasksOfService(stage.aws, "main", "app");
    hosts.container = { task: taskArn, name: "web", environment: { APP_STATE: "C:\\state" } };
    return scene.context({ ...stage.aws, ssm: hosts.ssm });
  }

  it("finds the file on the share of a second stack in the first one's domain", async () => {
    const context = await open();
    await scene.run("write-file", context);
    expect([...hosts.files.keys()]).toEqual([file]);
    await scene.run("save", context);
    // What is written later is not in the backup.
    hosts.files.set("C:\\state\\later.txt", "later");
    await scene.run("restore", context);
    expect(scene.settings()).toMatchObject({
      domain: {
        source: "existing",
        name: "corp.example.com",
        directoryId: expect.stringMatching(/^d-/) as string,
        dnsIps: [expect.any(String), expect.any(String)] as string[],
      },
      files: { backupId: expect.stringMatching(/^backup-/) as string },
      share: { mode: "native", secretArn: expect.stringContaining(":secret:login-") as string },
    });
    expect((await scene.run("restored-data", context))["printed"]).toBe(scene.record.mark);
    expect([...hosts.files.keys()]).toEqual([file]);
    await scene.run("remove-restored", context);
    expect(await countOf("fsx:DeleteBackup")).toBe(1);
  });

  it("fails where the restored share does not have it", async () => {
    const context = await open(true);
    await scene.run("write-file", context);
    await scene.run("save", context);
    await scene.run("restore", context);
    await expect(scene.run("restored-data", context)).rejects.toThrow(/does not exist/);
  });
});

describe("invento-windows, by a snapshot of RDS (F.0.64)", () => {
  async function open(isLost = false) {
    scene = new RestoreScene("invento-windows");
    const DBInstanceIdentifier = "invento-windows-dev-database";
    await scene.backups.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier,
        Engine: "sqlserver-ex",
        DBInstanceClass: "db.t3.small",
        AllocatedStorage: 20,
        MasterUsername: "admin",
        MasterUserPassword: "for-tests-1",
      }),
    );
    hosts.servers.set("first", new Set());
    const points = new Map<string, Set<string>>();
    scene.after("rds", (call, input) => {
      if (call === "CreateDBSnapshot")
        points.set(String(input["DBSnapshotIdentifier"]), new Set(isLost ? [] : hosts.servers.get("first")));
    });
    scene.onUp = (settings) => {
      const { snapshotIdentifier } = settings["database"] as { snapshotIdentifier: string };
      const found = points.get(snapshotIdentifier);
      if (found) hosts.servers.set("second", found);
    };
    const host = await stage.instance("a");
    for (const [stack, serviceName] of [
      [scene.stack, "first"],
      [scene.restored, "second"],
    ] as const) {
      await stage.service(serviceName, host, {
        containerDefinitions: [{ name: "invento", image: "app:1", memory: 512 }],
      });
      scene.outputs[stack] = { clusterName: "main", serviceName };
    }
    const environmentOf = (taskDefinition: string): Record<string, string> => ({
      DB_HOST: /task-definition\/(\w+)-accept:/.exec(taskDefinition)?.[1] ?? "none",
      DB_PORT: "1433",
      DB_USERNAME: "admin",
      DB_PASSWORD: "for-tests",
    });
    const aws = { ...stage.aws, ...ecsThatRuns(stage, hosts, { container: "invento", environmentOf }) };
    return scene.context(aws);
  }

  it("finds the row on a second stack's server, whose repository has no image", async () => {
    const context = await open();
    await expect(scene.run("read-row", context)).rejects.toThrow(/ended with 1/);
    await scene.run("write-row", context);
    await scene.run("read-row", context);
    await scene.run("save", context);
    const { settings } = await scene.run("restore", context);
    expect(settings).toContain("snapshotIdentifier: accept-0123456789ab-database-instance");
    expect(scene.settings()["image"] ?? {}).not.toHaveProperty("tag");
    await scene.run("restored-data", context);
    await scene.run("remove-restored", context);
    expect(await countOf("rds:DeleteDBSnapshot")).toBe(1);
    // Nothing of the tasks' definitions stays.
    expect(await countOf("ecs:DeregisterTaskDefinition")).toBe(
      (await countOf("ecs:RegisterTaskDefinition")) - 2,
    );
  });

  it("fails where the restored server does not have it", async () => {
    const context = await open(true);
    await scene.run("write-row", context);
    await scene.run("save", context);
    await scene.run("restore", context);
    await expect(scene.run("restored-data", context)).rejects.toThrow(/ended with 1/);
  });
});

describe("clair, by the printed commands, which the AWS CLI runs (F.0.64)", () => {
  const digest = `sha256:${"ab".repeat(32)}`;
  const path = process.env["PATH"];

  beforeAll(() => {
    // The AWS CLI's waiters look every half minute.
    const site = mkdtempSync(join(tmpdir(), "site-"));
    const quick =
      "import time, types, awscli.botocore.waiter as waiter\nwaiter.time = types.SimpleNamespace(sleep=lambda _: time.sleep(0.1))\n";
    writeFileSync(join(site, "sitecustomize.py"), quick);
    process.env["PYTHONPATH"] = site;
    process.env["PATH"] = [dirname(pythonWith(pythonEnvironments.commandLine)), path].join(delimiter);
  });
  afterAll(() => {
    process.env["PATH"] = path;
    delete process.env["PYTHONPATH"];
  });

  async function open() {
    scene = new RestoreScene("clair");
    const { rds, kms } = scene.backups;
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: "clair-database-1a2b3c4",
        Engine: "aurora-postgresql",
        MasterUsername: "clair",
        MasterUserPassword: "for-tests-1",
        StorageEncrypted: true,
        KmsKeyId: KeyMetadata?.Arn,
        Tags: Object.entries(await scene.tagsOf("clair-database")).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    await stage.service("site", await stage.instance("a"));
    scene.outputs[scene.stack] = { clusterName: "main", serviceName: "site" };
    return scene.context(stage.aws, { timeoutSeconds: 100 });
  }

  /** What the site runs when it is asked next. */
  async function runs(imageDigest: string): Promise<void> {
    const [{ taskArn } = {}] = await tasksOfService(stage.aws, "main", "site");
    const containers = [{ image: "site:1", imageDigest }];
    const tasks = [{ taskArn, group: "service:site", lastStatus: "RUNNING", containers }];
    await answerBy({ operation: "DescribeTasks", reply: { tasks, failures: [] } });
  }

  /** What the Data API answers to the statement: that is which manifest the cluster holds. */
  async function holds(hash: string): Promise<void> {
    const answer = await fetch(
      `${process.env["AWS_ENDPOINT_URL"]}/moto-api/static/rds-data/statement-results`,
      {
        method: "POST",
        body: JSON.stringify({ results: [{ records: [[{ stringValue: hash }]] }], region: "eu-central-1" }),
      },
    );
    expect(answer.ok).toBe(true);
  }

  const clusters = async (): Promise<string[]> => {
    await pagesOf(100);
    const { DBClusters = [] } = await scene.backups.rds.send(new DescribeDBClustersCommand({}));
    return DBClusters.map(({ DBClusterIdentifier = "" }) => DBClusterIdentifier).sort();
  };

  it("finds the image that the site runs in the restored cluster, and no other one, and deletes only what it restored", async () => {
    const context = await open();
    const { "clair-database": snapshot } = await scene.run("save", context);
    expect(snapshot).toBe("accept-0123456789ab-clair-database");
    const restored = await scene.run("restore", context);
    expect(restored["commands of clair-database"]).toContain("restore-db-cluster-from-snapshot");
    expect(await clusters()).toHaveLength(2);
    // No second stack: nothing adopts the cluster. What was created is there when the step runs again.
    await scene.run("restore", context);
    expect(scene.ran).toEqual([]);
    expect(await clusters()).toHaveLength(2);
    await holds(digest);
    await runs(digest);
    expect((await scene.run("restored-data", context))["manifest"]).toBe(digest);
    const other = `sha256:${"cd".repeat(32)}`;
    await runs(other);
    await expect(scene.run("restored-data", context)).rejects.toThrow(
      /^clair-database-1a2b3c4-at-\w+ does not know the image sha256:cdcd/,
    );
    await scene.run("remove-restored", context);
    expect(await clusters()).toEqual(["clair-database-1a2b3c4"]);
    expect(await countOf("rds:DeleteDBClusterSnapshot")).toBe(1);
  });
});

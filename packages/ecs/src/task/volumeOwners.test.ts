import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { record, recordRefusal } from "@ballast/testing";
import fc from "fast-check";
import { LaunchType, Platform, TaskDefinition, type TaskDefinitionArgs, type VolumeOwner } from "../index.ts";
import { site } from "../testing.ts";
import { ownScript } from "./volumeOwners.ts";

const owner: VolumeOwner = { image: "busybox:1.37", uid: 999 };
const onInstances: Partial<TaskDefinitionArgs> = { launchType: LaunchType.Ec2 };
const mounted = (containerPath: string) => [{ sourceVolume: "data", containerPath }];

const build = (args: Partial<TaskDefinitionArgs> = {}) =>
  new TaskDefinition("db", {
    site,
    volumes: { data: {}, scratch: {} },
    containers: {
      db: { image: "mysql:8.4", memoryMiB: 448, mountPoints: mounted("/var/lib/mysql") },
      side: { image: "side:1", memoryMiB: 64 },
    },
    volumeOwners: { data: owner },
    ...args,
  });

interface Definition {
  name: string;
  [key: string]: unknown;
}

async function definitions(args: Partial<TaskDefinitionArgs> = {}): Promise<Record<string, Definition>> {
  const recording = await record(() => build(args));
  const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
  const all = JSON.parse(inputs["containerDefinitions"] as string) as Definition[];
  return Object.fromEntries(all.map((one) => [one.name, one]));
}

describe("the owner of a volume", () => {
  it("is set by a container that ends before those start which mount the volume, and only those wait", async () => {
    const all = await definitions();
    expect(all["own-data"]).toMatchObject({
      essential: false,
      user: "0",
      readonlyRootFilesystem: true,
      mountPoints: [{ sourceVolume: "data", containerPath: "/volume", readOnly: false }],
      dependsOn: [],
    });
    expect(all["db"]).toMatchObject({
      dependsOn: [{ containerName: "own-data", condition: "SUCCESS" }],
    });
    expect(all["side"]).toMatchObject({ dependsOn: [] });
  });

  it("knows the mounts and volumes that parts bring, and gets neither their secrets nor their mounts", async () => {
    const all = await definitions({
      volumes: {},
      containers: { db: { image: "mysql:8.4" } },
      parts: {
        store: {
          volumes: { data: {}, other: {} },
          mountPoints: {
            data: { sourceVolume: "data", containerPath: "/data" },
            other: { sourceVolume: "other", containerPath: "/other" },
          },
          secrets: { KEY: { valueFrom: "arn:aws:ssm:eu-central-1:123456789012:parameter/key" } },
        },
      },
    });
    expect(all["db"]).toMatchObject({
      secrets: [{ name: "KEY" }],
      dependsOn: [{ containerName: "own-data", condition: "SUCCESS" }],
    });
    expect(all["own-data"]).toMatchObject({ secrets: [], mountPoints: [{ sourceVolume: "data" }] });
  });

  it("has memory of its own only where ECS wants some for each container", async () => {
    expect((await definitions(onInstances))["own-data"]).toHaveProperty("memoryReservation");
    for (const args of [{}, { ...onInstances, memoryMiB: 1024 }])
      expect((await definitions(args))["own-data"]).not.toHaveProperty("memoryReservation");
  });

  it("lets ECS pull its image with its secret, and nothing more", async () => {
    const repositoryCredentials = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-AbCdEf";
    const image = "registry.example.com/tools/busybox:1.37";
    const recording = await record(() =>
      build({ volumeOwners: { data: { ...owner, image, repositoryCredentials } } }),
    );
    const { inputs } = recording.the("aws:iam/rolePolicy:RolePolicy");
    expect(inputs["policy"]).toContain(`"Resource":["${repositoryCredentials}"]`);
  });
});

describe("the script", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "own-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** As this user, who may give folders to nobody else. */
  const own = (more: Partial<VolumeOwner>, path = folder): void => {
    const { uid, gid } = statSync(folder);
    execFileSync("/bin/sh", ["-c", ownScript({ ...owner, uid, gid, ...more }), path]);
  };

  it("gives the folder each of the permissions that there are (generated)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0o100, max: 0o777 }), (bits) => {
        own({ mode: bits.toString(8).padStart(3, "0") });
        expect(statSync(folder).mode & 0o777).toBe(bits);
        chmodSync(folder, 0o755);
      }),
      { numRuns: 40 },
    );
  });

  it("is for the user and its group alone unless somebody says otherwise", () => {
    chmodSync(folder, 0o777);
    own({});
    expect(statSync(folder).mode & 0o7777).toBe(0o750);
  });

  it("leaves the permissions of what is in the volume as they are", () => {
    const file = join(folder, "a file; rm -rf $HOME");
    mkdirSync(join(folder, "sub"));
    writeFileSync(file, "data", { mode: 0o600 });
    own({ recursive: true });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("fails where it may not, so that the task does not start", () => {
    expect(() => own({}, join(folder, "missing"))).toThrow("missing");
  });
});

it.each<[string, Partial<TaskDefinitionArgs>, string[]]>([
  ["a volume that is not there", { volumeOwners: { gone: owner } }, ["volumeOwners.gone"]],
  [
    "an access point of Amazon EFS, which has a user of its own",
    {
      volumes: {
        data: {
          efsVolumeConfiguration: { fileSystemId: "fs-0", authorizationConfig: { accessPointId: "fsap-0" } },
        },
        scratch: {},
      },
    },
    ["volumeOwners.data"],
  ],
  ["Windows", { ...onInstances, platform: Platform.Windows2022Core }, ["volumeOwners.data"]],
  [
    "ids and permissions that Linux does not have",
    { volumeOwners: { data: { ...owner, uid: -1, gid: 1.5, mode: "u+w; id" } } },
    ["volumeOwners.data.uid", "volumeOwners.data.gid", "volumeOwners.data.mode"],
  ],
  [
    "a container of the same name",
    { containers: { "own-data": { image: "db:1" } } },
    ["containers.own-data"],
  ],
  [
    "a secret by name",
    { volumeOwners: { data: { ...owner, repositoryCredentials: "login" } } },
    ["volumeOwners.data.repositoryCredentials"],
  ],
])("refuses %s", async (_what, args, paths) => {
  const refusal = await recordRefusal(() => build(args));
  expect(refusal.paths).toEqual(paths);
  expect(refusal.registered).toEqual([]);
});

import type { FoundVolume } from "./found.ts";
import { identityOf } from "./identity.ts";
import { managedBy } from "./managed.ts";
import { isNamed, namedVolumes, namePatterns } from "./names.ts";
import { monthlyCost } from "./prices.ts";
import { losses, sizeText } from "./losses.ts";

const shared = { family: "mysql", name: "rexray-vol", scope: "shared" as const };
const ofTask = { family: "batch.v1", name: "scratch", scope: "task" as const };

describe("names that plugins give", () => {
  it.each([
    ["rexray-vol", "rexray-vol"],
    ["/rexray-vol", "rexray-vol"],
    ["team/rexray-vol", "rexray-vol"],
    ["ecs-batch.v1-12-scratch-0a9f", "ecs-batch.v1-12-scratch-0a9f"],
    ["team/ecs-batch.v1-12-scratch-0a9f", "ecs-batch.v1-12-scratch-0a9f"],
  ])("%s is known to Docker as %s", (name, dockerName) => {
    expect(identityOf([{ Key: "Name", Value: name }])).toEqual({ full: name, dockerName });
    expect([shared, ofTask].some((volume) => isNamed(dockerName, volume))).toBe(true);
  });

  it.each(["rexray-vol-2", "my-rexray-vol", "", "ecs-batchxv1-12-scratch-0a9f", "ecs-batch.v1-12-scratch-"])(
    "%j is not such a name",
    (name) => {
      expect([shared, ofTask].some((volume) => isNamed(name, volume))).toBe(false);
    },
  );

  it("are asked for once", () => {
    const volumes = [
      { name: "rexray-vol", dockerVolumeConfiguration: { driver: "rexray", scope: "shared" as const } },
    ];
    const named = namedVolumes([
      { family: "mysql", volumes },
      { family: "mysql", volumes },
    ]);
    expect(named).toEqual([shared]);
    expect(namePatterns([shared, ofTask])).toEqual([
      "rexray-vol",
      "*/rexray-vol",
      "scratch",
      "*/scratch",
      "*ecs-batch.v1-*-scratch-*",
    ]);
  });
});

describe("tags that say who manages it", () => {
  it.each([
    [{ Key: "ballast:managed", Value: "pulumi" }, "Pulumi"],
    [{ Key: "pulumi:stack", Value: "prod" }, "Pulumi"],
    [{ Key: "aws:cloudformation:stack-name", Value: "rexray-demo" }, "AWS CloudFormation"],
    [{ Key: "aws:backup:source-resource", Value: "x" }, "AWS Backup"],
    [{ Key: "AmazonECSCreated", Value: "true" }, "Amazon ECS"],
    [{ Key: "kubernetes.io/created-for/pv/name", Value: "x" }, "Kubernetes"],
  ])("%j", (tag, owner) => {
    expect(managedBy([{ Key: "Name", Value: "data" }, tag])).toEqual({
      owner,
      tag: `${tag.Key}=${tag.Value}`,
    });
  });

  it("are not the others", () => {
    expect(
      managedBy([
        { Key: "Name", Value: "data" },
        { Key: "ballast:managed", Value: "nobody" },
        { Key: "aws:elasticfilesystem:default-backup", Value: "enabled" },
      ]),
    ).toBeUndefined();
  });
});

const disk: FoundVolume = {
  kind: "EBS",
  name: "web-dev/data",
  dockerName: "data",
  id: "vol-1",
  zones: ["z-1a"],
  type: "gp3",
  storage: [{ storageClass: "gp3", gib: 20 }],
  state: "available",
  attachedTo: [],
  mountTargets: [],
  encrypted: true,
  created: new Date("2026-03-01T10:00:00Z"),
  claimedBy: "the plan of web-dev",
  usedBy: [],
  backedUp: false,
};
const system: FoundVolume = {
  ...disk,
  kind: "EFS",
  id: "fs-1",
  encrypted: false,
  mountTargets: [{ id: "fsmt-1", zone: "z-1a" }],
  storage: [
    { storageClass: "standard", gib: 1.5 },
    { storageClass: "infrequentAccess", gib: 10 },
  ],
};

describe("what it costs", () => {
  // Prices of nobody: AWS's are the user's to give.
  const prices = { currency: "XXX", ebs: { gp3: 2 }, efs: { standard: 4, infrequentAccess: 0.5 } };

  it("is what the user's prices say", () => {
    expect(monthlyCost(disk, prices)).toBe(40);
    expect(monthlyCost(system, prices)).toBe(11);
  });

  it("is unknown where they say nothing", () => {
    expect(monthlyCost({ ...disk, storage: [{ storageClass: "io2", gib: 1 }] }, prices)).toBeUndefined();
    expect(
      monthlyCost({ ...disk, storage: [{ storageClass: "constructor", gib: 1 }] }, prices),
    ).toBeUndefined();
    expect(monthlyCost(system, { ...prices, efs: { standard: 4 } })).toBeUndefined();
  });
});

it("shows exactly what will be lost, and what was checked", () => {
  const options = { snapshot: true, ignoreTasksOf: [], acceptUnknownConnections: false };
  expect(losses({ volume: disk, clusters: ["dev", "prod"] }, options)).toEqual([
    'EBS volume vol-1 "web-dev/data": 20 GiB gp3, z-1a, created 2026-03-01, encrypted',
    "It is claimed by the plan of web-dev. No task or service of 2 clusters names it.",
    "A snapshot is created first and kept. The volume can be recreated from it.",
  ]);
  const use = { cluster: "prod", who: "task 01 (RUNNING)", family: "web-prod", by: "name" as const };
  expect(
    losses(
      { volume: { ...system, usedBy: [use] }, clusters: ["dev", "prod"], connectionsKnown: true },
      { ...options, snapshot: false, ignoreTasksOf: ["prod"] },
    ),
  ).toEqual([
    'EFS file system fs-1 "web-dev/data": 11.5 GiB metered, z-1a, created 2026-03-01, not encrypted',
    "mount target fsmt-1 in z-1a",
    "It is claimed by the plan of web-dev. You ignore 1 of the tasks and services that name data: task 01 (RUNNING) of prod.",
    "No client was connected to it in the last 15 minutes.",
    "No snapshot is created: its data cannot be recovered.",
  ]);
});

it("says small sizes in MiB", () => {
  expect([0, 6 / 1024 / 1024, 0.25, 1, 1.26].map(sizeText)).toEqual([
    "0 GiB",
    "1 MiB",
    "256 MiB",
    "1 GiB",
    "1.3 GiB",
  ]);
});

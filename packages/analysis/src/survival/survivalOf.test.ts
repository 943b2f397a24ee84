import type { ResolvedResource } from "@ballast/model";
import { resource as planned } from "../../../model/src/testing/resource.ts";
import { survivalOf } from "./survivalOf.ts";

/** Its name is `store` unless it matters. */
function resource(
  type: string,
  inputs: Record<string, unknown> = {},
  more: Partial<ResolvedResource> = {},
): ResolvedResource {
  return planned(type, more.name ?? "store", inputs, more);
}

const ebs = "aws:ebs/volume:Volume";
const efs = "aws:efs/fileSystem:FileSystem";
const fsx = "aws:fsx/windowsFileSystem:WindowsFileSystem";
const rds = "aws:rds/instance:Instance";
const aurora = "aws:rds/cluster:Cluster";
const bucket = "aws:s3/bucket:Bucket";
const repository = "aws:ecr/repository:Repository";
const version = "aws:secretsmanager/secretVersion:SecretVersion";
const secret = "aws:secretsmanager/secret:Secret";
const logs = "aws:cloudwatch/logGroup:LogGroup";
const task = "aws:ecs/taskDefinition:TaskDefinition";

const snapshots = resource("aws:dlm/lifecyclePolicy:LifecyclePolicy", {
  policyDetails: {
    resourceTypes: ["VOLUME"],
    targetTags: { backup: "daily" },
    schedules: [{ name: "daily" }],
  },
});
const backups = resource("aws:efs/backupPolicy:BackupPolicy", {
  fileSystemId: "fs-1",
  backupPolicy: { status: "ENABLED" },
});

const dlm = (inputs: object, details: object = {}) =>
  resource("aws:dlm/lifecyclePolicy:LifecyclePolicy", {
    policyDetails: { ...(snapshots.inputs["policyDetails"] as object), ...details },
    ...inputs,
  });
const selection = (inputs: object) => resource("aws:backup/selection:Selection", { planId: "p", ...inputs });
const zone = { availabilityZone: "eu-central-1a" };

/** What the first row answers: a restart, an instance's loss, a zone's loss, a destroy. */
it.each<[string, ResolvedResource[], string]>([
  ["a volume", [resource(ebs, zone)], "yes yes no no"],
  [
    "a volume with snapshots",
    [resource(ebs, { ...zone, tags: { backup: "daily" } }), snapshots],
    "yes yes partly partly",
  ],
  [
    "a volume of one of the tags",
    [
      resource(ebs, { ...zone, tags: { backup: "daily" } }),
      dlm(
        {},
        {
          targetTags: { backup: "daily", team: "shop" },
        },
      ),
    ],
    "yes yes partly partly",
  ],
  [
    "a volume whose policy is disabled",
    [resource(ebs, { ...zone, tags: { backup: "daily" } }), dlm({ state: "DISABLED" })],
    "yes yes no no",
  ],
  [
    "a volume with a policy for instances",
    [
      resource(ebs, { ...zone, tags: { backup: "daily" } }),
      dlm(
        {},
        {
          resourceTypes: ["INSTANCE"],
        },
      ),
    ],
    "yes yes no no",
  ],
  [
    "a volume with a policy for machine images",
    [
      resource(ebs, { ...zone, tags: { backup: "daily" } }),
      dlm(
        {},
        {
          policyType: "IMAGE_MANAGEMENT",
        },
      ),
    ],
    "yes yes no no",
  ],
  [
    "a volume with a default policy",
    [resource(ebs, zone), dlm({ defaultPolicy: "VOLUME", policyDetails: {} })],
    "yes yes partly partly",
  ],
  [
    "a volume that a default policy leaves out",
    [
      resource(ebs, { ...zone, type: "gp3" }),
      dlm({
        defaultPolicy: "VOLUME",
        policyDetails: { exclusions: { excludeVolumeTypes: ["gp3"] } },
      }),
    ],
    "yes yes no no",
  ],
  [
    "a volume that AWS Backup selects",
    [
      resource(ebs, { ...zone, tags: { a: "b" } }),
      selection({ selectionTags: [{ type: "STRINGEQUALS", key: "a", value: "b" }] }),
    ],
    "yes yes partly partly",
  ],
  [
    "a database that AWS Backup selects",
    [
      resource(rds, { skipFinalSnapshot: true }, { identifiers: { "arn:aws:rds:r:1:db:a": "arn" } }),
      selection({ resources: ["arn:aws:rds:*:*:db:*"] }),
    ],
    "yes yes partly partly",
  ],
  [
    "a log group, which AWS Backup does not take",
    [resource(logs), selection({ resources: ["*"] })],
    "yes yes yes no",
  ],
  ["a volume of other tags", [resource(ebs, { ...zone, tags: {} }), snapshots], "yes yes no no"],
  ["a regional file system", [resource(efs)], "yes yes yes no"],
  [
    "a file system with backups",
    [resource(efs, {}, { identifiers: { "fs-1": "id" } }), backups],
    "yes yes yes partly",
  ],
  ["a One Zone file system", [resource(efs, { availabilityZoneName: "eu-central-1a" })], "yes yes no no"],
  ["FSx in two zones", [resource(fsx, { deploymentType: "MULTI_AZ_1" })], "yes yes yes partly"],
  [
    "FSx in one zone",
    [resource(fsx, { deploymentType: "SINGLE_AZ_2", skipFinalBackup: true })],
    "yes yes partly no",
  ],
  [
    "FSx without backups",
    [resource(fsx, { deploymentType: "SINGLE_AZ_2", automaticBackupRetentionDays: 0 })],
    "yes yes no partly",
  ],
  ["a database in two zones", [resource(rds, { multiAz: true })], "yes yes yes partly"],
  [
    "a database in one zone",
    [resource(rds, { backupRetentionPeriod: 7, skipFinalSnapshot: true })],
    "yes yes partly no",
  ],
  ["a database without backups", [resource(rds)], "yes yes no partly"],
  ["Aurora", [resource(aurora, { skipFinalSnapshot: true })], "yes yes yes no"],
  ["a bucket", [resource(bucket)], "yes yes yes partly"],
  ["an instance", [resource("aws:ec2/instance:Instance")], "yes no no no"],
  ["a bucket that is emptied, as text", [resource(bucket, { forceDestroy: "true" })], "yes yes yes no"],
  [
    "a database in two zones, as text",
    [resource(rds, { multiAz: "true", skipFinalSnapshot: "true" })],
    "yes yes yes no",
  ],
  ["a bucket that is emptied", [resource(bucket, { forceDestroy: true })], "yes yes yes no"],
  ["a repository", [resource(repository)], "yes yes yes partly"],
  ["a repository that is emptied", [resource(repository, { forceDelete: true })], "yes yes yes no"],
  ["a secret", [resource(secret)], "yes yes yes partly"],
  ["a secret without a window", [resource(secret, { recoveryWindowInDays: 0 })], "yes yes yes no"],
  ["logs", [resource(logs)], "yes yes yes no"],
  ["source code", [resource("aws:codecommit/repository:Repository")], "yes yes yes no"],
  ["the value of another stack's secret", [resource(version, { secretId: "s" })], "yes yes yes yes"],
  [
    "the value of a secret of its own without a window",
    [
      resource(version, { secretId: "s" }),
      resource(secret, { recoveryWindowInDays: 0 }, { identifiers: { s: "id" } }),
    ],
    "yes yes yes no",
  ],
  ["messages", [resource("aws:sqs/queue:Queue")], "yes yes yes no"],
  ["files of a cluster", [resource("aws:emr/cluster:Cluster")], "yes partly no no"],
  ["tables of the Data Catalog", [resource("aws:athena/database:Database")], "yes yes yes partly"],
  [
    "a store of which nothing more is known",
    [resource("aws:dynamodb/table:Table")],
    "yes yes unknown unknown",
  ],
  [
    "a type of which it is not known whether it is a store",
    [resource("aws:brandnew/thing:Thing")],
    "yes unknown unknown unknown",
  ],
  [
    "the same, where it is retained",
    [resource("aws:brandnew/thing:Thing", {}, { retainOnDelete: true })],
    "yes unknown unknown yes",
  ],
  ["a parameter", [resource("aws:ssm/parameter:Parameter")], "yes yes yes no"],
  ["what is retained", [resource(logs, {}, { retainOnDelete: true })], "yes yes yes yes"],
  ["what is protected", [resource(logs, {}, { protect: true })], "yes yes yes partly"],
  ["a volume of a task", [resource(task, { volumes: [{ name: "cache" }] })], "no no no no"],
  [
    "a folder that a component mounts, of which that one speaks",
    [
      resource(task, {
        volumes: [
          { name: "data", hostPath: "/mnt/data" },
          { name: "sub", hostPath: "/mnt/data/sub" },
          { name: "plugin", dockerVolumeConfiguration: { driver: "rexray/ebs", scope: "shared" } },
        ],
      }),
      resource(
        "demo:index:Store",
        {},
        {
          custom: false,
          mounts: ["/mnt/data", "rexray/ebs:plugin"],
          survives: { taskRestart: true, instanceLoss: true, zoneLoss: false, destroy: false },
        },
      ),
    ],
    "yes yes no no",
  ],
  [
    "a folder beside one that a component mounts",
    [
      resource(task, { volumes: [{ name: "data", hostPath: "/mnt/database" }] }),
      resource("demo:index:Store", {}, { custom: false, mounts: ["/mnt/data"] }),
    ],
    "unknown unknown unknown unknown",
  ],
  [
    "a folder of an instance",
    [resource(task, { volumes: [{ name: "data", hostPath: "/mnt/data" }] })],
    "unknown unknown unknown unknown",
  ],
  [
    "a volume of a plugin",
    [resource(task, { volumes: [{ name: "data", dockerVolumeConfiguration: { driver: "rexray/ebs" } }] })],
    "unknown unknown unknown unknown",
  ],
  [
    "a shared Docker volume",
    [resource(task, { volumes: [{ name: "data", dockerVolumeConfiguration: { scope: "shared" } }] })],
    "no no no no",
  ],
  [
    "a volume that ECS makes",
    [resource("aws:ecs/service:Service", { volumeConfiguration: { name: "data" } })],
    "no no no no",
  ],
])("says what %s survives", (_what, resources, expected) => {
  const [row] = survivalOf(resources);
  const verdicts = [row?.taskRestart, row?.instanceLoss, row?.zoneLoss, row?.destroy];
  expect(verdicts.map((verdict) => verdict?.answer).join(" ")).toBe(expected);
  for (const verdict of verdicts) expect(verdict?.why).toMatch(/\w{3}/);
});

it("says nothing of what holds no data, of other providers' resources and of components", () => {
  const others = [
    "aws:iam/role:Role",
    "aws:imagebuilder/image:Image",
    "aws:cloudtrail/trail:Trail",
    "gcp:sql/x:X",
  ];
  expect(survivalOf(others.map((type) => resource(type)))).toEqual([]);
  expect(survivalOf([resource("aws:brandnew/thing:Thing", {}, { custom: false })])).toEqual([]);
});

it("knows stores of their own, and volumes that are configured with a service", () => {
  const volumes = [
    { name: "files", efsVolumeConfiguration: { fileSystemId: "fs-1" } },
    { name: "share", fsxWindowsFileServerVolumeConfiguration: { fileSystemId: "fs-2" } },
    { name: "later", configureAtLaunch: true },
  ];
  expect(survivalOf([resource(task, { volumes })])).toEqual([]);
});

it("has one row for all volumes of a task of which the same is true", () => {
  const volumes = [{ name: "run" }, { name: "data", hostPath: "/mnt/data" }, { name: "tmp" }];
  expect(survivalOf([resource(task, { volumes })]).map(({ name, type }) => [name, type])).toEqual([
    ["store: run, tmp", "volumes of a task"],
    ["store: data", "volume of a task"],
  ]);
});

it("reads what templates hold, and what becomes of it", () => {
  const templateBody = JSON.stringify({
    Resources: {
      Login: { Type: "AWS::SecretsManager::Secret", DeletionPolicy: "Retain" },
      Directory: { Type: "AWS::DirectoryService::MicrosoftAD", DeletionPolicy: "Delete" },
      Topic: { Type: "AWS::SNS::Topic" },
    },
  });
  const rows = survivalOf([resource("aws:cloudformation/stack:Stack", { templateBody }, { name: "domain" })]);
  expect(rows.map(({ name, type, destroy }) => [name, type, destroy.answer])).toEqual([
    ["domain (Login)", "generated secret", "yes"],
    ["domain (Directory)", "directory", "no"],
  ]);
});

describe("a component that says what its data outlives", () => {
  const survives = { taskRestart: true, instanceLoss: true, zoneLoss: false, destroy: true };
  const component = resource("demo:index:Disk", {}, { name: "disk", custom: false, survives });

  it("is believed before the properties are", () => {
    const volume = resource(ebs, { ...zone, tags: { backup: "daily" } }, { parent: component.urn });
    const [row, ...others] = survivalOf([component, volume, snapshots]);
    expect(others).toEqual([]);
    expect(row?.zoneLoss.answer).toBe("partly");
    expect(row?.destroy).toEqual({ answer: "yes", why: "declared by its component, disk" });
  });

  it("speaks for what is in no state", () => {
    expect(survivalOf([component])).toEqual([
      {
        urn: component.urn,
        type: "storage outside of the stack",
        name: "disk",
        lasting: true,
        taskRestart: { answer: "yes", why: "declared by its component, disk" },
        instanceLoss: { answer: "yes", why: "declared by its component, disk" },
        zoneLoss: { answer: "no", why: "declared by its component, disk" },
        regionLoss: {
          answer: "unknown",
          why: "it is not in the stack's state, so it is unknown what copies it",
        },
        destroy: { answer: "yes", why: "declared by its component, disk" },
        restoreDrill: { answer: "no", why: "AWS Backup creates no recovery points of it" },
      },
    ]);
  });
});

it("puts first what keeps data, then logs, and last what goes with its task", () => {
  const rows = survivalOf([
    resource(task, { volumes: [{ name: "cache" }] }),
    resource(logs),
    resource(bucket),
  ]);
  expect(rows.map(({ type, lasting }) => [type, lasting])).toEqual([
    ["bucket", true],
    ["log group", true],
    ["volume of a task", false],
  ]);
});

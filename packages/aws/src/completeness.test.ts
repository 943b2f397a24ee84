import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  holdsData,
  judgedTypes,
  mayHoldData,
  resourceType,
  storeTypes,
  unknownColumns,
} from "./catalogue.ts";
import withoutData from "./provider/withoutData.json" with { type: "json" };
import { aws } from "./tokens.ts";

/** How many columns nobody has filled in yet. It may only fall. */
const figure = 596;

/** Types that stacks and components register, by their identity files and the states that stand. */
function registeredTypes(): string[] {
  const found = ["packages", "stacks"].flatMap((folder) =>
    readdirSync(join(process.cwd(), folder), { recursive: true, encoding: "utf8" })
      .filter(
        (path) => /identity[^/]*\.txt$|base-states\/.*\.json$/.test(path) && !path.includes("node_modules"),
      )
      .flatMap((path) => [
        ...readFileSync(join(process.cwd(), folder, path), "utf8").matchAll(
          /(?<=^|[\s"$])(?:aws|random|tls):\w+\/\w+:\w+/gm,
        ),
      ]),
  );
  return [...new Set(found.map(([type]) => type))].sort();
}

it("says of every type that a stack registers, and of every store, each column or why it is unknown", () => {
  const types = judgedTypes();
  expect([...registeredTypes(), ...storeTypes()].filter((type) => !types.includes(type))).toEqual([]);
  expect(registeredTypes().length).toBeGreaterThan(75);
  const unknown = unknownColumns(types);
  expect(unknown.filter(({ reason }) => reason === undefined)).toEqual([]);
  const byColumn = Object.entries(Object.groupBy(unknown, ({ column }) => column));
  const counts = byColumn.map(([column, of = []]) => `${column} ${of.length}`).join(", ");
  process.stdout.write(`Unknown columns of ${types.length} AWS types: ${unknown.length} (${counts})\n`);
  expect(unknown.length).toBe(figure);
});

it("knows everything of the types that stacks register", () => {
  expect(unknownColumns(registeredTypes())).toEqual([]);
});

/** Every type of the installed provider, with the arguments that it takes. */
const provider = join(process.cwd(), "node_modules/@pulumi/aws");
const provided = readdirSync(provider, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[a-z0-9]+[\\/]\w+\.js$/.test(path))
  .flatMap((path) => {
    const [, type] = /__pulumiType = '(aws:[^']+)'/.exec(readFileSync(join(provider, path), "utf8")) ?? [];
    return type === undefined ? [] : [{ type, typings: join(provider, path.replace(/js$/, "d.ts")) }];
  });

it("decides of every type of the installed provider whether it holds data, and lists no other", () => {
  const types = provided.map(({ type }) => type);
  expect(types.length).toBeGreaterThan(1700);
  // What is in their stacks, nothing here shows, so their loss is always uncertain.
  expect(types.filter((type) => holdsData(type) === undefined).sort()).toEqual([
    "aws:cloudformation/stackInstances:StackInstances",
    "aws:cloudformation/stackSetInstance:StackSetInstance",
  ]);
  const listed = Object.entries(withoutData.types).flatMap(([module, names]) =>
    names.split(" ").map((name) => `aws:${module}/${name}`.toLowerCase()),
  );
  const existing = new Set(types.map((type) => type.replace(/:\w+$/, "").toLowerCase()));
  expect(listed.filter((type) => !existing.has(type))).toEqual([]);
});

it("takes what is new in AWS or in the provider for a store, in every service", () => {
  const modules = new Set(provided.map(({ type }) => type.split("/")[0]));
  for (const module of modules) expect(mayHoldData(`${module}/brandNew:BrandNew`)).toBe(true);
  expect(mayHoldData("AWS::BrandNew::Thing")).toBe(true);
  expect(mayHoldData("Vendor::Thing::Table")).toBe(true);
  expect(["gcp:storage/bucket:Bucket", "ballast-ecs:index:Service"].map(mayHoldData)).toEqual([false, false]);
});

/**
 * Types that cfn-lint wants a DeletionPolicy for (rule I3011, data/AdditionalSpecs/StatefulResources.json at b9141d3), without a stack,
 * whose resources are judged one by one, and without instances of clusters, which keep the data.
 */
const stateful =
  "Backup::BackupVault Cognito::UserPool DocDB::DBCluster DynamoDB::GlobalTable DynamoDB::Table EC2::Volume EFS::FileSystem " +
  "EMR::Cluster ElastiCache::CacheCluster ElastiCache::ReplicationGroup Elasticsearch::Domain FSx::FileSystem Logs::LogGroup " +
  "Neptune::DBCluster QLDB::Ledger RDS::DBCluster RDS::DBInstance Redshift::Cluster SDB::Domain SQS::Queue S3::Bucket " +
  "SecretsManager::Secret";

it.each(stateful.split(" "))("takes AWS::%s for a store, as cfn-lint does", (type) =>
  expect(holdsData(`AWS::${type}`)).toBe(true),
);

/**
 * Modules of the provider for whose service AWS has an operation that copies, restores or writes stored data (its service models,
 * botocore 1.43.11).
 */
const storing =
  "cloudhsmv2:RestoreBackup cloudsearch:UploadDocuments cloudtrail:RestoreEventDataStore cloudwatch:CreateArchive codecommit:PutFile " +
  "customerprofiles:CreateSegmentSnapshot directoryservice:CreateSnapshot docdb:CreateDBClusterSnapshot dynamodb:CreateBackup " +
  "ebs:StartSnapshot ec2:CreateSnapshot elasticache:CreateSnapshot fsx:CreateBackup kendra:BatchPutDocument " +
  "keyspaces:RestoreTable kinesis:PutRecord kinesisanalyticsv2:CreateApplicationSnapshot lightsail:CreateDiskSnapshot " +
  "m2:CreateDataSetExportTask mailmanager:StartArchiveExport mediastore:PutObject memorydb:CreateSnapshot " +
  "neptune:CreateDBClusterSnapshot neptunegraph:CreateGraphSnapshot paymentcryptography:RestoreKey qbusiness:BatchPutDocument " +
  "quicksight:RestoreAnalysis rds:CreateDBSnapshot redshift:CreateClusterSnapshot redshiftserverless:CreateSnapshot s3:PutObject " +
  "sagemaker:PutRecord secretsmanager:RestoreSecret sqs:SendMessage storagegateway:CreateSnapshot timestreamwrite:WriteRecords " +
  "workmail:StartMailboxExportJob workspaces:RestoreWorkspace acmpca:RestoreCertificateAuthority";

it.each(storing.split(" ").map((one) => one.split(":")))("has a store in %s, where AWS has %s", (module) => {
  const types = provided.map(({ type }) => type).filter((type) => type.startsWith(`aws:${module}/`));
  expect(types.length).toBeGreaterThan(0);
  expect(types.filter((type) => holdsData(type) === true)).not.toEqual([]);
});

/** Arguments by which a resource keeps or restores a copy of its data. */
const marks =
  /^ {4}(automaticBackupRetentionDays|backupRetentionPeriod|deletionProtectionEnabled|finalSnapshotIdentifier|manualSnapshotRetentionPeriod|pointInTimeRecovery|skipFinalBackup|skipFinalSnapshot|snapshotArns|snapshotRetentionLimit|storageCapacity|storageEncrypted)\??:/m;

it("takes every type for a store that can keep a copy of its data", () => {
  const marked = provided.filter(({ typings }) =>
    marks.test(/export interface \w+Args \{([\s\S]*)/.exec(readFileSync(typings, "utf8"))?.[1] ?? ""),
  );
  expect(marked.length).toBeGreaterThan(30);
  expect(marked.map(({ type }) => type).filter((type) => holdsData(type) !== true)).toEqual([
    // Their clusters keep the data: RDS user guide, "Deleting a global database"; Neptune's and DocumentDB's say the same.
    "aws:docdb/globalCluster:GlobalCluster",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:neptune/globalCluster:GlobalCluster",
    // A group of numbers, which stay.
    "aws:pinpoint/smsvoicev2Pool:Smsvoicev2Pool",
    "aws:rds/globalCluster:GlobalCluster",
    // The setting that copies them.
    "aws:redshift/snapshotCopy:SnapshotCopy",
  ]);
});

it("has an entry for each name of a type, and each name for one type", () => {
  const named = Object.values(aws);
  expect(new Set(named).size).toBe(named.length);
  expect(named.filter((type) => resourceType(type) === undefined)).toEqual([]);
});

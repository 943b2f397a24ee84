import type { ResolvedResource } from "@ballast/model";
import { resource as planned } from "../../../model/src/testing/resource.ts";
import { survivalOf } from "./survivalOf.ts";

const arn = (region: string, rest: string): string =>
  ["arn", "aws", rest.split(":")[0], region, "123456789012", rest.split(":").slice(1).join(":")].join(":");

const volumeArn = arn("eu-central-1", "ec2:volume/vol-1");
const filesArn = arn("eu-central-1", "elasticfilesystem:file-system/fs-1");
const vaultArn = arn("eu-central-1", "backup:backup-vault:own");
const copiesArn = arn("eu-west-1", "backup:backup-vault:copies");

const resource = (
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  identifiers: Record<string, string> = {},
): ResolvedResource => planned(type, name, inputs, { identifiers });

const files = resource("aws:efs/fileSystem:FileSystem", "files", {}, { "fs-1": "id", [filesArn]: "arn" });
const vault = resource("aws:backup/vault:Vault", "own", {}, { own: "name", [vaultArn]: "arn" });
const plan = (rule: object) =>
  resource("aws:backup/plan:Plan", "plan", { rules: [{ targetVaultName: "own", ...rule }] }, { p: "id" });
const copied = plan({ copyActions: [{ destinationVaultArn: copiesArn }] });
const selected = resource("aws:backup/selection:Selection", "plan", { planId: "p", resources: [filesArn] });
const drill = resource(
  "aws:backup/restoreTestingPlan:RestoreTestingPlan",
  "drill",
  { scheduleExpression: "cron(0 4 1 * ? *)", recoveryPointSelection: { includeVaults: [vaultArn] } },
  { drill: "name" },
);
const tested = (kind = "EFS", of = filesArn) =>
  resource("aws:backup/restoreTestingSelection:RestoreTestingSelection", "drill", {
    restoreTestingPlanName: "drill",
    protectedResourceType: kind,
    protectedResourceArns: [of],
  });

/** What is said of the loss of the region, and of a drill. */
function verdicts(resources: ResolvedResource[]): string {
  const row = survivalOf(resources).find(({ name }) => name === resources[0]?.name);
  return `${row?.regionLoss.answer} ${row?.restoreDrill.answer}`;
}

it.each<[string, ResolvedResource[], string]>([
  ["everything", [files, vault, copied, selected, drill, tested()], "partly yes"],
  ["no copy", [files, vault, plan({}), selected, drill, tested()], "no yes"],
  [
    "a copy in the same region",
    [files, vault, plan({ copyActions: [{ destinationVaultArn: vaultArn }] }), selected, drill, tested()],
    "no yes",
  ],
  ["no selection for the plan", [files, vault, copied, drill, tested()], "no no"],
  ["no selection for the drill", [files, vault, copied, selected, drill], "partly no"],
  ["no plan for the drill", [files, vault, copied, selected, tested()], "partly no"],
  ["a drill of another kind", [files, vault, copied, selected, drill, tested("EBS")], "partly no"],
  [
    "a drill of another store",
    [files, vault, copied, selected, drill, tested("EFS", volumeArn)],
    "partly no",
  ],
  ["a drill from another vault", [files, copied, selected, drill, tested()], "partly no"],
])("a file system with %s (F.0.38)", (_what, resources, expected) => {
  expect(verdicts(resources)).toBe(expected);
});

it("knows copies of snapshots by Data Lifecycle Manager, replicas of secrets and replications (F.0.38)", () => {
  const volume = resource(
    "aws:ebs/volume:Volume",
    "disk",
    { tags: { a: "b" } },
    { "vol-1": "id", [volumeArn]: "arn" },
  );
  const policy = (schedule: object, state = "ENABLED") =>
    resource("aws:dlm/lifecyclePolicy:LifecyclePolicy", "policy", {
      state,
      policyDetails: { resourceTypes: ["VOLUME"], targetTags: { a: "b" }, schedules: [schedule] },
    });
  const copies = { crossRegionCopyRules: [{ target: "eu-west-1", encrypted: true }] };
  expect(verdicts([volume, policy(copies)])).toBe("partly no");
  expect(verdicts([volume, policy(copies, "DISABLED")])).toBe("no no");
  expect(verdicts([volume, policy({})])).toBe("no no");
  const secret = (inputs: object) =>
    resource("aws:secretsmanager/secret:Secret", "login", { ...inputs }, { s: "id" });
  expect(verdicts([secret({ replicas: [{ region: "eu-west-1" }] })])).toBe("yes no");
  expect(verdicts([secret({})])).toBe("no no");
  const bucket = resource("aws:s3/bucket:Bucket", "objects", {}, { objects: "id" });
  const replication = resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copy", {
    bucket: "objects",
  });
  expect(verdicts([bucket, replication])).toBe("partly no");
  expect(verdicts([bucket])).toBe("no no");
});

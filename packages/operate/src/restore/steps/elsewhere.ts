import { partitionOfRegion } from "@ballast/aws/values";
import { nameWith } from "../names.ts";
import type { RecoveryPoint } from "../points.ts";
import { copySnapshot } from "./snapshots.ts";
import { command, manualName, type Restoring, type Step } from "./step.ts";

/** Whether a recovery point must be copied to the stack's region first. `--apply` does so for EBS. */
export function isFromElsewhere({ pointsRegion, found: { store } }: Restoring): boolean {
  return pointsRegion !== undefined && store.kind !== "ebs";
}

/** AWS restores a recovery point in the region that has it, so it is copied into the stack's. Nothing else is changed. */
export function homeSteps(restoring: Restoring): Step[] {
  const { chosen, region, pointsRegion = region, againCommand } = restoring;
  if (chosen.from === "time") return [];
  return [
    {
      say: `Copy ${chosen.point.id} from ${pointsRegion} to ${region}.`,
      commands: copying(restoring, chosen.point),
    },
    again(againCommand),
  ];
}

/** The id of a copy that AWS makes is known once it is there. */
export function again(againCommand: string): Step {
  return {
    say: "When the copy is complete, it is in the list of this command. Run the command again with --point and the id of the copy; it prints the steps from there.",
    commands: [againCommand],
  };
}

function copying(restoring: Restoring, point: RecoveryPoint): string[] {
  const { found, region, pointsRegion = region } = restoring;
  const { id, arn = id, vault } = point;
  // A key of one region encrypts nothing in another.
  const key = point.key === undefined ? [] : ["--kms-key-id", found.database?.key ?? "alias/aws/rds"];
  const { kind } = found.store;
  if (kind === "efs" || (point.kind === "AWS Backup" && vault !== undefined))
    return copyJob(restoring, arn, vault ?? "");
  switch (kind) {
    case "fsx":
      return [copyBackup(region, id, "--source-region", pointsRegion)];
    case "rds":
    case "aurora":
      return copySnapshot(kind, region, {
        from: arn,
        to: nameWith(manualName(id), `-from-${pointsRegion}`),
        sourceRegion: pointsRegion,
        options: key,
      });
    case "ebs":
      return [];
  }
}

/** Copies a backup of Amazon FSx, which keeps the copy when it deletes the file system. */
export function copyBackup(region: string, id: string, ...options: string[]): string {
  return command(
    ...["aws", "fsx", "copy-backup", "--region", region, ...options, "--source-backup-id", id, "--copy-tags"],
  );
}

function copyJob(restoring: Restoring, arn: string, vault: string): string[] {
  const { region, pointsRegion = region, roleArn } = restoring;
  const [, , , , account = ""] = roleArn.split(":");
  const destination = `arn:${partitionOfRegion(region) ?? "aws"}:backup:${region}:${account}:backup-vault:${vaultName(restoring)}`;
  return [
    createVault(restoring),
    command(
      ...["aws", "backup", "start-copy-job", "--region", pointsRegion, "--recovery-point-arn", arn],
      ...["--source-backup-vault-name", vault, "--destination-backup-vault-arn", destination],
      ...["--iam-role-arn", roleArn],
    ),
    command(
      ...[
        "aws",
        "backup",
        "list-copy-jobs",
        "--region",
        pointsRegion,
        "--by-destination-vault-arn",
        destination,
      ],
      ...["--query", "CopyJobs[].[State,StatusMessage,DestinationRecoveryPointArn]", "--output", "text"],
    ),
  ];
}

/** A vault of the restore's own, in the stack's region: AWS Backup's name of a vault has 2 to 50 characters. */
export function vaultName({ stack }: Restoring): string {
  return `${stack.slice(0, 42)}-restore`;
}

/** It fails where an earlier restore has created the vault, which then serves. */
export function createVault(restoring: Restoring): string {
  return command(
    ...["aws", "backup", "create-backup-vault", "--region", restoring.region],
    ...["--backup-vault-name", vaultName(restoring)],
  );
}

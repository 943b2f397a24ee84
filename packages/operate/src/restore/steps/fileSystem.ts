import { createVault, vaultName } from "./elsewhere.ts";
import {
  adoption,
  byHandReason,
  command,
  isLeftBehind,
  leaveSettings,
  oldId,
  type Restoring,
  type Step,
} from "./step.ts";

/** AWS Backup restores into a folder `aws-backup-restore_…` below the root (AWS Backup developer guide, "Restore an Amazon EFS file system", 2026-11). */
export function fileSystemSteps(restoring: Restoring): Step[] {
  const { found, settings, created, applyCommand, region } = restoring;
  if (created === undefined) {
    return [
      {
        say:
          "Have AWS Backup restore into a new file system; nothing is written to the existing one. The command waits, and prints these " +
          "steps again with the new id.",
        commands: [applyCommand],
      },
    ];
  }
  const look: Step = {
    say:
      `${created} has the files in a folder aws-backup-restore_<time> below its root. An access point with another root directory does not ` +
      "show them: mount the file system itself, and move them to the path of the stack's access point (see the output below).",
    commands: [
      command("aws", "efs", "describe-file-systems", "--region", region, "--file-system-id", created),
      ...found.standing.map(({ id }) =>
        command("aws", "efs", "describe-access-points", "--region", region, "--file-system-id", id),
      ),
    ],
  };
  if (settings.length === 0) {
    return [
      look,
      {
        say:
          `${byHandReason(restoring, "adopts a restored file system")} Copy what is needed into ${found.standing[0]?.id ?? "the stack's file system"}, ` +
          `then delete ${created}, which is billed by the gigabyte and month.`,
        commands: [
          command("aws", "efs", "delete-file-system", "--region", region, "--file-system-id", created),
        ],
      },
    ];
  }
  const isWhole = settings.some(({ path, value }) => path.at(-1) === "path" && value === "/");
  return [
    ...(isWhole ? [findFolder(created)] : [look]),
    ...adoption(restoring, { keepFirst: [save(restoring)], makeRoom: [] }),
    ...remove(restoring),
    ...leaveSettings(restoring),
  ];
}

function save(restoring: Restoring): Step {
  const { found, region, roleArn } = restoring;
  const arn = found.standing[0]?.arn ?? "";
  return {
    say:
      `Save the current data: have AWS Backup save ${oldId(restoring) ?? ""}. Repeat the last command until it prints COMPLETED, before you continue. ` +
      `The vault ${vaultName(restoring)} is not part of the stack.`,
    commands: [
      createVault(restoring),
      command(
        ...["aws", "backup", "start-backup-job", "--region", region, "--backup-vault-name"],
        ...[vaultName(restoring), "--resource-arn", arn, "--iam-role-arn", roleArn],
      ),
      command(
        ...["aws", "backup", "list-backup-jobs", "--region", region, "--by-backup-vault-name"],
        ...[vaultName(restoring), "--query", "BackupJobs[].[State,StatusMessage]", "--output", "text"],
      ),
    ],
  };
}

function remove(restoring: Restoring): Step[] {
  const old = oldId(restoring);
  if (old === undefined || !isLeftBehind(restoring)) return [];
  return [
    {
      say:
        `${old} is billed by the gigabyte and month until it is deleted. Once the restored file system has proved itself, this deletes it. Its recovery ` +
        "points in AWS Backup stay:",
      commands: [
        command("aws", "efs", "delete-file-system", "--region", restoring.region, "--file-system-id", old),
      ],
    },
  ];
}

/** Only a host in the VPC can list folders. A task can do it through an access point of the root directory. */
function findFolder(created: string): Step {
  return {
    say:
      `${created} has the files in a folder aws-backup-restore_<time> below its root. With the path "/", deployed as a second stack, tasks see ` +
      "the root: list it there, and give the settings the path of the folder, /aws-backup-restore_<time>/<the folder of the old access point>. " +
      "A path that does not exist becomes a new and empty folder.",
    commands: [],
  };
}

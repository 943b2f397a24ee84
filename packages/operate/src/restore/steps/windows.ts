import { again, copyBackup } from "./elsewhere.ts";
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

export function windowsSteps(restoring: Restoring): Step[] {
  const { region, settings, chosen, found, againCommand } = restoring;
  const id = chosen.from === "point" ? chosen.point.id : "";
  const old = oldId(restoring);
  if (settings.length === 0) {
    return [
      {
        say: `${byHandReason(restoring, `starts ${found.store.name} from a backup`)} Check the settings in the backup, and create a file system from it by hand.`,
        commands: [command("aws", "fsx", "describe-backups", "--region", region, "--backup-ids", id)],
      },
    ];
  }
  const isAutomatic = chosen.from === "point" && chosen.point.isAutomatic === true;
  const copy = copyBackup(region, id);
  if (isAutomatic && old !== undefined && !found.store.isRetained)
    return [
      {
        say: `Copy ${id}: Amazon FSx deletes automatic backups with the file system, which the stack discards.`,
        commands: [copy],
      },
      again(againCommand),
    ];
  return [
    ...adoption(restoring, {
      keepFirst: [
        {
          say: `Save the current data, and continue when the backup is AVAILABLE. Amazon FSx deletes the automatic backups with the file system, but not this backup.`,
          commands: [
            command("aws", "fsx", "create-backup", "--region", region, "--file-system-id", old ?? ""),
            command(
              ...["aws", "fsx", "describe-backups", "--region", region, "--query"],
              ...[`Backups[?FileSystem.FileSystemId=='${old}'].[BackupId,Lifecycle]`, "--output", "text"],
            ),
          ],
        },
      ],
      makeRoom: [],
    }),
    {
      say:
        "The accounts that can open the share are in the directory, not in the backup, so their passwords do not change. The restored file " +
        "system has another DNS name. The stack passes it on by itself; update all other clients that mount it.",
      commands: [],
    },
    ...(old === undefined || !isLeftBehind(restoring)
      ? []
      : [
          {
            say:
              `${old} is billed by the hour until it is deleted. Once the restored file system has proved itself, this creates a final backup and deletes it.` +
              (isAutomatic ? ` Its automatic backups are deleted with it; ${id} is copied first.` : ""),
            commands: [
              ...(isAutomatic ? [copy] : []),
              command("aws", "fsx", "delete-file-system", "--region", region, "--file-system-id", old),
            ],
          },
        ]),
    ...leaveSettings(restoring),
  ];
}

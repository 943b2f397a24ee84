import { adoption, byHandReason, command, leaveSettings, oldId, type Restoring, type Step } from "./step.ts";

export function windowsSteps(restoring: Restoring): Step[] {
  const { region, settings, chosen, found } = restoring;
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
  return [
    ...adoption(restoring, {
      keepFirst: [
        {
          say: `Save the current data: Amazon FSx deletes the automatic backups with the file system, but not this backup.`,
          commands: [
            command("aws", "fsx", "create-backup", "--region", region, "--file-system-id", old ?? ""),
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
    ...(old === undefined || !found.store.isRetained
      ? []
      : [
          {
            say: `${old} is billed by the hour until it is deleted. Once the restored file system has proved itself, this creates a final backup and deletes it:`,
            commands: [
              command("aws", "fsx", "delete-file-system", "--region", region, "--file-system-id", old),
            ],
          },
        ]),
    ...leaveSettings(restoring),
  ];
}

import { adoption, command, leaveSettings, oldId, type Restoring, type Step } from "./step.ts";

export function windowsSteps(restoring: Restoring): Step[] {
  const { region, settings, chosen, found, stack } = restoring;
  const id = chosen.from === "point" ? chosen.point.id : "";
  const old = oldId(restoring);
  if (settings.length === 0) {
    return [
      {
        say: `No setting of ${stack} starts ${found.store.name} from a backup. Look at what the backup says, and create a file system from it by hand.`,
        commands: [command("aws", "fsx", "describe-backups", "--region", region, "--backup-ids", id)],
      },
    ];
  }
  return [
    ...adoption(restoring, {
      keepFirst: [
        {
          say: `Keep what stands: Amazon FSx deletes its automatic backups with it, but not this one.`,
          commands: [
            command("aws", "fsx", "create-backup", "--region", region, "--file-system-id", old ?? ""),
          ],
        },
      ],
      makeRoom: [],
    }),
    {
      say:
        "The accounts that open the share are in the directory, not in the backup: their passwords stay as they are now. The restored file " +
        "system has another DNS name, which the stack hands on by itself; who else mounts it must be told.",
      commands: [],
    },
    ...(old === undefined || !found.store.isRetained
      ? []
      : [
          {
            say: `${old} costs by the hour until it is deleted. Once the restored one has proved itself, this creates a last backup and deletes it:`,
            commands: [
              command("aws", "fsx", "delete-file-system", "--region", region, "--file-system-id", old),
            ],
          },
        ]),
    ...leaveSettings(restoring),
  ];
}

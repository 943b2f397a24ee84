import { copyName } from "../apply/database.ts";
import { adoption, command, leaveSettings, oldId, renamed, type Restoring, type Step } from "./step.ts";

export function databaseSteps(restoring: Restoring): Step[] {
  const { region, settings, chosen, found, stack, created, applyCommand } = restoring;
  const old = oldId(restoring);
  const beside: Step[] =
    chosen.from === "time" && created === undefined && old !== undefined
      ? [
          {
            say:
              `Restore ${chosen.time.toISOString()} into a copy beside ${old}, and create the snapshot ${copyName(old, chosen.time)} of it. ` +
              `${old} is not touched.`,
            commands: [applyCommand],
          },
        ]
      : [];
  const snapshotId =
    created ?? (chosen.from === "point" ? chosen.point.id : copyName(old ?? found.store.name, chosen.time));
  const remove: Step[] =
    chosen.from === "time" && old !== undefined
      ? [
          {
            say: "Delete the copy, which costs by the hour; its snapshot stays.",
            commands: [
              command(
                "aws",
                "rds",
                "delete-db-instance",
                "--region",
                region,
                "--db-instance-identifier",
                copyName(old, chosen.time),
                "--skip-final-snapshot",
              ),
            ],
          },
        ]
      : [];
  if (settings.length === 0) {
    const target = `${(old ?? found.store.name).slice(0, 50)}-restored`;
    return [
      ...beside,
      {
        say: `No setting of ${stack} starts ${found.store.name} from a snapshot. Create a server from it by hand.`,
        commands: [
          command(
            "aws",
            "rds",
            "restore-db-instance-from-db-snapshot",
            "--region",
            region,
            "--db-instance-identifier",
            target,
            "--db-snapshot-identifier",
            snapshotId,
            "--no-publicly-accessible",
            ...(found.database?.subnetGroup === undefined
              ? []
              : ["--db-subnet-group-name", found.database.subnetGroup]),
            ...(found.database === undefined || found.database.securityGroups.length === 0
              ? []
              : ["--vpc-security-group-ids", ...found.database.securityGroups]),
          ),
          command(
            "aws",
            "rds",
            "wait",
            "db-instance-available",
            "--region",
            region,
            "--db-instance-identifier",
            target,
          ),
        ],
      },
      ...remove,
    ];
  }
  return [
    ...beside,
    ...adoption(restoring, {
      keepFirst: [
        {
          say: `Keep what stands: a snapshot of ${old} as it is now. RDS deletes its automated backups with it.`,
          commands: [
            command(
              "aws",
              "rds",
              "create-db-snapshot",
              "--region",
              region,
              "--db-instance-identifier",
              old ?? "",
              "--db-snapshot-identifier",
              `${old}${renamed}`,
            ),
            command(
              "aws",
              "rds",
              "wait",
              "db-snapshot-available",
              "--region",
              region,
              "--db-snapshot-identifier",
              `${old}${renamed}`,
            ),
          ],
        },
      ],
      makeRoom: [
        {
          say: `Give ${old} another name: two servers cannot have one. The application loses its server here, until the last step.`,
          commands: [
            command(
              "aws",
              "rds",
              "modify-db-instance",
              "--region",
              region,
              "--db-instance-identifier",
              old ?? "",
              "--new-db-instance-identifier",
              `${old}${renamed}`,
              "--apply-immediately",
            ),
            // Until the new name is there, the waiter would end with an error.
            `until ${command("aws", "rds", "describe-db-instances", "--region", region, "--db-instance-identifier", `${old}${renamed}`, "--query", "DBInstances[0].DBInstanceStatus", "--output", "text")} 2>/dev/null | grep -qx available; do sleep 15; done`,
          ],
        },
      ],
    }),
    ...credentials(restoring),
    ...remove,
    ...(old === undefined || !found.store.isRetained
      ? []
      : [
          {
            say: `${old}${renamed} costs by the hour until it is deleted. Once the restored one has proved itself, this creates a last snapshot and deletes it:`,
            commands: [
              command(
                "aws",
                "rds",
                "modify-db-instance",
                "--region",
                region,
                "--db-instance-identifier",
                `${old}${renamed}`,
                "--no-deletion-protection",
                "--apply-immediately",
              ),
              command(
                "aws",
                "rds",
                "delete-db-instance",
                "--region",
                region,
                "--db-instance-identifier",
                `${old}${renamed}`,
                "--final-db-snapshot-identifier",
                `${old}${renamed}-final`,
              ),
            ],
          },
        ]),
    ...leaveSettings(restoring),
  ];
}

function credentials({ found, secretOutputs, stack }: Restoring): Step[] {
  const managed = found.store.inputs["manageMasterUserPassword"] === true;
  return [
    {
      say:
        (managed
          ? "The administrator's password: the plan has RDS keep it in a secret of its own (manageMasterUserPassword), so the restored server " +
            "gets a new one, and the stack hands that on. "
          : "The administrator's password is the one of the moment of the backup, until you set it: aws rds modify-db-instance " +
            "--master-user-password. ") +
        "Every other login, also the application's own, has its password of the moment of the backup. Set it again to what its secret says, " +
        "with ALTER LOGIN <name> WITH PASSWORD on SQL Server or ALTER ROLE <name> PASSWORD on PostgreSQL. The secrets:",
      commands: secretOutputs.map((output) =>
        command("npx", "pulumi", "stack", "output", output, "-s", stack),
      ),
    },
  ];
}

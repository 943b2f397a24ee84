import { copyName, nameWith } from "../names.ts";
import { createSnapshot, keptSnapshot } from "./snapshots.ts";
import {
  adoption,
  beforeName,
  byHandReason,
  command,
  isLeftBehind,
  leaveSettings,
  oldId,
  type Restoring,
  type Step,
} from "./step.ts";

export function databaseSteps(restoring: Restoring): Step[] {
  const { region, settings, chosen, found, created, applyCommand } = restoring;
  const old = oldId(restoring);
  const source = old ?? found.database?.identifier ?? found.store.name;
  const aside = beforeName(source, restoring);
  const beside: Step[] =
    chosen.from === "time" && created === undefined
      ? [
          {
            say:
              `Restore ${chosen.time.toISOString()} into a copy${old === undefined ? "" : ` next to ${old}`}, and create the snapshot ` +
              `${copyName(source, chosen.time)} of it.${old === undefined ? "" : ` ${old} is not changed.`}`,
            commands: [applyCommand],
          },
        ]
      : [];
  const remove: Step[] =
    chosen.from === "time"
      ? [
          {
            say: "Delete the copy, which is billed by the hour; its snapshot is kept.",
            commands: [
              command(
                "aws",
                "rds",
                "delete-db-instance",
                "--region",
                region,
                "--db-instance-identifier",
                copyName(source, chosen.time),
                "--skip-final-snapshot",
              ),
            ],
          },
        ]
      : [];
  if (settings.length === 0) {
    const target = nameWith(source, "-restored");
    const snapshotId = created ?? (chosen.from === "point" ? chosen.point.id : copyName(source, chosen.time));
    return [
      ...beside,
      {
        say: `${byHandReason(restoring, `starts ${found.store.name} from a snapshot`)} Create a server from it by hand.`,
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
    ...keptSnapshot(restoring, "rds"),
    ...adoption(restoring, {
      keepFirst: [
        {
          say: `Save the current data: create a snapshot of ${old}. RDS deletes its automated backups with it.`,
          commands: createSnapshot("rds", region, { of: old ?? "", id: aside }),
        },
      ],
      makeRoom: [
        {
          say: `Rename ${old}, because two servers cannot have the same name. From here until the last step, the application has no server.`,
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
              aside,
              "--apply-immediately",
            ),
            // Until the new name is there, the waiter would end with an error.
            `until ${command("aws", "rds", "describe-db-instances", "--region", region, "--db-instance-identifier", aside, "--query", "DBInstances[0].DBInstanceStatus", "--output", "text")} 2>/dev/null | grep -qx available; do sleep 15; done`,
          ],
        },
      ],
    }),
    ...credentials(restoring),
    ...remove,
    ...(old === undefined || !isLeftBehind(restoring)
      ? []
      : [
          {
            say: `${aside} is billed by the hour until it is deleted. Once the restored server has proved itself, this creates a final snapshot and deletes it: `,
            commands: [
              command(
                "aws",
                "rds",
                "modify-db-instance",
                "--region",
                region,
                "--db-instance-identifier",
                aside,
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
                aside,
                "--final-db-snapshot-identifier",
                `${aside}-final`,
              ),
            ],
          },
        ]),
    ...leaveSettings(restoring),
  ];
}

function credentials({ found, secretOutputs, ownLogins, stack }: Restoring): Step[] {
  const managed = found.store.inputs["manageMasterUserPassword"] === true;
  return [
    {
      say:
        (managed
          ? "In the plan, RDS manages the administrator's password in a secret (manageMasterUserPassword), so the restored server " +
            "gets a new secret, which the stack passes on. "
          : "The administrator's password is the one at the time of the backup, until you set it: aws rds modify-db-instance " +
            "--master-user-password. ") +
        (ownLogins.length > 0
          ? `The deployment sets the logins of the stack's users (${ownLogins.join(", ")}) to the values in their secrets. Every other login `
          : "Every other login, including that of the application, ") +
        "has its password at the time of the backup. Set it again to the value in its secret, " +
        "with ALTER LOGIN <name> WITH PASSWORD on SQL Server or ALTER ROLE <name> PASSWORD on PostgreSQL." +
        (secretOutputs.length > 0 ? " The secrets that the stack names:" : ""),
      commands: secretOutputs.map((output) =>
        command("npx", "pulumi", "stack", "output", output, "-s", stack),
      ),
    },
  ];
}

import { copyName } from "../names.ts";
import { createSnapshot, keptSnapshot } from "./snapshots.ts";
import {
  adoption,
  beforeName,
  byHandReason,
  command,
  leaveSettings,
  oldId,
  type Restoring,
  type Step,
} from "./step.ts";

export function clusterSteps(restoring: Restoring): Step[] {
  const { region, settings, chosen, found, applyCommand, created } = restoring;
  const old = oldId(restoring);
  if (settings.length === 0) return byHand(restoring);
  const aside = beforeName(old ?? found.store.name, restoring);
  const beside: Step[] =
    chosen.from === "time" && created === undefined && old !== undefined
      ? [
          {
            say: `Restore ${chosen.time.toISOString()} into a copy next to ${old}, and create the snapshot ${copyName(old, chosen.time)} of it.`,
            commands: [applyCommand],
          },
        ]
      : [];
  return [
    ...beside,
    ...keptSnapshot(restoring, "aurora"),
    ...adoption(restoring, {
      keepFirst: [
        {
          say: `Save the current data: create a snapshot of ${old}.`,
          commands: createSnapshot("aurora", region, { of: old ?? "", id: aside }),
        },
      ],
      makeRoom: [],
    }),
    credentials(found.store.inputs["manageMasterUserPassword"] === true),
    ...(chosen.from === "time" && old !== undefined
      ? [
          {
            say: "Delete the copy; its snapshot is kept.",
            commands: [
              command(
                "aws",
                "rds",
                "delete-db-cluster",
                "--region",
                region,
                "--db-cluster-identifier",
                copyName(old, chosen.time),
                "--skip-final-snapshot",
              ),
            ],
          },
        ]
      : []),
    ...leaveSettings(restoring),
  ];
}

function credentials(managed: boolean): Step {
  return {
    say:
      (managed
        ? "In the plan, RDS manages the master user's password in a secret, so the restored cluster gets a new password. "
        : "The master user's password is the one at the time of the backup. ") +
      "Every other role has its password at the time of the backup. Set it again with ALTER ROLE <name> PASSWORD.",
    commands: [],
  };
}

/** Where no setting of the stack takes a snapshot. */
function byHand(restoring: Restoring): Step[] {
  const { region, chosen, found, created } = restoring;
  const source = found.standing[0]?.id ?? found.store.name;
  const {
    subnetGroup,
    securityGroups = [],
    parameterGroup,
    engine = "aurora-postgresql",
    capacity,
  } = found.database ?? {};
  const target = copyName(source, chosen.time);
  const place = [
    ...(subnetGroup === undefined ? [] : ["--db-subnet-group-name", subnetGroup]),
    ...(securityGroups.length === 0 ? [] : ["--vpc-security-group-ids", ...securityGroups]),
    ...(parameterGroup === undefined ? [] : ["--db-cluster-parameter-group-name", parameterGroup]),
    ...(capacity === undefined
      ? []
      : [
          "--serverless-v2-scaling-configuration",
          `MinCapacity=${capacity.minimum},MaxCapacity=${capacity.maximum}`,
        ]),
  ];
  const restore =
    chosen.from === "time"
      ? command(
          "aws",
          "rds",
          "restore-db-cluster-to-point-in-time",
          "--region",
          region,
          "--source-db-cluster-identifier",
          source,
          "--db-cluster-identifier",
          target,
          "--restore-to-time",
          chosen.time.toISOString(),
          ...place,
        )
      : command(
          "aws",
          "rds",
          "restore-db-cluster-from-snapshot",
          "--region",
          region,
          "--snapshot-identifier",
          chosen.point.id,
          "--db-cluster-identifier",
          target,
          "--engine",
          engine,
          ...place,
        );
  const instanceClass = found.store.instanceClass ?? "<class>";
  const noSetting = byHandReason(restoring, "adopts a restored cluster");
  return [
    {
      say:
        created === undefined
          ? `${noSetting} These steps restore a copy next to ${source}, which is not changed:`
          : `${noSetting} The copy ${target} exists next to ${source}, which was not changed; ${created} is a snapshot of it.`,
      commands: [
        ...(created === undefined ? [restore] : []),
        command(
          "aws",
          "rds",
          "wait",
          "db-cluster-available",
          "--region",
          region,
          "--db-cluster-identifier",
          target,
        ),
      ],
    },
    {
      say: "A cluster accepts connections only when it has an instance.",
      commands: [
        command(
          "aws",
          "rds",
          "create-db-instance",
          "--region",
          region,
          "--db-instance-identifier",
          `${target.slice(0, 58)}-one`,
          "--db-cluster-identifier",
          target,
          "--engine",
          engine,
          "--db-instance-class",
          instanceClass,
        ),
      ],
    },
    {
      say:
        "The restored cluster has the master user's password at the time of the backup, which is in no secret. Let RDS set a new password and " +
        "keep it in a secret that RDS manages; all other roles have their passwords at that time:",
      commands: [
        command(
          "aws",
          "rds",
          "modify-db-cluster",
          "--region",
          region,
          "--db-cluster-identifier",
          target,
          "--manage-master-user-password",
          "--apply-immediately",
        ),
      ],
    },
    {
      say: `Copy what is needed into ${source} with pg_dump or mysqldump, then delete the restored cluster: first its instance, then`,
      commands: [
        command(
          "aws",
          "rds",
          "delete-db-instance",
          "--region",
          region,
          "--db-instance-identifier",
          `${target.slice(0, 58)}-one`,
        ),
        command(
          "aws",
          "rds",
          "delete-db-cluster",
          "--region",
          region,
          "--db-cluster-identifier",
          target,
          "--skip-final-snapshot",
        ),
        ...(created === undefined
          ? []
          : [
              command(
                "aws",
                "rds",
                "delete-db-cluster-snapshot",
                "--region",
                region,
                "--db-cluster-snapshot-identifier",
                created,
              ),
            ]),
      ],
    },
  ];
}

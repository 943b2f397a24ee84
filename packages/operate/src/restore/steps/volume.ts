import {
  adoption,
  before,
  byHandReason,
  command,
  isLeftBehind,
  leaveSettings,
  oldId,
  type Restoring,
  type Step,
} from "./step.ts";

export function volumeSteps(restoring: Restoring): Step[] {
  const { found, chosen, settings, stack, region, pointsRegion, created, applyCommand, secretOutputs } =
    restoring;
  const old = oldId(restoring);
  const snapshot = chosen.from === "point" ? chosen.point.id : "";
  const copying: Step[] =
    pointsRegion === undefined || created !== undefined
      ? []
      : [
          {
            say: `Copy ${snapshot} from ${pointsRegion} to ${region}; the command prints these steps again, with the copy's id.`,
            commands: [applyCommand],
          },
        ];
  if (copying.length > 0) return copying;
  const value = created ?? snapshot;
  if (settings.length === 0) return byHand(restoring, value);
  const tag = found.store.tags["ballast:volume"];
  const tags = Object.entries(found.store.tags)
    .filter(([key, text]) => key === "Name" || text === tag)
    .map(([key, text]) => `Key=${key},Value=${text}${before(restoring)}`);
  return [
    ...adoption(restoring, {
      keepFirst: [
        {
          say: `Save the current data: create a snapshot of ${old}.`,
          commands: [
            command(
              "aws",
              "ec2",
              "create-snapshot",
              "--region",
              region,
              "--volume-id",
              old ?? "",
              "--description",
              `${stack} before a restore`,
            ),
          ],
        },
      ],
      makeRoom:
        tags.length === 0
          ? []
          : [
              {
                say: `Change the tags of ${old}: backups and volume plugins find volumes by their tags, and must find only one. It stays attached and in use.`,
                commands: [
                  command(
                    "aws",
                    "ec2",
                    "create-tags",
                    "--region",
                    region,
                    "--resources",
                    old ?? "",
                    "--tags",
                    ...tags,
                  ),
                ],
              },
            ],
    }),
    ...credentials(secretOutputs, stack),
    ...(old === undefined || !isLeftBehind(restoring) || tag === undefined
      ? []
      : [
          {
            say: `${old} is billed by the month until it is deleted. Once the restored volume has proved itself:`,
            commands: [
              command(
                "aws",
                "ec2",
                "delete-tags",
                "--region",
                region,
                "--resources",
                old,
                "--tags",
                "Key=ballast:managed",
              ),
              command(
                "npx",
                "ballast",
                "volumes",
                "--tag",
                `${tag}${before(restoring)}`,
                "--remove",
                old,
                "--region",
                region,
              ),
            ],
          },
        ]),
    ...leaveSettings(restoring),
  ];
}

/** A database server keeps its logins in its data. */
function credentials(outputs: string[], stack: string): Step[] {
  return [
    {
      say:
        "The data contains the logins at the time of the snapshot. Stacks of rexray-ebs set MySQL's root password to their secret's " +
        "value at each start. If nothing does so (MySQL's official image uses MYSQL_ROOT_PASSWORD only for an empty data directory), and the secret " +
        "was changed since, restore its earlier version: find it in the list of versions, and pass its value to aws secretsmanager " +
        "put-secret-value.",
      commands: outputs.map(
        (output) =>
          `aws secretsmanager list-secret-version-ids --include-deprecated --secret-id "$(${command("npx", "pulumi", "stack", "output", output, "-s", stack)})"`,
      ),
    },
  ];
}

function byHand(restoring: Restoring, snapshotId: string): Step[] {
  const { found, region } = restoring;
  const zone = restoring.zone ?? found.standing[0]?.words.split(",")[0] ?? `${region}a`;
  const { claim, name, tags: own } = found.store;
  const tags = Object.entries(claim === undefined ? own : (claim.tags ?? {}));
  const old = oldId(restoring);
  const ec2 = (...words: string[]) =>
    command("aws", "ec2", ...words.slice(0, 1), "--region", region, ...words.slice(1));
  return [
    ...(old === undefined || tags.length === 0
      ? []
      : [
          {
            say: `Change the tags of ${old}: backups and volume plugins find volumes by their tags, and must find only one.`,
            commands: [
              ec2(
                "create-tags",
                "--resources",
                old,
                "--tags",
                ...tags.map(([key, value]) => `Key=${key},Value=${value}${before(restoring)}`),
              ),
            ],
          },
        ]),
    {
      say: `${byHandReason(restoring, `starts ${name} from a snapshot`)} Create a volume by hand${tags.length === 0 ? "." : ", with the tags by which it is found."}`,
      commands: [
        ec2(
          ...[
            "create-volume",
            "--availability-zone",
            zone,
            "--snapshot-id",
            snapshotId,
            "--volume-type",
            "gp3",
          ],
          ...(tags.length === 0
            ? []
            : [
                "--tag-specifications",
                JSON.stringify([
                  { ResourceType: "volume", Tags: tags.map(([Key, Value]) => ({ Key, Value })) },
                ]),
              ]),
        ),
      ],
    },
  ];
}

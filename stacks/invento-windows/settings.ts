import { StoreKind } from "@ballast/ecs";
import { checkServer, SqlServerEdition, type ServerChoice } from "@ballast/invento-windows";
import { z } from "zod";
import { backupSetting } from "../shared/backup.ts";
import {
  checkRetention,
  cidrBlock,
  key,
  logRetentionDays,
  port,
  protection,
  refuse,
  refuseBy,
  retentionSettings,
  whole,
} from "../shared/common.ts";
import { checkDoor, webDoor } from "../shared/frontDoor.ts";
import { networkSettings } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";
import { patchSettings } from "../shared/patch.ts";
import { runningHoursSettings } from "../shared/scaling.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";

/** The server; the component that makes it checks the values. */
const database = z.strictObject({
  edition: z.enum(SqlServerEdition).describe("Microsoft's name of the edition; RDS includes the licence."),
  engineVersion: z
    .string()
    .describe("`16.00` is SQL Server 2022, with the minor version that RDS keeps up to date."),
  instanceClass: z.string().describe("For example `db.m5.large`."),
  multiAz: protection.optional().meta({
    description:
      "A standby in another zone; disabling it requires a reason, and Express does not support it.",
    without: "on",
  }),
  allocatedStorageGiB: z.number().describe("GiB to start with, 20 to 65,536. It never shrinks."),
  maximumStorageGiB: z.number().optional().meta({
    description: "GiB up to which RDS increases the storage automatically.",
    without: "twice the start",
  }),
  storageType: z.string().optional().meta({ description: "`gp3`, `gp2`, `io1` or `io2`.", without: "`gp3`" }),
  iops: z.number().optional().meta({
    description: "I/O operations per second; `io1` and `io2` need it.",
    without: "the type's own",
  }),
  storageThroughput: z.number().optional().meta({
    description: "MiB per second of `gp3`.",
    without: "the type's own",
  }),
  collation: z.string().optional().meta({
    description: "Of the server; never changes.",
    without: "RDS's own, `SQL_Latin1_General_CP1_CI_AS`",
  }),
  timeZone: z.string().optional().meta({
    description: "By its name in Windows: `W. Europe Standard Time`; never changes.",
    without: "UTC",
  }),
  masterUsername: z.string().optional().meta({
    description: "Login of the administrator; never changes.",
    without: "`admin`",
  }),
  masterSecretKmsKeyArn: z.string().optional().meta({
    description: "Customer managed key of the administrator's secret.",
    without: "the account's key for Secrets Manager",
  }),
  rotationSchedule: z.string().optional().meta({
    description:
      "When the password rotation can start: `rate(30 days)`, at midnight, or `cron(0 2 ? * SUN *)`, in UTC and on the hour.",
    without: "every seven days",
  }),
  rotationWindowHours: z.number().optional().meta({
    description: "Hours from that time within which the password is rotated.",
    without: "1",
  }),
  applicationSecret: z
    .strictObject({
      secretArn: z
        .string()
        .describe("Full ARN of a secret that contains JSON with `username` and `password`."),
      kmsKeyArn: z.string().optional().meta({
        description: "Customer managed key that encrypts it.",
        without: "the account's key for Secrets Manager",
      }),
    })
    .optional()
    .meta({
      description:
        "The application's own user: see [the README](../../stacks/invento-windows/README.md#own-user).",
      without: "the application is the administrator",
    }),
  applicationUser: z
    .strictObject({
      username: z.string().default("invento_app").describe("Name of the login and of the user."),
      createDatabase: z
        .boolean()
        .default(true)
        .describe("Creates the database `application.databaseName` if the server does not have it."),
      roles: z
        .array(z.string())
        .default(["db_datareader", "db_datawriter"])
        .describe("Its roles in the database; it leaves others."),
      permissions: z
        .array(z.string())
        .default(["EXECUTE"])
        .describe("Its permissions for the database as a whole; others are revoked."),
    })
    .optional()
    .meta({
      description:
        "The application's own login, which a function creates and another one rotates with the administrator's: see [the README](../../stacks/invento-windows/README.md#own-user). Instead of `applicationSecret`.",
      without: "none",
    }),
  kmsKeyArn: z.string().optional().meta({
    description: "Customer managed key of storage, backups and snapshots; never changes.",
    without: "the account's key for RDS",
  }),
  backup: backupSetting("the daily backups of Amazon RDS, with point-in-time recovery", StoreKind.Database),
  backupDays: z.number().optional().meta({
    description: "Days to keep backups, 1 to 35; fewer than 7 is a finding.",
    without: "7",
  }),
  backupWindow: z.string().optional().meta({
    description: "UTC, for example `02:00-03:00`.",
    without: "RDS chooses",
  }),
  maintenanceWindow: z.string().optional().meta({
    description:
      "UTC, for example `Sun:03:30-Sun:05:00`: when updates and changes with downtime are applied.",
    without: "RDS chooses",
  }),
  caCertificate: z.string().optional().meta({
    description: "The certificate authority of the server's certificate.",
    without: "`rds-ca-rsa2048-g1`",
  }),
  nativeBackup: z
    .strictObject({
      kmsKeyArn: z.string().optional().meta({
        description:
          "Customer managed key of the bucket, and of files that are encrypted before they are sent.",
        without: "the account's key for Amazon S3",
      }),
      oldVersionDays: z.number().optional().meta({
        description: "Days to keep files that were overwritten or deleted.",
        without: "30",
      }),
    })
    .optional()
    .meta({
      description:
        "A private bucket for backup files of single databases, and the option group that allows the server to write and read them: see [the README](../../stacks/invento-windows/README.md#backup-files).",
      without: "none",
    }),
  stopOutsideHours: z.boolean().optional().meta({
    description:
      "Stops the server outside of `runningHours`. Not with a standby; needs a `backupWindow`, a `maintenanceWindow` and a `rotationSchedule` within these hours, in UTC, and `backup.schedule` with AWS Backup.",
    without: "`false`: it always runs",
  }),
  snapshotIdentifier: z.string().optional().meta({
    description: "Creates the server from this snapshot, to restore a backup.",
    without: "empty",
  }),
});

const application = z.strictObject({
  databaseName: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "use a letter and up to 127 letters, digits and underscores")
    .describe("`DB_NAME`: the database with its data."),
  port: port.default(8080).describe("The port on which it serves HTTP."),
  healthPath: z
    .string()
    .startsWith("/")
    .default("/health")
    .describe("A path that responds with 200 while the application works, without querying the database."),
  cpu: whole(128, 131_072, "CPU units").default(1024).describe("CPU units of its container."),
  memoryMiB: whole(512, 262_144, "MiB")
    .default(4096)
    .describe("MiB of its container; Windows itself needs some of the instance, too."),
});

const tag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'name a tag of the repository, for example "1.0.0"');

const shape = z.strictObject({
  ...retentionSettings({
    database: "the database, its backups and logs",
    images: "the images",
    logs: "the tasks' logs",
  }),
  ...networkSettings,
  image: z
    .strictObject({
      version: tag.optional().meta({
        description:
          "`INVENTO_VERSION` of the next image: the package of the application that its build unpacks, and the image's tag. The output `nextStep` has the commands until `tag` is that version, or that version with a suffix, as in `1.0.0-2`.",
        without: "1.0.0 for the first image",
      }),
      tag: tag.optional().meta({
        description: "The image to run, of the repository that the stack makes.",
        without: "no task runs, and the output `nextStep` shows how to push the first image",
      }),
      keep: whole(1, 1000, "images")
        .default(20)
        .describe("Number of newest images that the repository keeps."),
    })
    .default({ keep: 20 })
    .describe("What the service runs."),
  application: application.describe("The application, of which one task runs."),
  instanceTypes: z.array(z.string()).min(1).describe("In the order of preference; 8 GiB at the least."),
  database: database.describe("SQL Server, on Amazon RDS."),
  databaseClients: z
    .record(key, cidrBlock)
    .default({})
    .describe(
      "Address ranges that can connect to the database in addition to the application, keyed by name.",
    ),
  databaseThroughInstances: z
    .boolean()
    .default(false)
    .describe(
      "Allows operators to connect to the database through an instance, by port forwarding of Session Manager. The instance then runs even before an image is set.",
    ),
  restartOnRotation: protection
    .default({ enabled: true })
    .describe("Restarts the application when its login has changed; disabling this requires a reason."),
  ...webDoor("reach the application"),
  ...runningHoursSettings,
  ...patchSettings,
  ...watchSettings,
  toleratedMinutes: whole(16, 1440, "minutes").optional().meta({
    description:
      "Minutes without a healthy task that are tolerated during a start, including the grace period of 15 minutes.",
    without: "30",
  }),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape
  .superRefine(checkRetention(() => ["database", "images", "logs"]))
  .superRefine(checkDatabase)
  .superRefine(checkZones)
  .superRefine(checkTold)
  .superRefine(checkDoor());

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** Values that the component would reject, checked before the stack creates its first resource. */
function checkDatabase(settings: z.infer<typeof shape>, context: z.RefinementCtx): void {
  if (settings.database.stopOutsideHours && settings.runningHours === undefined)
    refuse(
      context,
      ["database", "stopOutsideHours"],
      "is true, but there are no runningHours, so the server would always run. Leave it out, or give runningHours.",
    );
  refuseBy(
    context,
    (faults) => checkServer(faults, serverOf(settings)),
    (propertyPath) => {
      const [first = "", ...rest] = propertyPath.split(".");
      return first === "users"
        ? ["database", "applicationUser", ...rest.slice(1)]
        : ["database", first, ...rest];
    },
  );
}

/** Of the application among the users of the server. */
export const applicationKey = "application";

/** The server, as its component takes it. */
export function serverOf({
  application: { databaseName },
  database: { stopOutsideHours, applicationUser, ...server },
  runningHours,
}: z.infer<typeof shape>): ServerChoice {
  return {
    ...server,
    ...(applicationUser && {
      users: { [applicationKey]: { database: databaseName, ...applicationUser } },
      applicationUser: applicationKey,
    }),
    ...(stopOutsideHours && runningHours && { runningHours }),
  };
}

function checkZones({ network }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  if (network === undefined || Object.keys(network.privateSubnetIds).length >= 2) return;
  context.addIssue({
    code: "custom",
    path: ["network", "privateSubnetIds"],
    input: Object.keys(network.privateSubnetIds),
    message: "database and load balancer need two zones at the least",
  });
}

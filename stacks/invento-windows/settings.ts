import { checkWhole, Faults, type Protection } from "@ballast/contracts";
import { checkServer, SqlServerEdition } from "@ballast/invento-windows";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  logRetentionDays,
  port,
  retentionSettings,
} from "../shared/common.ts";
import { ownNetwork } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

const protection: z.ZodType<Protection> = z
  .strictObject({ enabled: z.boolean(), reason: z.string().optional() })
  .refine(
    ({ enabled, reason }) => enabled || reason?.trim(),
    "say why it is off: { enabled: false, reason: … }",
  );

const whole = (from: number, to: number, unit?: string) =>
  held(z.number(), (faults, path, value) => checkWhole(faults, path, value, { from, to, unit }));

/** The server; the component that makes it checks the values. */
const database = z.strictObject({
  edition: z.enum(SqlServerEdition),
  engineVersion: z.string(),
  instanceClass: z.string(),
  multiAz: protection.optional(),
  allocatedStorageGiB: z.number(),
  maximumStorageGiB: z.number().optional(),
  storageType: z.string().optional(),
  iops: z.number().optional(),
  collation: z.string().optional(),
  timeZone: z.string().optional(),
  masterUsername: z.string().optional(),
  /** Customer-managed key of the administrator's secret. */
  masterSecretKmsKeyArn: z.string().optional(),
  rotationSchedule: z.string().optional(),
  /** The application's own user; without it, the application is the administrator. */
  applicationSecret: z.strictObject({ secretArn: z.string(), kmsKeyArn: z.string().optional() }).optional(),
  kmsKeyArn: z.string().optional(),
  backup: protection.optional(),
  backupDays: z.number().optional(),
  backupWindow: z.string().optional(),
  maintenanceWindow: z.string().optional(),
  caCertificate: z.string().optional(),
  /** How a backup is restored: another server starts from it. */
  snapshotIdentifier: z.string().optional(),
});

const application = z.strictObject({
  /** Where it keeps its data; app/create-user.sql makes it. */
  databaseName: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "use a letter and up to 127 letters, digits and underscores"),
  port: port.default(8080),
  /** What answers 200 while the application works, and does not ask the database. */
  healthPath: z.string().startsWith("/").default("/health"),
  cpu: whole(128, 131_072, "CPU units").default(1024),
  memoryMiB: whole(512, 262_144, "MiB").default(4096),
});

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  image: z
    .strictObject({
      /** Without it nothing runs yet, and an output says how to bring the first image. */
      tag: z
        .string()
        .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'name a tag of the repository, for example "1.0.0"')
        .optional(),
      /** The newest images, which the repository keeps. */
      keep: whole(1, 1000, "images").default(20),
    })
    .default({ keep: 20 }),
  application,
  instanceTypes: z.array(z.string()).min(1),
  database,
  /** Who may connect to the database beside the application, by name: operators, reports. */
  databaseClients: z.record(key, cidrBlock).default({}),
  /** Lets operators reach the database through an instance, by port forwarding of Session Manager. */
  databaseThroughInstances: z.boolean().default(false),
  /** Restarts the application when its login has changed. @default - on */
  restartOnRotation: protection.default({ enabled: true }),
  /** Who may reach the application, by name. */
  clients: z.record(key, cidrBlock),
  /** Stands in public subnets; needs a certificate. */
  internetFacing: z.boolean().default(false),
  /** ACM certificate of the load balancer. @default - plain HTTP inside the network */
  certificateArn: z.string().optional(),
  /** Who is told when something is wrong: e-mail addresses, by name. */
  emails: z.record(key, z.email()).default({}),
  /** Minutes without a running task that a restart may take. */
  toleratedMinutes: whole(2, 1440, "minutes").default(15),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape
  .superRefine(checkRetention)
  .superRefine(checkDatabase)
  .superRefine(checkZones)
  .superRefine(checkInternet);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** What the component would refuse, before the first resource of the stack exists. */
function checkDatabase({ database: server }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  const faults = new Faults("settings");
  checkServer(faults, server);
  for (const { propertyPath, reason } of faults.found) {
    context.addIssue({
      code: "custom",
      path: ["database", ...propertyPath.split(".")],
      message: reason,
      params: { says: "everything" },
    });
  }
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

function checkInternet(
  { internetFacing, certificateArn, network }: z.infer<typeof shape>,
  context: z.RefinementCtx,
): void {
  if (!internetFacing) return;
  if (certificateArn === undefined) {
    context.addIssue({
      code: "custom",
      path: ["certificateArn"],
      input: undefined,
      message: "an application that faces the internet speaks TLS, so name an ACM certificate",
    });
  }
  if (network !== undefined && Object.keys(network.publicSubnetIds).length < 2) {
    context.addIssue({
      code: "custom",
      path: ["network", "publicSubnetIds"],
      input: Object.keys(network.publicSubnetIds),
      message: "a load balancer that faces the internet needs public subnets in two zones",
    });
  }
}

import { anywhere, checkWhole } from "@ballast/contracts";
import { checkImage, ClairSize, DatabaseMode, RegistryScan, Severity, SourceKind } from "@ballast/clair";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  logRetentionDays,
  port,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

const findings = held(z.number(), (faults, path, value) =>
  checkWhole(faults, path, value, { from: 0, to: 100_000 }),
);

/** Clair, its database, and what it lets through. The components that make them check what is left. */
const clairGate = z.strictObject({
  kind: z.literal("clair"),
  /** Clair 4, by tag or digest. */
  image: held(z.string(), checkImage),
  size: z.enum(ClairSize).default(ClairSize.Small),
  ephemeralStorageGiB: z.number().optional(),
  updatePeriodHours: z.number().optional(),
  updaterSets: z.array(z.string()).optional(),
  airGapped: z.boolean().default(false),
  certificateArn: z.string().optional(),
  database: z
    .strictObject({
      mode: z.enum(DatabaseMode).optional(),
      engineVersion: z.string().optional(),
      minimumCapacity: z.number().optional(),
      maximumCapacity: z.number().optional(),
      instanceClass: z.string().optional(),
      standby: z.boolean().optional(),
      backupDays: z.number().optional(),
      certificates: z.string().optional(),
    })
    .default({}),
  minimumSeverity: z.enum(Severity).default(Severity.High),
  threshold: findings.default(0),
  ignoreUnfixed: z.boolean().default(false),
  allow: z
    .array(
      z.strictObject({
        vulnerability: z.string(),
        expires: z.string(),
        reason: z.string().min(10, "say why in ten characters or more"),
        package: z.string().optional(),
      }),
    )
    .default([]),
});

/** Amazon Inspector, and how many findings may be. */
const inspectorGate = z.strictObject({
  kind: z.literal("inspector"),
  critical: findings.optional(),
  high: findings.optional(),
  medium: findings.optional(),
  low: findings.optional(),
});

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  gate: z.discriminatedUnion("kind", [clairGate, inspectorGate]),
  source: z.strictObject({
    kind: z.enum(SourceKind),
    repository: z.string().optional(),
    branch: z.string().optional(),
    connectionArn: z.string().optional(),
    provider: z.string().optional(),
    objectKey: z.string().optional(),
  }),
  site: z.strictObject({
    /** What runs until the pipeline delivers: a public image that serves the same port. */
    startImage: image,
    containerPort: port.default(80),
    desiredCount: taskCount.default(1),
    /** Who may open the site, by name. */
    clients: z.record(key, cidrBlock),
    internetFacing: z.boolean().default(false),
    certificateArn: z.string().optional(),
  }),
  /** Who hears of rejected images: e-mail addresses, by name. */
  subscribers: z.record(key, z.string()).default({}),
  /** Amazon ECR's own scans, a setting of the whole account. @default - as the account has it */
  registryScan: z.enum(RegistryScan).optional(),
  buildImage: z.string().optional(),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape.superRefine(checkRetention).superRefine(checkClients);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

function checkClients({ site }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  for (const [name, range] of Object.entries(site.clients)) {
    if (range !== anywhere || site.internetFacing) continue;
    context.addIssue({
      code: "custom",
      path: ["site", "clients", name],
      input: range,
      message: "is the whole internet, and the site is internal; set site.internetFacing, or name a range",
    });
  }
}

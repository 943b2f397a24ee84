import { StoreKind } from "@ballast/ecs";
import { checkClients, checkDay, checkWhole } from "@ballast/contracts";
import {
  checkImage,
  ClairSize,
  DatabaseMode,
  ecosystemNames,
  RegistryScan,
  Severity,
  SourceKind,
} from "@ballast/clair";
import { z } from "zod";
import { backupSetting } from "../shared/backup.ts";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  loadBalancerProtection,
  logRetentionDays,
  port,
  reason,
  refuse,
  refuseBy,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { checkDoor, refuseEverybody, webDoor } from "../shared/frontDoor.ts";
import { image } from "../shared/images.ts";
import { id, networkSettings } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";
import { watchSettings } from "../shared/watch.ts";

const day = held(z.string(), checkDay);

const findings = held(z.number(), (faults, path, value) =>
  checkWhole(faults, path, value, { from: 0, to: 100_000 }),
);

const database = z
  .strictObject({
    mode: z.enum(DatabaseMode).optional().meta({
      description: "Aurora Serverless v2, or an instance of a class.",
      without: "`serverless`",
    }),
    engineVersion: z
      .string()
      .optional()
      .meta({ description: "PostgreSQL 15 or later.", without: "`15`, of which AWS chooses the minor one" }),
    minimumCapacity: z.number().optional().meta({
      description: "Aurora capacity units, 0 to 256 in steps of 0.5.",
      without: "0.5",
    }),
    maximumCapacity: z.number().optional().meta({
      description: "Aurora capacity units, 1 to 256 in steps of 0.5.",
      without: "8",
    }),
    instanceClass: z.string().optional().meta({
      description: "For mode `provisioned`, which needs it: `db.r6g.large`.",
      without: "none",
    }),
    standby: z.boolean().optional().meta({ description: "A second instance.", without: "`false`" }),
    backupDays: z.number().optional().meta({ description: "Days to keep backups, 7 to 35.", without: "7" }),
    backup: backupSetting("those of Aurora alone", StoreKind.Cluster),
    kmsKeyArn: z.string().optional().meta({
      description: "Customer-managed key of database and backups; never changes.",
      without: "the account's key for RDS",
    }),
    certificates: z.string().optional().meta({
      description: "The region's bundle of Amazon RDS, PEM, by which Clair verifies the server.",
      without: "that of the region, where the package has it; else required",
    }),
  })
  .default({});

/** Clair, its database, and what it lets through. The components that make them check what is left. */
const clairGate = z.strictObject({
  kind: z.literal("clair").describe("Clair 4, in this stack."),
  image: held(z.string(), checkImage).describe("Clair 4 by tag or digest, or your copy of it in Amazon ECR."),
  size: z
    .enum(ClairSize)
    .default(ClairSize.Small)
    .describe("2, 4 or 8 virtual CPUs, with four times as many GiB."),
  ephemeralStorageGiB: z.number().optional().meta({
    description: "Disk for layers while they are read, 40 to 200 GiB.",
    without: "60",
  }),
  updatePeriodHours: z.number().optional().meta({
    description: "Hours between updates of vulnerability data, 1 to 168.",
    without: "6",
  }),
  updaterSets: z.array(z.string()).optional().meta({
    description: "Names of Clair's updater sets.",
    without: "all of them",
  }),
  airGapped: z
    .boolean()
    .default(false)
    .describe(
      "Clair loads nothing from the internet: see [the package](../../packages/clair/README.md#clair).",
    ),
  certificateArn: z.string().optional().meta({
    description: "ARN of an ACM certificate: HTTPS between builds and Clair.",
    without: "HTTP; requests are signed either way",
  }),
  loadBalancerProtection,
  clients: z
    .record(
      key,
      z.strictObject({
        securityGroupId: id("sg").optional().meta({
          description:
            "A group of this account, of this VPC or a peered one; the stack writes a rule on it, too.",
          without: "none; then `cidrBlock` is needed",
        }),
        cidrBlock: cidrBlock.optional().meta({
          description: "An address range of the network, or of one that is connected with it.",
          without: "none; then `securityGroupId` is needed",
        }),
      }),
    )
    .default({})
    .describe(
      "Other CodeBuild projects that scan here, by name: see [the README](../../stacks/clair/README.md#scan-from-another-project).",
    ),
  database: database.describe("Clair's database, on Amazon Aurora PostgreSQL."),
  minimumSeverity: z.enum(Severity).default(Severity.High).describe("Findings below it do not count."),
  threshold: findings.default(0).describe("How many findings may count."),
  ignoreUnfixed: z
    .boolean()
    .default(false)
    .describe("Findings for which there is no fixed version do not count."),
  allow: z
    .array(
      z.strictObject({
        vulnerability: z
          .string()
          .describe("As the report names it, or the CVE in that name: `CVE-2024-3094`."),
        expires: day.describe("The last day, in UTC: `2027-01-31`."),
        reason: reason.describe("Why; it stands beside the finding in every build's log."),
        package: z
          .string()
          .min(1, "name a package, or leave it out")
          .optional()
          .meta({ description: "Only in this package.", without: "in every one" }),
      }),
    )
    .default([])
    .describe("Vulnerabilities that may ship for a while."),
  maximumDataAgeDays: held(z.number(), (faults, path, value) =>
    checkWhole(faults, path, value, { from: 3, to: 90, unit: "days" }),
  )
    .optional()
    .meta({
      description:
        "Days since Clair loaded changed data of each updater that the image needs, 3 to 90; after more, nothing ships.",
      without: "7",
    }),
  allowNoPackages: z
    .boolean()
    .default(false)
    .describe(
      "An image may hold no operating system's package that Clair recognises, as one made from scratch does.",
    ),
  unrated: z
    .strictObject({
      severity: z.enum(Severity).exclude(["Unknown"]).describe("As what they count."),
      reason: reason.describe("Why."),
      expires: day.describe("The last day, in UTC: `2027-01-31`."),
    })
    .optional()
    .meta({
      description: "Findings that neither the distribution nor the NVD has rated.",
      without: "they count as Critical",
    }),
  unscanned: z
    .array(
      z.strictObject({
        ecosystem: z.enum(ecosystemNames).describe("`npm`, `nuget`, `cargo` and so on."),
        reason: reason.describe("Why, for example what scans it; it stands in every build's log."),
        expires: day.describe("The last day, in UTC: `2027-01-31`."),
      }),
    )
    .default([])
    .describe(
      "Ecosystems that the source uses, whose packages Clair does not see, and that may ship for a while.",
    ),
});

/** Amazon Inspector, and how many findings may be. */
const inspectorGate = z.strictObject({
  kind: z
    .literal("inspector")
    .describe("Amazon Inspector, in a stage of its own; no Clair. The registry needs enhanced scanning."),
  critical: findings.optional().meta({ description: "How many critical findings may be.", without: "0" }),
  high: findings.optional().meta({ description: "How many high findings may be.", without: "0" }),
  medium: findings
    .optional()
    .meta({ description: "How many medium findings may be.", without: "any number" }),
  low: findings.optional().meta({ description: "How many low findings may be.", without: "any number" }),
});

const shape = z.strictObject({
  ...retentionSettings({
    scanner: "the scanner's database and log",
    signingKey: "the secret with the key that signs requests to the scanner",
    images: "the images",
    delivery: "sources, artifacts, reports and logs of builds",
    logs: "the site's logs",
  }),
  ...networkSettings,
  gate: z
    .discriminatedUnion("kind", [clairGate, inspectorGate])
    .describe("Who judges images: see [the gate](../../packages/clair/README.md#the-gate)."),
  source: z
    .strictObject({
      kind: z.enum(SourceKind).describe("Where sources come from."),
      repository: z.string().optional().meta({
        description: "A name; for `codeconnections` `owner/name`.",
        without: "none; `codecommit` and `codeconnections` need it",
      }),
      branch: z.string().optional().meta({ description: "The branch that ships.", without: "`main`" }),
      connectionArn: z.string().optional().meta({
        description: "For `codeconnections`: a connection whose hand-shake is done.",
        without: "one is made, and waits for its hand-shake",
      }),
      provider: z.string().optional().meta({
        description: "For `codeconnections`: whose connection is made.",
        without: "`GitHub`",
      }),
      objectKey: z.string().optional().meta({
        description: "For `s3`: the archive's key.",
        without: "`source.zip`",
      }),
    })
    .describe("What the pipeline builds."),
  site: z
    .strictObject({
      startImage: image.describe(
        "What runs until the pipeline delivers: a public image that serves the same port.",
      ),
      containerPort: port.default(80).describe("The port on which the container serves HTTP."),
      desiredCount: taskCount.default(1).describe("Tasks; from 2 on, one zone may fail."),
      ...webDoor("open the site"),
    })
    .describe("The service that gets the releases."),
  ...watchSettings,
  subscribers: watchSettings.subscribers.meta({
    description:
      "Who is told of rejected images, and when something is wrong: e-mail addresses, by name. Each must confirm what AWS sends it.",
    without: "nobody: alarms show on the dashboard only",
  }),
  registryScan: z.enum(RegistryScan).optional().meta({
    description: "Amazon ECR's own scans, a setting of the whole account.",
    without: "as the account has it",
  }),
  buildImage: z.string().optional().meta({
    description: "CodeBuild's image, with Docker, Node 18 or later and the AWS CLI.",
    without: "`aws/codebuild/amazonlinux-x86_64-standard:5.0`",
  }),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape
  .superRefine(
    checkRetention(({ gate }) => [
      ...{ clair: ["scanner", "signingKey"], inspector: [] }[gate.kind],
      "images",
      "delivery",
      "logs",
    ]),
  )
  .superRefine(checkDoor({ of: ({ site }) => site, path: ["site"] }))
  .superRefine(checkScannerClients)
  .superRefine(checkRegistryScan);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** The pipeline's own builds are a client already, by this name. */
export const ownBuilds = "builds";

function checkScannerClients({ gate }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  const clients = scannerClients(gate);
  const path = ["gate", "clients"];
  refuseBy(context, (faults) => checkClients(faults, path.join("."), clients));
  if (Object.hasOwn(clients, ownBuilds))
    refuse(context, [...path, ownBuilds], "is the name of this pipeline's own builds. Use another one.");
  const ranges = Object.entries(clients).flatMap(([name, { cidrBlock }]) =>
    cidrBlock === undefined ? [] : [[name, cidrBlock] as const],
  );
  refuseEverybody(context, path, Object.fromEntries(ranges), {
    because: "and the scanner is internal",
    remedy: "Name a range",
  });
}

type Gate = z.infer<typeof shape>["gate"];

/** Amazon Inspector has none: it scans what is in the repository. */
function scannerClients(gate: Gate): Extract<Gate, { kind: "clair" }>["clients"] {
  switch (gate.kind) {
    case "clair":
      return gate.clients;
    case "inspector":
      return {};
  }
}

/** The release asks Amazon Inspector for its own scan of the image, which basic scanning is not. */
function checkRegistryScan({ gate, registryScan }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  const scans: Record<RegistryScan, boolean> = { basic: false, enhanced: true };
  const asked = { clair: false, inspector: true }[gate.kind];
  if (!asked || registryScan === undefined || scans[registryScan]) return;
  context.addIssue({
    code: "custom",
    path: ["registryScan"],
    input: registryScan,
    message:
      'is of basic scans, and the gate is Amazon Inspector; use "enhanced", or leave it out if the account has it',
  });
}

import { StoreKind } from "@ballast/ecs";
import { checkClients, checkDay, checkSecretArn, checkWhole } from "@ballast/contracts";
import {
  BuildPlatform,
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
import type { OnlyOnce } from "../shared/onlyOnce.ts";
import { runningHoursSettings } from "../shared/scaling.ts";
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
      .meta({ description: "PostgreSQL 15 or later.", without: "`15`; AWS chooses the minor version" }),
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
    backup: backupSetting("only Aurora's own backups", StoreKind.Cluster),
    kmsKeyArn: z.string().optional().meta({
      description: "Customer managed key of database and backups; never changes.",
      without: "the account's key for RDS",
    }),
    certificates: z.string().optional().meta({
      description:
        "The certificate bundle of Amazon RDS for the region, as PEM, with which Clair verifies the server.",
      without: "the region's bundle, where the package has it; required elsewhere",
    }),
  })
  .default({});

/** Clair, its database, and what it lets through. The components that make them check what is left. */
const clairGate = z.strictObject({
  kind: z.literal("clair").describe("Clair 4, in this stack."),
  image: held(z.string(), checkImage).describe(
    "The image of Clair 4 with its digest, or your copy of it in Amazon ECR: see [the package](../../packages/clair/README.md#programs-by-digest).",
  ),
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
            "A security group of this account, in this VPC or a peered one; the stack also adds a rule to this group.",
          without: "none; then `cidrBlock` is needed",
        }),
        cidrBlock: cidrBlock.optional().meta({
          description: "An address range of the network, or of a connected network.",
          without: "none; then `securityGroupId` is needed",
        }),
      }),
    )
    .default({})
    .describe(
      "Other CodeBuild projects that use this Clair, keyed by name: see [the README](../../stacks/clair/README.md#scan-from-another-project).",
    ),
  database: database.describe("Clair's database, on Amazon Aurora PostgreSQL."),
  minimumSeverity: z
    .enum(Severity)
    .default(Severity.High)
    .describe("Findings below this severity do not count."),
  threshold: findings.default(0).describe("Maximum number of findings that count."),
  ignoreUnfixed: z
    .boolean()
    .default(false)
    .describe("If `true`, findings without a fixed version do not count."),
  allow: z
    .array(
      z.strictObject({
        vulnerability: z
          .string()
          .describe("As the report names it, or the CVE in that name: `CVE-2024-3094`."),
        expires: day.describe("The last day, in UTC: `2027-01-31`."),
        reason: reason.describe("The reason; every build's log shows it with the finding."),
        package: z
          .string()
          .min(1, "name a package, or leave it out")
          .optional()
          .meta({ description: "Only in this package.", without: "in every package" }),
      }),
    )
    .default([])
    .describe("Vulnerabilities that are accepted for a limited time."),
  maximumDataAgeDays: held(z.number(), (faults, path, value) =>
    checkWhole(faults, path, value, { from: 3, to: 90, unit: "days" }),
  )
    .optional()
    .meta({
      description:
        "Maximum days since Clair loaded changed data of each updater that the image needs, 3 to 90. After that, no image passes.",
      without: "7",
    }),
  allowNoPackages: z
    .boolean()
    .default(false)
    .describe(
      "Accepts images without any operating system package that Clair recognises, such as images built from scratch.",
    ),
  unrated: z
    .strictObject({
      severity: z.enum(Severity).exclude(["Unknown"]).describe("The severity as which they count."),
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
        reason: reason.describe(
          "The reason, for example another tool that scans it; every build's log shows it.",
        ),
        expires: day.describe("The last day, in UTC: `2027-01-31`."),
      }),
    )
    .default([])
    .describe(
      "Ecosystems of the source whose packages Clair cannot scan, and which are accepted for a limited time.",
    ),
});

/** Amazon Inspector, and how many findings may be. */
const inspectorGate = z.strictObject({
  kind: z
    .literal("inspector")
    .describe(
      "Amazon Inspector, in a separate stage, instead of Clair. The registry needs enhanced scanning.",
    ),
  critical: findings.optional().meta({ description: "Maximum number of critical findings.", without: "0" }),
  high: findings.optional().meta({ description: "Maximum number of high findings.", without: "0" }),
  medium: findings
    .optional()
    .meta({ description: "Maximum number of medium findings.", without: "any number" }),
  low: findings.optional().meta({ description: "Maximum number of low findings.", without: "any number" }),
  maximumScanAgeDays: held(z.number(), (faults, path, value) =>
    checkWhole(faults, path, value, { from: 1, to: 365, unit: "days" }),
  )
    .optional()
    .meta({
      description: "Maximum days since Amazon Inspector last scanned an image that runs, 1 to 365.",
      without: "30",
    }),
});

/** Of the build machine that runs the source's Dockerfile. */
const build = z
  .strictObject({
    platforms: z.array(z.enum(BuildPlatform)).optional().meta({
      description: "Processors for which the image is built, each on a build machine that has it.",
      without: "`linux/amd64`",
    }),
    dockerfile: z
      .string()
      .optional()
      .meta({ description: "Path of the Dockerfile in the source.", without: "`Dockerfile`" }),
    target: z
      .string()
      .optional()
      .meta({ description: "The stage of the Dockerfile that becomes the image.", without: "the last one" }),
    arguments: z.record(z.string(), z.string()).optional().meta({
      description: "Values of the Dockerfile's `ARG`, by name. No secrets: the image shows them.",
      without: "none",
    }),
    registries: z
      .record(
        key,
        z.strictObject({
          address: z.string().describe("Host of the registry: `registry.example.com`."),
          secretArn: held(z.string(), checkSecretArn).describe(
            "Full ARN of a secret: JSON with `username`, and `password` or `accessToken`. It may only pull.",
          ),
          kmsKeyArn: z.string().optional().meta({
            description: "Full ARN of the customer managed key that encrypts the secret.",
            without: "the AWS managed key of Secrets Manager",
          }),
        }),
      )
      .optional()
      .meta({ description: "Registries with private base images, keyed by name.", without: "none" }),
    pullThroughPrefixes: z.array(z.string()).optional().meta({
      description:
        "Prefixes of pull-through caches of this account and region, as [private-registry](private-registry.md) creates them.",
      without: "none",
    }),
    armBuildImage: z.string().optional().meta({
      description:
        "The image of the builds for `linux/arm64`, with Docker and the AWS CLI: CodeBuild's own, or another one by its digest.",
      without: "`aws/codebuild/amazonlinux-aarch64-standard:3.0`",
    }),
  })
  .default({});

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
    .describe("How images are judged: see [the gate](../../packages/clair/README.md#the-gate)."),
  source: z
    .strictObject({
      kind: z.enum(SourceKind).describe("Where sources come from."),
      repository: z
        .string()
        .optional()
        .meta({
          description:
            "A name; for `codeconnections` `owner/name`. Another instance of the scenario creates the CodeCommit repository " +
            "`<instance>-<name>`.",
          without: "none; `codecommit` and `codeconnections` need it",
        }),
      branch: z.string().optional().meta({ description: "The branch that is deployed.", without: "`main`" }),
      connectionArn: z.string().optional().meta({
        description: "For `codeconnections`: an available connection.",
        without: "a connection is created, which you must complete in the console",
      }),
      provider: z.string().optional().meta({
        description: "For `codeconnections`: the provider of the connection that is created.",
        without: "`GitHub`",
      }),
      objectKey: z.string().optional().meta({
        description: "For `s3`: the object key of the archive.",
        without: "`source.zip`",
      }),
    })
    .describe("What the pipeline builds."),
  build: build.describe("How it is built. The component checks the values."),
  site: z
    .strictObject({
      startImage: image.describe(
        "The image that runs until the first delivery of the pipeline: a public image that listens on the same port.",
      ),
      containerPort: port.default(80).describe("The port on which the container serves HTTP."),
      desiredCount: taskCount.default(1).describe("Tasks; from 2 on, one zone may fail."),
      runningHours: runningHoursSettings.runningHours.meta({
        description:
          "Hours in which the site's tasks run. Clair always runs, because builds can ask it at any time.",
        without: "always",
      }),
      ...webDoor("open the site"),
    })
    .describe("The service to which releases are deployed."),
  ...watchSettings,
  subscribers: watchSettings.subscribers.meta({
    description:
      "E-mail addresses that are notified of rejected images and of problems, keyed by name. Each must confirm the subscription that AWS sends.",
    without: "none: alarms are visible only on the dashboard",
  }),
  registryScan: z.enum(RegistryScan).optional().meta({
    description: "Scanning by Amazon ECR, a setting of the whole account.",
    without: "the account's setting does not change",
  }),
  buildImage: z.string().optional().meta({
    description:
      "The image of the builds, with Docker, Node 18 or later and the AWS CLI: CodeBuild's own, or another one by its digest.",
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

export const settings: SettingsDefinition<Settings> = {
  schema,
  onlyOnce,
  // An object in S3 has no more (Amazon S3 User Guide, "Categorizing your objects using tags", 2026-11).
  mostDefaultTags: 10,
};

function onlyOnce({ registryScan }: Settings): OnlyOnce[] {
  if (registryScan === undefined) return [];
  return [
    {
      path: ["registryScan"],
      id: "registry",
      within: "region",
      what: "the scanning configuration of the registry",
      advice: "Leave registryScan out: what the other stack sets is valid for all repositories.",
    },
  ];
}

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

import { checkCredentialFile, StoreKind } from "@ballast/ecs";
import { checkSecretArn } from "@ballast/contracts";
import {
  AuditLevel,
  checkDirectory,
  checkDriveLetter,
  checkFileSystem,
  checkFolder,
  checkParameterName,
  checkUserName,
  Deployment,
  DirectoryEdition,
  ShareMode,
  StorageType,
} from "@ballast/fsx-windows";
import { z } from "zod";
import { backupSetting } from "../shared/backup.ts";
import {
  checkRetention,
  held,
  key,
  logRetentionDays,
  protection,
  reason,
  refuseBy,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { checkDoor, webDoor } from "../shared/frontDoor.ts";
import { checkImageName } from "../shared/images.ts";
import { checkZones, networkSettings, networkStack, type NamedZone } from "../shared/network.ts";
import type { OnlyOnce } from "../shared/onlyOnce.ts";
import type { DeclaredSecret, SettingsDefinition } from "../shared/settings.ts";
import { patchSettings } from "../shared/patch.ts";
import { runningHoursSettings } from "../shared/scaling.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";

const secretArn = held(z.string(), checkSecretArn);

/** An argument's key among the settings, which name the domain's kind beside the others. */
function settingOf(propertyPath: string): string[] {
  return [propertyPath.replace(/^(managed|existing|selfManaged)\./, "").replace("domainName", "name")];
}

const ofDomain = {
  name: z.string().describe("Fully qualified; it never changes."),
  shortName: z.string().optional().meta({
    description: "NetBIOS name.",
    without: "the name's first word in capitals",
  }),
  controllerCidrBlocks: z.array(z.string()).optional().meta({
    description: "Address ranges of domain controllers other than the DNS servers.",
    without: "none",
  }),
  resolver: z
    .boolean()
    .default(false)
    .describe(
      "Forwards DNS queries for the domain's names for the whole VPC, through a Resolver endpoint that is billed by the hour.",
    ),
};

const dnsIps = z.array(z.string()).describe("Addresses of its DNS servers.");

/** The Active Directory domain; the component that stands for it checks the values. */
const domain = z
  .discriminatedUnion("source", [
    z.strictObject({
      ...ofDomain,
      source: z.literal("managed").describe("AWS Managed Microsoft AD, which this stack creates."),
      edition: z.enum(DirectoryEdition).default(DirectoryEdition.Standard).describe("Of the directory."),
    }),
    z.strictObject({
      ...ofDomain,
      source: z.literal("existing").describe("An existing directory of AWS Directory Service."),
      directoryId: z.string().describe("Its id: `d-…`."),
      dnsIps,
    }),
    z.strictObject({
      ...ofDomain,
      source: z.literal("selfManaged").describe("Your own domain."),
      dnsIps,
      joinSecretArn: z
        .string()
        .describe(
          "The account that joins computers: see [the package](../../packages/fsx-windows/README.md#secrets).",
        ),
      kmsKeyArn: z.string().optional().meta({
        description: "Customer managed key of that secret.",
        without: "the account's key for Secrets Manager",
      }),
      organizationalUnit: z.string().optional().meta({
        description: "Distinguished name of the organizational unit for file server and instances.",
        without: "the domain's default",
      }),
      administratorsGroup: z.string().optional().meta({
        description: "The group that administers the file system.",
        without: "`Domain Admins`",
      }),
    }),
  ])
  .superRefine((said, context) => {
    const { name: domainName, source, ...rest } = said;
    refuseBy(
      context,
      (faults) =>
        checkDirectory(faults, {
          domainName,
          shortName: said.shortName,
          controllerCidrBlocks: said.controllerCidrBlocks,
          [source]: rest,
        }),
      settingOf,
    );
  });

/** The file system; the component that makes it checks the values. */
const files = z
  .strictObject({
    deployment: z
      .enum(Deployment)
      .default(Deployment.MultiAz)
      .describe("Over how many zones; never changes."),
    zones: z.array(key).optional().meta({
      description: "Zone keys of the network: one for `singleAz`, two for `multiAz`; never changes.",
      without: "the network's first",
    }),
    storageGiB: z.number().describe("32 or more of `ssd`, 2,000 or more of `hdd`. It grows, never shrinks."),
    storageType: z.enum(StorageType).default(StorageType.Ssd).describe("Of the file system."),
    throughputMBps: z.number().describe("A power of two, 8 to 2,048; 32 or more for audit logs."),
    backupDays: z.number().optional().meta({ description: "Daily backups to keep, 7 to 90.", without: "7" }),
    backupTime: z.string().optional().meta({
      description: "When the daily backup begins: `HH:MM` in UTC.",
      without: "Amazon FSx chooses",
    }),
    maintenanceTime: z.string().optional().meta({
      description: "When the weekly maintenance begins: weekday, 1 for Monday to 7, and UTC: `7:03:00`.",
      without: "Amazon FSx chooses",
    }),
    ssdIops: z.number().optional().meta({
      description: "I/O operations per second of `ssd`, at least 3 for each GiB.",
      without: "3 for each GiB",
    }),
    aliases: z.array(z.string()).optional().meta({
      description:
        "Additional names of the file server; you create a CNAME record for each: `files.corp.example.com`.",
      without: "none",
    }),
    backup: backupSetting("only the daily backups of Amazon FSx", StoreKind.WindowsFiles),
    backupId: z.string().optional().meta({
      description: "Creates the file system from this backup, to restore it.",
      without: "empty",
    }),
    auditLevel: z.enum(AuditLevel).optional().meta({
      description:
        "Which access the audit log contains: only denied access, or all. Not with `auditOffReason`.",
      without: "`failures`",
    }),
    auditOffReason: reason.optional().meta({
      description: "Reason why denied access need not be audited.",
      without: "audit logs",
    }),
    kmsKeyArn: z.string().optional().meta({
      description: "Customer managed key for files and backups; never changes.",
      without: "the account's key for Amazon FSx",
    }),
  })
  .superRefine(({ auditOffReason, ...said }, context) => {
    const audit = auditOf(auditOffReason);
    refuseBy(context, (faults) => checkFileSystem(faults, { ...said, audit }));
  })
  .superRefine(({ zones, deployment }, context) => {
    const count = zoneCount[deployment];
    if (zones === undefined || new Set(zones).size === count) return;
    context.addIssue({
      code: "custom",
      path: ["zones"],
      input: zones,
      message: `name ${count} for deployment: ${deployment}`,
    });
  });

/** How tasks access the share. */
const share = z.strictObject({
  mode: z
    .enum(ShareMode)
    .default(ShareMode.Native)
    .describe("Mounted by ECS for each task, or mapped by each instance."),
  folder: held(z.string(), checkFolder)
    .default("app-state")
    .describe("Folder of the share with the application's data."),
  user: held(z.string(), checkUserName)
    .default("app-share")
    .describe("The domain account that accesses the share, without the domain."),
  secretArn: secretArn.optional().meta({
    description: "Mode `native`: an existing secret with that account's login.",
    without: "a secret with a password that AWS generates",
  }),
  driveLetter: held(z.string(), (faults, path, value) => checkDriveLetter(faults, path, value))
    .optional()
    .meta({ description: "Mode `globalMapping`: D to Z.", without: "`G`" }),
  passwordParameter: held(z.string(), checkParameterName).optional().meta({
    description: "Mode `globalMapping`: name of an existing SecureString.",
    without: "a parameter that this stack creates from the secret `sharePassword`",
  }),
  hardening: z.boolean().optional().meta({
    description:
      "Mode `globalMapping`: creates the SSM document that removes all other accounts' access to the folder.",
    without: "`false`",
  }),
  kmsKeyArn: z.string().optional().meta({
    description: "Customer managed key of the secret, or of the SecureString.",
    without: "the account's",
  }),
  renewPassword: protection.optional().meta({
    description:
      "Prevents the account's password from expiring by setting it again every day; disabling this requires a reason. For a directory of AWS Directory Service.",
    without: "on",
  }),
});

const shape = z.strictObject({
  ...retentionSettings({
    files: "the files and their audit log",
    directory: "the directory and its administrator's secret",
    login: "the secret of the account that accesses the share",
    logs: "the tasks' logs",
  }),
  ...networkSettings,
  domain: domain.describe("The Active Directory domain."),
  files: files.describe("The file system."),
  share: share.describe("How tasks access the share."),
  image: z
    .strictObject({
      repository: z.string().describe("With its registry's host."),
      tag: z.string().optional().meta({
        description: "The image to run.",
        without: "no task runs, and the output `nextStep` shows the next steps",
      }),
    })
    .describe("What the service runs."),
  windows: z
    .enum(["2019", "2022", "2025"])
    .default("2022")
    .describe("Windows Server version of both instances and image: the builds must match."),
  instanceTypes: z.array(z.string()).describe("In the order of preference; 8 GiB at the least."),
  desiredCount: taskCount.default(1).describe("Tasks; from 2 on, one zone may fail."),
  credentialSpec: z
    .strictObject({
      fileArn: held(z.string(), checkCredentialFile).describe(
        "ARN of the credential specification: an object of S3, or an SSM parameter.",
      ),
      secretArn: secretArn.describe(
        "The secret that it names: `username`, `password` and `domainName` of a user who can read the account's password.",
      ),
    })
    .optional()
    .meta({
      description:
        "A group managed service account (gMSA) that the application uses in the domain: see " +
        "[the package](../../packages/fsx-windows/README.md#an-account-for-the-application).",
      without: "the application has no domain account",
    }),
  ...webDoor("reach the load balancer"),
  ...runningHoursSettings,
  ...patchSettings,
  ...watchSettings,
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape
  .superRefine(checkRetention(storesOf))
  .superRefine(checkShare)
  .superRefine(checkImage)
  .superRefine(checkZones(namedZones))
  .superRefine(checkDoor())
  .superRefine(checkTold);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema, secrets, onlyOnce };

function onlyOnce(given: Settings, environment: string): OnlyOnce[] {
  const {
    domain: { name, resolver },
    network,
    networkEnvironment = environment,
    networkInstance,
  } = given;
  if (!resolver) return [];
  const vpc = network?.vpcId ?? networkStack(networkEnvironment, networkInstance);
  return [
    {
      path: ["domain", "resolver"],
      id: `${vpc} ${name.toLowerCase()}`,
      within: "region",
      what: `the Resolver rule of ${name} in one VPC`,
      advice:
        "Leave resolver out: the other stack's rule is valid for the whole VPC. Or use another network, or another domain.",
    },
  ];
}

/** The key of this stack's configuration with the share's password. */
export const passwordKey = "sharePassword";

export function auditOf(offReason: string | undefined) {
  return offReason === undefined ? undefined : { enabled: false, reason: offReason };
}

export const zoneCount: Record<Deployment, number> = { singleAz: 1, multiAz: 2 };

type Shape = z.infer<typeof shape>;

function storesOf({ domain: { source }, share: { mode, secretArn } }: Shape): string[] {
  return [
    "files",
    ...{ managed: ["directory"], existing: [], selfManaged: [] }[source],
    ...{ native: secretArn === undefined ? ["login"] : [], globalMapping: [] }[mode],
    "logs",
  ];
}

/** Settings of one mode of the share only. */
const onlyFor = {
  native: ["secretArn"],
  globalMapping: ["driveLetter", "passwordParameter", "hardening"],
} as const satisfies Record<ShareMode, (keyof Shape["share"])[]>;

/** Settings of the other mode, or of another kind of domain, would have no effect. */
function checkShare({ share: said, domain: { source } }: Shape, context: z.RefinementCtx): void {
  const renewable: Record<typeof source, boolean> = { managed: true, existing: true, selfManaged: false };
  if (!renewable[source] && said.renewPassword !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["share", "renewPassword"],
      input: said.renewPassword,
      message: `it has no meaning with domain.source: ${source}, where AWS sets no passwords; leave it out`,
    });
  }
  const others = Object.entries(onlyFor).flatMap(([mode, keys]) => (mode === said.mode ? [] : keys));
  for (const one of others.filter((other) => said[other] !== undefined)) {
    context.addIssue({
      code: "custom",
      path: ["share", one],
      input: said[one],
      message: `it has no meaning with share.mode: ${said.mode}; leave it out`,
    });
  }
}

function checkImage({ image }: Shape, context: z.RefinementCtx): void {
  checkImageName(image, false, context);
}

export function namedZones({ files: { zones = [] } }: Shape): NamedZone[] {
  return zones.map((zone) => ({ path: ["files", "zones"], zone, key: zone }));
}

function secrets({ share: { mode, user, passwordParameter } }: Settings): Record<string, DeclaredSecret> {
  if (!{ native: false, globalMapping: passwordParameter === undefined }[mode]) return {};
  return {
    [passwordKey]: {
      description: `password of the domain's account ${user}, with which instances map the share`,
      standIn: "stand-in-Share-Password-1",
      fault: passwordFault,
    },
  };
}

/** Active Directory's usual rule for passwords. Never quotes the value. */
function passwordFault(value: string): string | undefined {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  return value.length >= 12 && value.length <= 64 && kinds >= 3
    ? undefined
    : "is not a good password; give 12 to 64 characters of three kinds: small and capital letters, digits, others.";
}

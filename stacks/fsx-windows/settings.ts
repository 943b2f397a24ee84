import { Faults } from "@ballast/contracts";
import {
  AuditLevel,
  checkDirectory,
  checkDriveLetter,
  checkFileSystem,
  checkFolder,
  checkParameterName,
  checkSecretArn,
  checkUserName,
  Deployment,
  DirectoryEdition,
  ShareMode,
  StorageType,
} from "@ballast/fsx-windows";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  logRetentionDays,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { checkImageName } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { DeclaredSecret, SettingsDefinition } from "../shared/settings.ts";

const secretArn = held(z.string(), checkSecretArn);
const reason = z.string().min(10, "say why in ten characters or more");

/** A component's own faults, each by the setting's key. */
function addFaults(context: z.RefinementCtx, check: (faults: Faults) => void): void {
  const faults = new Faults("settings");
  check(faults);
  for (const { propertyPath, reason: message } of faults.found) {
    const path = propertyPath.replace(/^(managed|existing|selfManaged)\./, "").replace("domainName", "name");
    context.addIssue({ code: "custom", path: [path], message, params: { says: "everything" } });
  }
}

const ofDomain = {
  /** Fully qualified; it never changes. */
  name: z.string(),
  /** NetBIOS name. @default - the name's first word in capitals */
  shortName: z.string().optional(),
  /** Blocks with domain controllers beside the DNS servers. */
  controllerCidrBlocks: z.array(z.string()).optional(),
  /** Forwards the domain's names for the whole VPC, by an endpoint that costs by the hour. */
  resolver: z.boolean().default(false),
};

/** The Active Directory domain; the component that stands for it checks the values. */
const domain = z
  .discriminatedUnion("source", [
    z.strictObject({
      ...ofDomain,
      source: z.literal("managed"),
      edition: z.enum(DirectoryEdition).default(DirectoryEdition.Standard),
    }),
    z.strictObject({
      ...ofDomain,
      source: z.literal("existing"),
      directoryId: z.string(),
      dnsIps: z.array(z.string()),
    }),
    z.strictObject({
      ...ofDomain,
      source: z.literal("selfManaged"),
      dnsIps: z.array(z.string()),
      joinSecretArn: z.string(),
      kmsKeyArn: z.string().optional(),
      organizationalUnit: z.string().optional(),
      administratorsGroup: z.string().optional(),
    }),
  ])
  .superRefine((said, context) => {
    const { name: domainName, source, ...rest } = said;
    addFaults(context, (faults) =>
      checkDirectory(faults, {
        domainName,
        shortName: said.shortName,
        controllerCidrBlocks: said.controllerCidrBlocks,
        [source]: rest,
      }),
    );
  });

/** The file system; the component that makes it checks the values. */
const files = z
  .strictObject({
    deployment: z.enum(Deployment).default(Deployment.MultiAz),
    /** By the network's words: one for `singleAz`, two for `multiAz`. @default - the network's first */
    zones: z.array(key).optional(),
    storageGiB: z.number(),
    storageType: z.enum(StorageType).default(StorageType.Ssd),
    throughputMBps: z.number(),
    backupDays: z.number().optional(),
    /** Starts from this backup: how one is restored. */
    backupId: z.string().optional(),
    auditLevel: z.enum(AuditLevel).default(AuditLevel.Failures),
    /** Why nobody needs to know who was refused. @default - audit logs */
    auditOffReason: reason.optional(),
    kmsKeyArn: z.string().optional(),
  })
  .superRefine(({ auditOffReason, ...said }, context) => {
    addFaults(context, (faults) => checkFileSystem(faults, { ...said, audit: auditOf(auditOffReason) }));
  })
  .superRefine(({ zones, deployment }, context) => {
    const count = zoneCount(deployment);
    if (zones === undefined || new Set(zones).size === count) return;
    context.addIssue({
      code: "custom",
      path: ["zones"],
      input: zones,
      message: `name ${count} for deployment: ${deployment}`,
    });
  });

/** How tasks get at the share. */
const share = z.strictObject({
  mode: z.enum(ShareMode).default(ShareMode.Native),
  /** Folder of the share with the application's data. */
  folder: held(z.string(), checkFolder).default("app-state"),
  /** The domain's account that opens it, without the domain. */
  user: held(z.string(), checkUserName).default("app-share"),
  /** Mode `native`: a secret that exists, with that account's login. @default - one that AWS makes up */
  secretArn: secretArn.optional(),
  /** Mode `globalMapping`. @default G */
  driveLetter: held(z.string(), (faults, path, value) => checkDriveLetter(faults, path, value)).optional(),
  /** Mode `globalMapping`: a SecureString that exists. @default - one of this stack's, of the secret `sharePassword` */
  passwordParameter: held(z.string(), checkParameterName).optional(),
  /** Mode `globalMapping`: makes the document that takes the folder from everybody else. */
  hardening: z.boolean().optional(),
  /** Customer-managed key of the secret, or of the SecureString. @default - the account's */
  kmsKeyArn: z.string().optional(),
});

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  domain,
  files,
  share,
  image: z.strictObject({
    /** With its registry's host. */
    repository: z.string(),
    /** Without it nothing runs yet, and an output says what to do next. */
    tag: z.string().optional(),
  }),
  /** Windows Server of hosts and image: the builds must match. */
  windows: z.enum(["2019", "2022", "2025"]).default("2022"),
  instanceTypes: z.array(z.string()),
  desiredCount: taskCount.default(1),
  /** Who may reach the service, by name. */
  clients: z.record(key, cidrBlock),
  /** ACM certificate of the load balancer. @default - plain HTTP inside the network */
  certificateArn: z.string().optional(),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape
  .superRefine(checkRetention)
  .superRefine(checkShare)
  .superRefine(checkImage)
  .superRefine(checkZones);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema, secrets };

/** The key of this stack's configuration with the share's password. */
export const passwordKey = "sharePassword";

export function auditOf(offReason: string | undefined) {
  return offReason === undefined ? undefined : { enabled: false, reason: offReason };
}

export function zoneCount(deployment: Deployment): number {
  return deployment === Deployment.SingleAz ? 1 : 2;
}

type Shape = z.infer<typeof shape>;

/** What belongs to the other mode would be without effect. */
function checkShare({ share: said }: Shape, context: z.RefinementCtx): void {
  const others =
    said.mode === ShareMode.Native
      ? (["driveLetter", "passwordParameter", "hardening"] as const)
      : (["secretArn"] as const);
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

/** A network of your own is known here; the network stack's, when the program runs. */
function checkZones({ network, files: { zones } }: Shape, context: z.RefinementCtx): void {
  for (const zone of network ? (zones ?? []) : []) {
    if (network && zone in network.privateSubnetIds) continue;
    context.addIssue({
      code: "custom",
      path: ["files", "zones"],
      input: zone,
      message: `network.privateSubnetIds has no ${JSON.stringify(zone)}`,
    });
  }
}

function secrets({ share: { mode, user, passwordParameter } }: Settings): Record<string, DeclaredSecret> {
  if (mode === ShareMode.Native || passwordParameter !== undefined) return {};
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
    : "is no good password; give 12 to 64 characters of three kinds: small and capital letters, digits, others.";
}

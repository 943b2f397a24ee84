import {
  checkClients,
  checkId,
  checkKeyArn,
  checkKeys,
  checkProtection,
  checkContainerPath,
  checkVolumeName,
  checkWhole,
  checkWithoutEffect,
  type Faults,
  given,
  type IdForm,
  isOn,
  listed,
  checkRetention,
} from "@ballast/contracts";
import {
  checkBackup,
  checkDockerPlugin,
  checkDriverName,
  isFargate,
  StoreKind,
  isWindows,
  LaunchType,
  Platform,
  runtimePlatform,
} from "@ballast/ecs";
import type { RexrayEfsArgs } from "./args.ts";
import { FileSystemMode, isProvisioned } from "./modes.ts";

/** Arguments that have no effect on a file system that the plugin creates. */
const nativeOnly = [
  "fileSystemId",
  "directory",
  "throughput",
  "provisionedMiBps",
  "infrequentAccessDays",
  "kmsKeyArn",
  "backup",
  "rootSquash",
  "retention",
] as const satisfies (keyof RexrayEfsArgs)[];

/** Arguments for properties that an existing file system already has. */
const ofItsMaker = [
  "throughput",
  "provisionedMiBps",
  "infrequentAccessDays",
  "kmsKeyArn",
  "retention",
  "retentionReason",
] as const satisfies (keyof RexrayEfsArgs)[];

/** API reference, CreateMountTarget, FileSystemId, 2026-11; an ARN is refused here, because the component makes it. */
export const fileSystemIdForm: IdForm = {
  what: "the id of a file system",
  example: "fs-0123456789abcdef0",
  pattern: /^fs-[0-9a-f]{8,40}$/,
};

/** API reference of LifecyclePolicy, TransitionToIA. */
const infrequentAccessDays = [1, 7, 14, 30, 60, 90, 180, 270, 365];

/** A plugin's setting is written between single quotes into a boot script. */
const settingName = /^[A-Z][A-Z0-9_]*$/;
const settingValue = /^[\w.:/@%+=, -]*$/;
/** Options that this component sets, and options that would put secrets into user data. */
const reservedSettings = ["EFS_REGION", "EFS_SECURITYGROUPS", "EFS_TAG", "REXRAY_PREEMPT"];
const secretSettings = ["EFS_ACCESSKEY", "EFS_SECRETKEY"];

export function check(faults: Faults, args: RexrayEfsArgs, name: string): void {
  const mode = args.mode ?? FileSystemMode.Native;
  checkVolumeName(faults, name);
  checkRetention(faults, args);
  checkReach(faults, args);
  checkContainerPath(faults, args.containerPath);
  if (args.platform !== undefined && isWindows(args.platform)) {
    faults.add("platform", `${given(args.platform)} mounts no EFS; use linuxX86, or FSx for Windows.`);
  }
  const checks: Record<FileSystemMode, (faults: Faults, args: RexrayEfsArgs, name: string) => void> = {
    native: checkNative,
    plugin: checkPlugin,
  };
  // An unknown mode is a fault of its own.
  (checks[mode] ?? checkNative)(faults, args, name);
}

/** Who reaches it, and from where. */
function checkReach(faults: Faults, { subnetIds, clients }: RexrayEfsArgs): void {
  checkKeys(faults, "subnetIds", subnetIds, { from: 1 });
  const plain = Object.entries(subnetIds).filter(([, id]) => typeof id === "string");
  for (const [key, id] of plain.filter(([key, id]) =>
    plain.some(([other, same]) => other < key && same === id),
  )) {
    faults.add(
      `subnetIds.${key}`,
      `${given(id)} is also given for another zone; a zone has one mount target.`,
    );
  }
  checkKeys(faults, "clients", clients, { from: 1 });
  checkClients(faults, "clients", clients);
  for (const [key, client] of Object.entries(clients).filter(
    ([, client]) => client.cidrBlock !== undefined,
  )) {
    faults.add(
      `clients.${key}.cidrBlock`,
      `${given(client.cidrBlock)} is an address range, but NFS has no login; give the securityGroupId of the client instead.`,
    );
  }
}

function checkNative(faults: Faults, args: RexrayEfsArgs, name: string): void {
  if (args.plugin !== undefined)
    faults.add("plugin", 'is for mode "plugin", but the mode is "native"; leave it out.');
  checkId(faults, "fileSystemId", args.fileSystemId, fileSystemIdForm);
  if (args.fileSystemId !== undefined) {
    const why = "it cannot be changed on the existing file system that fileSystemId names. Leave it out.";
    checkWithoutEffect(faults, "", args, ofItsMaker, why);
  }
  checkDirectory(faults, args);
  checkThroughput(faults, "", args);
  const { infrequentAccessDays: days } = args;
  if (days !== undefined && !infrequentAccessDays.includes(days)) {
    faults.add(
      "infrequentAccessDays",
      `${given(days)} is not a period of EFS; allowed: ${listed(infrequentAccessDays)}.`,
    );
  }
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn, args.site.region);
  checkBackup(faults, "backup", args.backup, { name, region: args.site.region, kind: StoreKind.Files });
  checkProtection(faults, "rootSquash", args.rootSquash);
}

function checkDirectory(faults: Faults, { directory = {}, rootSquash, fileSystemId }: RexrayEfsArgs): void {
  const { path, userId, groupId, permissions } = directory;
  // The root of one that exists shows what folders it has.
  const isRoot = path === "/" && fileSystemId !== undefined;
  if (path !== undefined && !isRoot && (path.length > 100 || !/^(\/(?!\.)[\w .+=@~-]+){1,4}$/.test(path))) {
    faults.add(
      "directory.path",
      `${given(path)} is not a directory for an access point; give one to four levels of letters, digits and - _ . below the ` +
        'root, which belongs to root: "/data".',
    );
  }
  const ids = { from: 0, to: 4_294_967_295 };
  checkWhole(faults, "directory.userId", userId, ids);
  checkWhole(faults, "directory.groupId", groupId, ids);
  if (userId === 0 && isOn(rootSquash)) {
    faults.add(
      "directory.userId",
      "0 is root, which the file system maps to the user nobody; use another id, or switch rootSquash off with a reason.",
    );
  }
  if (permissions !== undefined && !/^[0-7]{3,4}$/.test(permissions))
    faults.add("directory.permissions", `${given(permissions)} is not an octal mode, for example "0750".`);
}

/** Also for settings with the same properties. */
export function checkThroughput(
  faults: Faults,
  path: string,
  { throughput, provisionedMiBps }: Partial<RexrayEfsArgs>,
): void {
  const at = (property: string) => (path === "" ? property : `${path}.${property}`);
  if (provisionedMiBps !== undefined && !(Number.isSafeInteger(provisionedMiBps) && provisionedMiBps >= 1)) {
    faults.add(
      at("provisionedMiBps"),
      `${given(provisionedMiBps)} is out of bounds; give a whole number from 1 to the quota of your region, in MiB/s.`,
    );
  }
  const provisioned = throughput !== undefined && isProvisioned[throughput];
  if (provisioned && provisionedMiBps === undefined)
    faults.add(at("provisionedMiBps"), 'is missing, and throughput "provisioned" needs it.');
  if (!provisioned && provisionedMiBps !== undefined)
    faults.add(at("provisionedMiBps"), 'is for throughput "provisioned"; leave it out.');
}

function checkPlugin(faults: Faults, args: RexrayEfsArgs): void {
  const why =
    'REX-Ray creates its file systems without it, outside the state. Leave it out, or use mode "native".';
  checkWithoutEffect(faults, "", args, nativeOnly, why);
  if (isFargate(args.launchType ?? LaunchType.Fargate))
    faults.add("launchType", 'AWS Fargate has no Docker plugins; use launchType: "ec2", or mode "native".');
  if (runtimePlatform(args.platform ?? Platform.LinuxX86).cpuArchitecture !== "X86_64")
    faults.add("platform", '"linuxArm" has no REX-Ray; use "linuxX86", or mode "native".');
  const { plugin } = args;
  if (plugin === undefined) {
    faults.add("plugin", 'is missing; mode "plugin" needs its image with a digest, and a reason.');
    return;
  }
  checkDockerPlugin(faults, "plugin.image", plugin.image);
  if (!plugin.reason?.trim())
    faults.add(
      "plugin.reason",
      'is missing; REX-Ray is abandoned, so give the reason why mode "native" cannot be used.',
    );
  checkDriverName(faults, "plugin.alias", plugin.alias);
  for (const [key, value] of Object.entries(plugin.settings ?? {})) {
    const path = `plugin.settings.${key}`;
    if (secretSettings.includes(key))
      faults.add(path, "would be a secret in user data; the plugin acts with the instances' role.");
    else if (reservedSettings.includes(key)) faults.add(path, "is set by this component. Leave it out.");
    else if (!settingName.test(key) || !settingValue.test(value))
      faults.add(
        path,
        "is written into a boot script; use A–Z, 0–9 and _ for it, and no quotes in its value.",
      );
  }
}

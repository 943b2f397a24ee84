import { RexrayEbs } from "@ballast/rexray-ebs";
import { RexrayEfs } from "@ballast/rexray-efs";
import type { EffectCase } from "../effects.ts";
import {
  backedUp,
  backups,
  copiedElsewhere,
  notBackedUp,
  withoutBackups,
  image,
  kmsKeyArn,
  site,
} from "./common.ts";

const volume = { site, availabilityZone: "eu-central-1a", containerPath: "/data", sizeGiB: 200 };
const plugin = { ...volume, mode: "plugin", plugin: { image } };
const files = {
  site,
  vpcId: "vpc-0",
  subnetIds: { a: "subnet-0a", b: "subnet-0b" },
  clients: { tasks: { securityGroupId: "sg-0" } },
  containerPath: "/srv/files",
};

export const storage: EffectCase[] = [
  {
    package: "rexray-ebs",
    component: "RexrayEbs",
    build: (args) => new RexrayEbs("files", args),
    modes: {
      host: volume,
      "backed up": { ...volume, backup: backedUp },
      "not backed up": { ...volume, backup: notBackedUp },
      plugin,
      autoprovisioned: { ...plugin, plugin: { image, autoprovision: true } },
      managed: { ...volume, mode: "managed", ephemeralReason: "a cache" },
    },
    examples: {
      ...backups("backup"),
      containers: [["app"]],
      volumeType: ["io2", "st1"],
      iops: [4000],
      throughput: [500],
      kmsKeyArn: [kmsKeyArn],
      snapshotId: ["snap-0123456789abcdef0"],
      adoptVolume: ["vol-0123456789abcdef0"],
      folder: ["data"],
      backupDays: [30],
      plugin: [{ image }],
      "plugin.alias": ["own/ebs"],
      ephemeralReason: ["another cache"],
    },
    without: {
      ...withoutBackups("backup"),
      "backup.copyTo.vaultArn": "is refused: Data Lifecycle Manager copies without a vault",
    },
  },
  {
    package: "rexray-efs",
    component: "RexrayEfs",
    build: (args) => new RexrayEfs("files", args),
    modes: {
      native: files,
      "backed up": { ...files, backup: backedUp },
      "copied elsewhere": { ...files, backup: copiedElsewhere },
      "not backed up": { ...files, backup: notBackedUp },
      "native on instances": { ...files, launchType: "ec2" },
      provisioned: { ...files, throughput: "provisioned", provisionedMiBps: 10, directory: {} },
      plugin: { ...files, mode: "plugin", launchType: "ec2", plugin: { image, reason: "moving off it" } },
    },
    examples: {
      ...backups("backup"),
      containers: [["app"]],
      fileSystemId: ["fs-0123456789abcdef0"],
      directory: [{ path: "/other" }],
      "directory.path": ["/other"],
      "directory.userId": [1001],
      "directory.groupId": [1001],
      "directory.permissions": ["0700"],
      provisionedMiBps: [20],
      infrequentAccessDays: [7],
      kmsKeyArn: [kmsKeyArn],
      plugin: [{ image, reason: "moving off it" }],
      "plugin.alias": ["own/efs"],
      "plugin.settings": [{ LINUX_VOLUME_FILEMODE: "0755" }],
      "clients.*.securityGroupId": ["sg-1"],
      "clients.*.cidrBlock": ["10.8.0.0/16"],
    },
    without: {
      ...withoutBackups("backup"),
      launchType: "says where tasks run, so that the mode can be checked",
      platform: "says what tasks are made for, so that it can be checked",
      "clients.*.cidrBlock": "is refused: NFS has no login",
    },
  },
];

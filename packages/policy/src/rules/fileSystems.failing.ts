import { adding, mounting, together, type Breaking } from "../testing/breaking.ts";
import type { Example } from "../testing/examples.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";

const fileSystem = adding(aws.fileSystem, { encrypted: true });
const backedUp = (status: string): Breaking =>
  together(fileSystem, adding(aws.backupPolicy, { fileSystemId: "mine", backupPolicy: { status } }));
const denying = (condition?: Inputs): Breaking =>
  together(
    fileSystem,
    adding(aws.fileSystemPolicy, {
      fileSystemId: "mine",
      policy: { Statement: [{ Effect: "Deny", Action: "*", Condition: condition }] },
    }),
  );
const accessPoint = (inputs: Inputs) => adding(aws.accessPoint, inputs);

export const failingFileSystems: Example[] = [
  ["efs-backup", fileSystem, "has no backups made of it"],
  ["efs-backup", backedUp("DISABLED"), "has no backups made of it"],
  ["efs-transport", fileSystem, "admits connections in clear"],
  ["efs-transport", denying(), "admits connections in clear"],
  ["efs-root-access", denying({ Bool: { "aws:SecureTransport": "false" } }), "lets roles be root on it"],
  [
    "efs-access-point",
    accessPoint({ rootDirectory: { path: "/data" } }),
    "lets clients act as whom they please",
  ],
  ["efs-access-point", accessPoint({ posixUser: { uid: 0 } }), "opens the whole file system"],
  ["ecs-efs-volume", mounting({ efsVolumeConfiguration: { fileSystemId: "fs-0" } }), "data in clear"],
  [
    "ecs-efs-volume",
    mounting({ efsVolumeConfiguration: { transitEncryption: "ENABLED" } }),
    "mounts data as nobody",
  ],
  [
    "ecs-efs-volume",
    mounting({ efsVolumeConfiguration: { authorizationConfig: { iam: "ENABLED" } } }),
    "mounts data without an access point",
  ],
  [
    "ecs-volume-plugin",
    mounting({ dockerVolumeConfiguration: { driver: "rexray/efs" } }),
    "mounts data by the plugin rexray/efs",
  ],
  [
    "ecs-volume-platform",
    mounting({ efsVolumeConfiguration: {} }, "WINDOWS_SERVER_2022_CORE"),
    "mounts data by EFS on Windows",
  ],
  [
    "ecs-volume-platform",
    mounting({ dockerVolumeConfiguration: { driver: "rexray/efs" } }, "WINDOWS_SERVER_2022_CORE"),
    "by the plugin rexray/efs on Windows",
  ],
  [
    "ecs-volume-platform",
    mounting({ fsxWindowsFileServerVolumeConfiguration: {} }),
    "mounts data by FSx for Windows File Server on Linux",
  ],
];

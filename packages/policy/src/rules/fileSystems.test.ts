import { check } from "../check.ts";
import { broken, mounting, without } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { fileSystemRules } from "./fileSystems.ts";

const denying = (condition?: Inputs) =>
  broken(aws.fileSystemPolicy, {
    policy: { Statement: [{ Effect: "Deny", Action: "*", Condition: condition }] },
  });
it.each([
  ["another letter case, a wildcard and no list", { Action: "ELASTICFILESYSTEM:client?*" }],
  ["all but another action", { Action: undefined, NotAction: "elasticfilesystem:DescribeMountTargets" }],
  [
    "operators that mean the same",
    { Condition: { StringNotEqualsIfExists: { "aws:securetransport": "true" } } },
  ],
])("takes a policy in %s for one that refuses what comes in clear", (_what, change) => {
  const deny = {
    Effect: "Deny",
    Principal: "*",
    Action: "*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const policy = JSON.stringify({ Statement: [{ ...deny, ...change }] });
  const found = check(broken(aws.fileSystemPolicy, { policy })(goodStack()), {}, { rules: fileSystemRules });
  expect(found.filter(({ rule }) => rule === "efs-transport")).toEqual([]);
});

const accessPoint = (inputs: Inputs) => broken(aws.accessPoint, inputs);

itShowsEachRule(fileSystemRules, goodStack, [
  ["efs-backup", without(aws.backupPolicy), "has no automatic backups"],
  [
    "efs-backup",
    broken(aws.backupPolicy, { backupPolicy: { status: "DISABLED" } }),
    "has no automatic backups",
  ],
  ["efs-transport", without(aws.fileSystemPolicy), "accepts unencrypted connections"],
  ["efs-transport", denying({ Bool: { "aws:SecureTransport": "true" } }), "accepts unencrypted connections"],
  ["efs-root-access", denying({ Bool: { "aws:SecureTransport": "false" } }), "allows root access for roles"],
  ["efs-access-point", accessPoint({ posixUser: undefined }), "allows clients to act as any user"],
  ["efs-access-point", accessPoint({ rootDirectory: undefined }), "gives access to the whole file system"],
  [
    "ecs-efs-volume",
    mounting({ efsVolumeConfiguration: { fileSystemId: "fs-0" } }),
    "data without encryption",
  ],
  [
    "ecs-efs-volume",
    mounting({ efsVolumeConfiguration: { transitEncryption: "ENABLED" } }),
    "mounts data without its role",
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
    "ecs-network-volume",
    mounting({ dockerVolumeConfiguration: { driverOpts: { type: "nfs", o: "addr=10.0.0.5" } } }),
    "mounts data by nfs and Docker's local driver",
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
]);

import { adding } from "../testing/breaking.ts";
import type { Example } from "../testing/examples.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";

const fileSystem = (inputs: Inputs) => adding(aws.windowsFileSystem, inputs);

export const failingFsx: Example[] = [
  ["fsx-backup", fileSystem({ automaticBackupRetentionDays: 3 }), "keeps backups for 3 days"],
  ["fsx-backup", fileSystem({}), "keeps backups for 0 days"],
  ["fsx-audit", fileSystem({ auditLogConfiguration: {} }), "records no access"],
  ["fsx-multi-az", fileSystem({ deploymentType: "SINGLE_AZ_2" }), "lies in one zone"],
];

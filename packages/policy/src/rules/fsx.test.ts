import { broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { fsxRules } from "./fsx.ts";

const fileSystem = (inputs: Inputs) => broken(aws.windowsFileSystem, inputs);

itShowsEachRule(fsxRules, goodStack, [
  ["fsx-backup", fileSystem({ automaticBackupRetentionDays: 3 }), "keeps backups for 3 days"],
  ["fsx-backup", fileSystem({ automaticBackupRetentionDays: undefined }), "keeps backups for 0 days"],
  ["fsx-audit", fileSystem({ auditLogConfiguration: {} }), "logs no access"],
  ["fsx-multi-az", fileSystem({ deploymentType: "SINGLE_AZ_2" }), "is in only one zone"],
]);

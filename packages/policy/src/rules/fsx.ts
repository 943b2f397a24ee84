import { fields, text } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { aws } from "@ballast/aws";

/** Time in which a mistake is usually noticed, in days. */
const leastBackupDays = 7;

export const fsxRules: Rule[] = [
  {
    id: "fsx-backup",
    severity: "error",
    sentence: "A Windows file system is backed up every day, and its backups are kept for a week.",
    why: "A second zone does not protect from deletion: it contains the same files.",
    fix: `Set automaticBackupRetentionDays to ${leastBackupDays} or more.`,
    types: [aws.windowsFileSystem],
    *check(resource) {
      const days = Number(resource.inputs["automaticBackupRetentionDays"] ?? 0);
      if (days < leastBackupDays) yield `keeps backups for ${days} days`;
    },
  },
  {
    id: "fsx-audit",
    severity: "warning",
    sentence: "A Windows file system logs at least denied access.",
    why: "Attempts to open files without permission leave no other trace.",
    fix: "Set auditLogConfiguration; it requires a throughput of at least 32 MB per second.",
    types: [aws.windowsFileSystem],
    *check(resource) {
      const level = text(fields(resource.inputs["auditLogConfiguration"])["fileAccessAuditLogLevel"]);
      if (level === "" || level === "DISABLED") yield "logs no access";
    },
  },
  {
    id: "fsx-multi-az",
    severity: "warning",
    sentence: "A Windows file system has a standby in another zone.",
    why: "Without a standby, the shares are not available after a zone failure until a backup is restored.",
    fix: "Set deploymentType to MULTI_AZ_1, or give a reason why the application can wait.",
    types: [aws.windowsFileSystem],
    *check(resource) {
      if (!text(resource.inputs["deploymentType"]).startsWith("MULTI_AZ")) yield "is in only one zone";
    },
  },
];

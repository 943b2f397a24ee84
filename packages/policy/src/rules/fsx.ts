import { fields, text } from "../read.ts";
import type { Rule } from "../rule.ts";

const fileSystem = "aws:fsx/windowsFileSystem:WindowsFileSystem";

/** As many days as a mistake may take to be noticed. */
const leastBackupDays = 7;

export const fsxRules: Rule[] = [
  {
    id: "fsx-backup",
    severity: "error",
    sentence: "A Windows file system is backed up every day, and its backups are kept for a week.",
    why: "A second zone keeps a copy of every deletion too.",
    mend: `Set automaticBackupRetentionDays to ${leastBackupDays} or more.`,
    *check(stack) {
      for (const resource of stack.ofType(fileSystem)) {
        const days = Number(resource.inputs["automaticBackupRetentionDays"] ?? 0);
        if (days < leastBackupDays) yield { resource, message: `keeps backups for ${days} days` };
      }
    },
  },
  {
    id: "fsx-audit",
    severity: "warning",
    sentence: "A Windows file system records who was refused, at the least.",
    why: "Whoever tries doors leaves no other trace.",
    mend: "Set auditLogConfiguration; it needs a throughput of 32 MB per second.",
    *check(stack) {
      for (const resource of stack.ofType(fileSystem)) {
        const level = text(fields(resource.inputs["auditLogConfiguration"])["fileAccessAuditLogLevel"]);
        if (level === "" || level === "DISABLED") yield { resource, message: "records no access" };
      }
    },
  },
  {
    id: "ssm-secure-string",
    severity: "error",
    sentence: "An SSM parameter whose value is a secret is a SecureString.",
    why: "A String is kept, and shown, in clear.",
    mend: "Set type: SecureString; give what is no secret as insecureValue.",
    *check(stack) {
      for (const resource of stack.ofType("aws:ssm/parameter:Parameter")) {
        const secret = resource.inputs["value"] !== undefined || resource.inputs["valueWo"] !== undefined;
        if (secret && resource.inputs["type"] !== "SecureString")
          yield { resource, message: "is no SecureString" };
      }
    },
  },
];

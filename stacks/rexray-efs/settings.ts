import { checkWithoutEffect } from "@ballast/contracts";
import { checkDockerPlugin, isFargate } from "@ballast/ecs";
import { checkThroughput, FileSystemMode, Throughput } from "@ballast/rexray-efs";
import { z } from "zod";
import { backupSetting } from "../shared/backup.ts";
import {
  checkRetention,
  held,
  logRetentionDays,
  reason,
  refuseBy,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { existingFiles } from "../shared/existingFiles.ts";
import { checkDoor, webDoor } from "../shared/frontDoor.ts";
import { image } from "../shared/images.ts";
import { networkSettings } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";
import { checkPatched, patchSettings } from "../shared/patch.ts";
import { runningHoursSettings } from "../shared/scaling.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";

const native = z.strictObject({
  mode: z.literal(FileSystemMode.Native).describe("A file system in the Pulumi state, which ECS mounts."),
  throughput: z
    .enum(Throughput)
    .optional()
    .meta({ description: "The throughput mode, which also determines the price.", without: "`elastic`" }),
  provisionedMiBps: z.number().optional().meta({
    description: "MiB per second; required for throughput `provisioned`.",
    without: "none",
  }),
  noBackupReason: reason.optional().meta({
    description: "Reason why daily backups are disabled.",
    without: "daily backups are enabled",
  }),
  backup: backupSetting("EFS's daily backup, kept for 35 days"),
  kmsKeyArn: z.string().optional().meta({
    description: "Customer managed key that encrypts the files; never changes.",
    without: "the account's key for EFS",
  }),
  existing: existingFiles.optional().meta({
    description:
      "An existing file system, for example one that AWS Backup restored: see [Restore](../../stacks/rexray-efs/README.md#restore).",
    without: "a new, empty file system",
  }),
});
const plugin = z.strictObject({
  mode: z
    .literal(FileSystemMode.Plugin)
    .describe("A file system that REX-Ray creates, outside the Pulumi state."),
  image: held(z.string(), checkDockerPlugin).describe(
    "REX-Ray's plugin, with the digest that you have checked.",
  ),
  reason: reason.describe("Reason why the plugin is required."),
});

const shape = z.strictObject({
  ...retentionSettings({ files: "the files", logs: "the tasks' logs" }),
  ...networkSettings,
  image: image.describe("Apache httpd 2.4, laid out like its official image; it needs no configuration."),
  files: z
    .discriminatedUnion("mode", [native, plugin])
    .default({ mode: FileSystemMode.Native })
    .describe("How tasks access the shared files."),
  compute: z
    .enum(["fargate", "ec2"])
    .default("fargate")
    .describe("Where tasks run: AWS Fargate, or container instances. Mode `plugin` needs `ec2`."),
  instanceTypes: z.array(z.string()).optional().meta({
    description: "For compute `ec2`, in the order of preference.",
    without: "`t3.medium`, `t3a.medium`",
  }),
  desiredCount: taskCount.default(4).describe("Web servers."),
  ...webDoor("reach the web servers"),
  ...runningHoursSettings,
  ...patchSettings,
  ...watchSettings,
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape
  .superRefine(checkRetention(({ files }) => [...(isOfThisStack(files) ? ["files"] : []), "logs"]))
  .superRefine(checkFiles)
  .superRefine(checkPatched(({ compute }: z.infer<typeof shape>) => isFargate(compute)))
  .superRefine(checkDoor())
  .superRefine(checkTold);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

/** The stack does not delete file systems that the plugin creates or that existed before. */
function isOfThisStack(files: z.infer<typeof shape>["files"]): boolean {
  switch (files.mode) {
    case FileSystemMode.Native:
      return files.existing === undefined;
    case FileSystemMode.Plugin:
      return false;
  }
}

function checkFiles(settings: z.infer<typeof shape>, context: z.RefinementCtx): void {
  const { files, compute } = settings;
  if (isFargate(compute)) {
    const why = "AWS Fargate has no instances. Leave it out, or use compute: ec2.";
    refuseBy(context, (faults) => checkWithoutEffect(faults, "", settings, ["instanceTypes"], why));
  }
  switch (files.mode) {
    case FileSystemMode.Native:
      return refuseBy(context, (faults) => {
        checkThroughput(faults, "files", files);
        if (files.noBackupReason !== undefined) {
          const why = "files.noBackupReason disables backups. Leave one of the two out.";
          checkWithoutEffect(faults, "files", files, ["backup"], why);
        }
        if (files.existing !== undefined) {
          const why = "the stack does not change it on the file system of files.existing. Leave it out.";
          checkWithoutEffect(faults, "files", files, ["throughput", "provisionedMiBps", "kmsKeyArn"], why);
        }
      });
    case FileSystemMode.Plugin:
      if (!isFargate(compute)) return;
      return context.addIssue({
        code: "custom",
        path: ["compute"],
        input: compute,
        message: 'a Docker plugin needs container instances; use "ec2", or files.mode "native"',
      });
  }
}

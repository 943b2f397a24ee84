import { checkBackup, type StoreBackup, type StoreKind } from "@ballast/ecs";
import { z } from "zod";
import { excuse, held } from "./common.ts";

/** How a store is backed up; the component that makes it checks the rest. */
export function backupSetting(without: string, kind?: StoreKind) {
  return held<StoreBackup>(
    z.strictObject({
      enabled: z.boolean().optional().meta({
        description: "`false` disables all backups.",
        without: "`true`",
      }),
      ...excuse,
      schedule: z.string().optional().meta({
        description: "When AWS Backup creates a recovery point: a cron expression, in UTC.",
        without: "`cron(0 2 ? * * *)` if AWS Backup is used",
      }),
      days: z.number().optional().meta({
        description: "Days to keep a recovery point of AWS Backup, 1 to 36,500.",
        without: "7",
      }),
      copyTo: z
        .strictObject({
          region: z.string().describe("Another region, for example `eu-west-1`."),
          days: z.number().optional().meta({
            description: "Days to keep a copy.",
            without: "as long as the backup that is copied",
          }),
          kmsKeyArn: z.string().optional().meta({
            description:
              "Customer managed key in that region; copies of FSx, RDS and Aurora require this or `vaultArn`.",
            without: "the account's AWS managed key in that region",
          }),
          vaultArn: z.string().optional().meta({
            description: "AWS Backup vault in that region; not for EBS volumes.",
            without: "a vault of this stack",
          }),
        })
        .optional()
        .meta({
          description: "Copies in another region.",
          without: "none: the backups are lost if the region is lost",
        }),
      drill: z
        .strictObject({
          schedule: z.string().optional().meta({
            description: "When restore tests run: a cron expression of AWS Backup, in UTC.",
            without: "`cron(0 4 1 * ? *)`: once a month",
          }),
          validate: z
            .strictObject({
              functionArn: z.string().optional().meta({
                description: "Your Lambda function, which examines restored data.",
                without: "none: restored data is not read",
              }),
            })
            .optional()
            .meta({
              description: "How the result is examined.",
              without: "by a function of this stack, unless `validationHours` is set",
            }),
          validationHours: z.number().optional().meta({
            description:
              "Hours to wait for a result, 1 to 168. Without `validate`, restored resources remain for it, and you report the result.",
            without: "1: they are deleted when they have been examined",
          }),
        })
        .optional()
        .meta({
          description:
            "Restore tests of AWS Backup, which prove that backups can be restored. Each costs a restore test and the restored resources.",
          without: "none",
        }),
    }),
    (faults, path, value) => checkBackup(faults, path, value, kind === undefined ? {} : { kind }),
  )
    .optional()
    .meta({
      description: "How it is backed up: see [the package](../../packages/ecs/README.md#backups).",
      without,
    });
}

import { checkBackup, type StoreBackup, type StoreKind } from "@ballast/ecs";
import { z } from "zod";
import { excuse, held } from "./common.ts";

/** How a store is backed up; the component that makes it checks the rest. */
export function backupSetting(without: string, kind?: StoreKind) {
  return held<StoreBackup>(
    z.strictObject({
      enabled: z.boolean().optional().meta({
        description: "False switches every backup off.",
        without: "`true`",
      }),
      ...excuse,
      schedule: z.string().optional().meta({
        description: "When AWS Backup makes a recovery point: a cron expression, in UTC.",
        without: "`cron(0 2 ? * * *)` where AWS Backup makes any",
      }),
      days: z.number().optional().meta({
        description: "Days to keep a recovery point of AWS Backup, 1 to 36,500.",
        without: "7",
      }),
      copyTo: z
        .strictObject({
          region: z.string().describe("Another region, as `eu-west-1`."),
          days: z.number().optional().meta({
            description: "Days to keep a copy.",
            without: "as many as the backup that is copied",
          }),
          kmsKeyArn: z.string().optional().meta({
            description:
              "Customer-managed key of that region; copies of FSx, RDS and Aurora require it, or `vaultArn`.",
            without: "the account's key there",
          }),
          vaultArn: z.string().optional().meta({
            description: "Vault of AWS Backup in that region; not for EBS volumes.",
            without: "a vault of this stack",
          }),
        })
        .optional()
        .meta({
          description: "Copies in another region.",
          without: "none: what is lost with the region is lost",
        }),
      drill: z
        .strictObject({
          schedule: z.string().optional().meta({
            description: "When: a cron expression of AWS Backup, in UTC.",
            without: "`cron(0 4 1 * ? *)`: once a month",
          }),
          validationHours: z.number().optional().meta({
            description: "Hours for which the result stays, to be looked at, 1 to 168.",
            without: "none: it is deleted at once",
          }),
        })
        .optional()
        .meta({
          description:
            "Restores by AWS Backup that prove the backups: each costs a test, and what it restores.",
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

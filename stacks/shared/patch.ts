import { checkWithoutEffect } from "@ballast/contracts";
import {
  checkPatch,
  checkPinnedImage,
  type CapacityArgs,
  type PatchArgs,
  type PinnedImage,
} from "@ballast/ecs";
import { z } from "zod";
import { excuse, held, refuseBy } from "./common.ts";

/**
 * How container instances are replaced by instances with a newer AMI. The component that makes them checks the values.
 */
export const patchSettings = {
  patch: held<PatchArgs>(
    z.strictObject({
      enabled: z.boolean().optional().meta({
        description: "`false`: running instances keep their AMI.",
        without: "`true`",
      }),
      ...excuse,
      maximumAgeDays: z.number().optional().meta({
        description:
          "Age in days of an instance's AMI, since its release, after which instances are replaced, 1 to 365.",
        without: "30",
      }),
      window: z.string().optional().meta({
        description: "When instances are replaced: a cron expression of EventBridge Scheduler.",
        without: "`cron(0 3 ? * SAT,SUN *)`",
      }),
      timeZone: z.string().optional().meta({
        description: "The window's time zone, for example `Europe/Berlin`.",
        without: "`UTC`",
      }),
    }),
    (faults, path, value) => checkPatch(faults, path, value),
  )
    .optional()
    .meta({
      description:
        "How instances get new AMIs: see [the package](../../packages/ecs/README.md#machine-images).",
      without:
        "during weekend nights, all instances are replaced if one has an outdated AMI that is more than 30 days old",
    }),
  pinnedImage: held<PinnedImage>(
    z.strictObject({
      id: z.string().describe("`ami-…`, with the same operating system."),
      released: z.string().describe("Release date of the AMI, for example `2026-11-18`."),
    }),
    (faults, path, value) => checkPinnedImage(faults, path, value),
  )
    .optional()
    .meta({
      description: "An AMI with which instances start instead of AWS's newest.",
      without: "the newest",
    }),
};

/** The settings as they are in the stack's settings file. */
export interface PatchSettings {
  patch?: PatchArgs | undefined;
  pinnedImage?: PinnedImage | undefined;
}

export function patchArgs({
  patch,
  pinnedImage,
}: PatchSettings): Pick<CapacityArgs, "patch" | "pinnedImage"> {
  return { ...(patch && { patch }), ...(pinnedImage && { pinnedImage }) };
}

/** For `.superRefine`, of scenarios that may run on AWS Fargate. */
export function checkPatched<Settings extends PatchSettings>(onFargate: (settings: Settings) => boolean) {
  return (settings: Settings, context: z.RefinementCtx): void => {
    if (!onFargate(settings)) return;
    const why = "AWS Fargate has no instances. Leave it out, or use compute: ec2.";
    refuseBy(context, (faults) =>
      checkWithoutEffect<PatchSettings>(faults, "", settings, ["patch", "pinnedImage"], why),
    );
  };
}

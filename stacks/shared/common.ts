import { Retention } from "@ballast/contracts";
import { z } from "zod";

// What several scenarios let their users say, said the same way in each.

/** Whether data outlives the stack. Letting it go takes a reason, which the plan shows. */
export const retentionSettings = {
  retention: z.enum(Retention),
  retentionReason: z
    .string()
    .min(10, 'say why in ten characters or more, for example "rebuilt from its pipeline"')
    .optional(),
};

interface RetentionSettings {
  retention: Retention;
  retentionReason?: string | undefined;
}

/** For `.superRefine`. */
export function checkRetention(settings: RetentionSettings, context: z.RefinementCtx): void {
  if (settings.retention === Retention.Discard && settings.retentionReason === undefined) {
    context.addIssue({
      code: "custom",
      path: ["retentionReason"],
      input: undefined,
      message: 'retention: "discard" deletes data with its stack, so say why that is fine',
    });
  }
}

/** The reason as a component's waivers have it. */
export function retentionWaivers(settings: RetentionSettings): Record<string, string> {
  return settings.retention === Retention.Discard ? { "data-retention": settings.retentionReason ?? "" } : {};
}

const keyRule = /^[a-z0-9]+$/;
export const key = z.string().regex(keyRule, "use only a–z and 0–9");

export const cidrBlock = z
  .string()
  .regex(/^\d+(\.\d+){3}\/\d+$/, 'give an IPv4 range, for example "10.8.0.0/16"');

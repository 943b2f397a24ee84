import {
  checkCidrBlock,
  checkLogRetention,
  checkPort,
  checkWhole,
  Faults,
  Retention,
  type Client,
} from "@ballast/contracts";
import { z } from "zod";

// What several scenarios let their users say, said the same way in each.

// Each setting is described here or by its scenario: `description`, and `without` for what leaving it out does. The pages
// of docs/scenarios are made of both.

/** Whether data outlives the stack. Letting it go takes a reason, which the plan shows. */
export const retentionSettings = {
  retention: z
    .enum(Retention)
    .describe(
      "Whether data, logs and backups outlive the stack: `retain` keeps them, `discard` deletes them.",
    ),
  retentionReason: z
    .string()
    .min(10, 'say why in ten characters or more, for example "rebuilt from its pipeline"')
    .optional()
    .meta({ description: "Why `discard` is fine; the plan shows it.", without: "refused with `discard`" }),
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
  const reason = settings.retentionReason ?? "";
  // Without its stack nobody needs the load balancer's name.
  return settings.retention === Retention.Discard
    ? { "data-retention": reason, "lb-deletion-protection": reason }
    : {};
}

export const reason = z.string().min(10, "say why in ten characters or more");

const keyRule = /^[a-z0-9]+$/;
export const key = z.string().regex(keyRule, "use only a–z and 0–9");

/**
 * What a component would refuse, refused before the first resource of the stack exists: its own check, as a part of the
 * settings' schema.
 */
export function held<Value>(
  schema: z.ZodType<Value>,
  check: (faults: Faults, path: string, value: Value) => void,
): z.ZodType<Value> {
  return schema.superRefine((value, context) => {
    refuseBy(
      context,
      (faults) => check(faults, "", value),
      () => [],
    );
  });
}

/** Refuses a setting in words that hold its value already. For `.superRefine`. */
export function refuse(context: z.RefinementCtx, path: string[], message: string): void {
  context.addIssue({ code: "custom", path, message, params: { says: "everything" } });
}

/**
 * The same by a component's own check of several values, each fault at its setting.
 *
 * @param settingOf From the argument's path. @default - the settings are named as the arguments are
 */
export function refuseBy(
  context: z.RefinementCtx,
  check: (faults: Faults) => void,
  settingOf: (propertyPath: string) => string[] = (propertyPath) => propertyPath.split("."),
): void {
  const faults = new Faults("settings");
  check(faults);
  for (const { propertyPath, reason } of faults.found) refuse(context, settingOf(propertyPath), reason);
}

export const cidrBlock = held(z.string(), checkCidrBlock);

/** Address ranges by name, as components take their clients. */
export function clientsOf(ranges: Record<string, string>): Record<string, Client> {
  return Object.fromEntries(Object.entries(ranges).map(([name, cidrBlock]) => [name, { cidrBlock }]));
}

export const port = held(z.number(), checkPort);
export const logRetentionDays = held(z.number(), checkLogRetention).meta({
  description: "Days to keep logs: a period that CloudWatch Logs knows.",
  without: "90",
});
/** The load balancer's, of AWS Certificate Manager. */
export const certificateArn = z.string().meta({
  description: "ARN of an ACM certificate for the load balancer: HTTPS, to which port 80 redirects.",
  without: "plain HTTP, inside the VPC",
});

/** A whole number between two others, both allowed. */
export const whole = (from: number, to: number, unit?: string) =>
  held(z.number(), (faults, path, value) => checkWhole(faults, path, value, { from, to, unit }));

/** Tasks of a service, up to its quota (Amazon ECS service quotas, 2026-11). */
export const taskCount = whole(0, 5000);

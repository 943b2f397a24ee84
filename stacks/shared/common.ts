import {
  checkCidrBlock,
  checkLogRetention,
  checkPort,
  checkProtection,
  checkWhole,
  Faults,
  Retention,
  type Client,
  type Protection,
  isDiscarded,
} from "@ballast/contracts";
import { z } from "zod";

// Settings that several scenarios have, with the same form in each.

// Each setting is described here or by its scenario: `description`, and `without` for what leaving it out does. The pages
// of docs/scenarios are made of both.

export const reason = z.string().min(10, "say why in ten characters or more");

/** Why something is off, and until when. */
export const excuse = {
  reason: reason
    .optional()
    .meta({ description: "Reason why it is disabled.", without: "refused if it is disabled" }),
  expires: z.string().optional().meta({
    description: "Last day on which the reason is valid, for example `2027-03-31`.",
    without: "no end",
  }),
};

/** A protection, which goes off for a reason and until a day. */
export const protection: z.ZodType<Protection> = held(
  z.strictObject({ enabled: z.boolean().describe("Whether it is on."), ...excuse }),
  (faults, path, value) => checkProtection(faults, path, value),
);

export const loadBalancerProtection = protection.optional().meta({
  description:
    "AWS refuses to delete the load balancer while this is enabled; disable it before you destroy the stack.",
  without: "on",
});

/**
 * Whether data outlives the stack. Letting it go takes a reason for each store, which the plan shows for that store.
 *
 * @param stores What the scenario keeps, each by a word of the settings.
 */
export function retentionSettings<Store extends string>(stores: Record<Store, string>) {
  const words = Object.entries<string>(stores).map(([store, what]) => [
    store,
    reason.optional().meta({ description: `For ${what}.`, without: "refused with `discard`" }),
  ]);
  return {
    retention: z
      .enum(Retention)
      .describe(
        "Whether data, logs and backups outlive the stack: `retain` keeps them, `discard` deletes them.",
      ),
    retentionReason: z
      .strictObject(Object.fromEntries(words) as Record<Store, z.ZodOptional<typeof reason>>)
      .optional()
      .meta({
        description: "Reason why the data may be deleted; the plan shows it.",
        without: "refused with `discard`",
      }),
  };
}

interface RetentionSettings {
  retention: Retention;
  retentionReason?: Record<string, string | undefined> | undefined;
}

/** For `.superRefine`. @param storesOf The stores that these settings create, keyed by their names in `retentionReason`. */
export function checkRetention<Settings extends RetentionSettings>(
  storesOf: (settings: Settings) => string[],
) {
  return (settings: Settings, context: z.RefinementCtx): void => {
    const { retention, retentionReason } = settings;
    const missing = (path: string[]): void =>
      context.addIssue({
        code: "custom",
        path,
        input: undefined,
        message: 'retention: "discard" deletes data with its stack, so say why that is fine',
      });
    const stores = isDiscarded(retention) ? storesOf(settings) : [];
    if (retentionReason === undefined) {
      if (stores.length > 0) missing(["retentionReason"]);
      return;
    }
    for (const store of stores.filter((one) => retentionReason[one] === undefined))
      missing(["retentionReason", store]);
    for (const store of Object.keys(retentionReason).filter((one) => !stores.includes(one)))
      refuse(
        context,
        ["retentionReason", store],
        "is for a store that these settings do not discard; leave it out.",
      );
  };
}

/** Names of children are made of keys; AWS allows the longest of them 255 characters, and most far fewer. */
const keyRule = /^[a-z0-9]+$/;
export const key = z.string().regex(keyRule, "use only a–z and 0–9").max(64, "use 64 characters at the most");

/**
 * What a component would refuse, refused before the first resource of the stack exists: its own check, as a part of the
 * settings' schema.
 */
export function held<Value>(
  schema: z.ZodType<Value>,
  check: (faults: Faults, path: string, value: Value) => void,
): z.ZodType<Value> {
  const faultsAt = (path: string, value: Value): string[] => {
    const faults = new Faults("settings");
    check(faults, path, value);
    return faults.found.map(({ reason }) => reason);
  };
  return schema.superRefine((value, context) => {
    // Where it stands decides whether a fault may quote it, and that is known only when the issue is explained.
    if (faultsAt("secret", value).length === 0) return;
    context.addIssue({
      code: "custom",
      path: [],
      message: "is refused",
      params: { faultsAt: (path: string) => faultsAt(path, value) },
    });
  });
}

/** Refuses a setting in words that hold its value already. For `.superRefine`. */
export function refuse(context: z.RefinementCtx, path: (string | number)[], message: string): void {
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
  description: "Days to keep logs: a retention period that CloudWatch Logs supports.",
  without: "90",
});
/** A whole number between two others, both allowed. */
export const whole = (from: number, to: number, unit?: string) =>
  held(z.number(), (faults, path, value) => checkWhole(faults, path, value, { from, to, unit }));

/** Tasks of a service, up to its quota (Amazon ECS service quotas, 2026-11). */
export const taskCount = whole(0, 5000);

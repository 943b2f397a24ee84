import { checkDay } from "./expiry.ts";
import type { Faults } from "./faults.ts";

/** What happens to data when its stack is destroyed. */
export const Retention = {
  /** Stores are protected, and remain when the stack is destroyed. */
  Retain: "retain",
  /** Stores are emptied and deleted with the stack. */
  Discard: "discard",
} as const;
export type Retention = (typeof Retention)[keyof typeof Retention];

const discards: Record<Retention, boolean> = { retain: false, discard: true };

/** Whether data is deleted with its stack. Unknown values keep it. */
export function isDiscarded(retention: Retention | undefined = Retention.Retain): boolean {
  return discards[retention] ?? false;
}

/** A protection that is on by default. Turning it off requires a reason. */
export interface Protection {
  /** False turns the protection off, which requires a reason. */
  enabled: boolean;
  /**
   * Why it is off. The component's output `waivers` and the plan contain the reason.
   *
   * @default - none; required when `enabled` is false
   */
  reason?: string;
  /**
   * Last day on which the reason applies, in UTC, for example `2027-03-31`. From the next day on, the rule reports the
   * finding again.
   *
   * @default - no expiry date
   */
  expires?: string;
}

export function checkProtection(faults: Faults, path: string, protection: Protection | undefined): void {
  if (protection?.enabled === false && !protection.reason?.trim()) {
    // A blank reason is a fault of the reason's, which is found as such, too.
    faults.add(
      protection.reason === undefined ? path : `${path}.reason`,
      'switches a protection off without a reason; give { enabled: false, reason: "…" }.',
    );
  }
  if (protection?.enabled === true && (protection.reason ?? protection.expires) !== undefined) {
    faults.add(
      path,
      "is on, so its reason and its last day have no effect. Leave both out, or switch it off.",
    );
  }
  checkDay(faults, `${path}.expires`, protection?.expires);
}

export function isOn(protection: Partial<Protection> | undefined): boolean {
  return protection?.enabled ?? true;
}

/** The part by which a rule can be waived, of arguments that say more than whether something is on. */
export function protectionOf(args: Partial<Protection> | undefined): Protection | undefined {
  if (args === undefined) return undefined;
  const { enabled = true, reason, expires } = args;
  return {
    enabled,
    ...(reason !== undefined && { reason }),
    ...(expires !== undefined && { expires }),
  };
}

/** The argument of components that create stores. */
interface RetentionChoice {
  retention?: Retention | undefined;
  retentionReason?: string | undefined;
}

export function checkRetention(faults: Faults, { retention, retentionReason }: RetentionChoice): void {
  if (retentionReason === undefined) return;
  if (!retentionReason.trim())
    faults.add("retentionReason", "is empty; say why the data may go with its stack, or leave it out.");
  else if (!isDiscarded(retention))
    faults.add("retentionReason", 'has no effect unless retention is "discard"; leave it out.');
}

/** The protection of a component's own stores that `discard` switches off; undefined while it is on, or without a reason. */
export function storeProtection({ retention, retentionReason }: RetentionChoice): Protection | undefined {
  return isDiscarded(retention) && retentionReason !== undefined
    ? { enabled: false, reason: retentionReason }
    : undefined;
}

/**
 * Resource options of a child that holds data. `retainOnDelete` does not reach children from their component's
 * options, so each such child names it.
 */
export function retentionOptions(retention: Retention | undefined): {
  protect: boolean;
  retainOnDelete: boolean;
} {
  const keep = !isDiscarded(retention);
  return { protect: keep, retainOnDelete: keep };
}

import { checkDay, writeReason } from "./expiry.ts";
import type { Faults } from "./faults.ts";

/** What happens to data when its stack is destroyed. */
export const Retention = { Retain: "retain", Discard: "discard" } as const;
export type Retention = (typeof Retention)[keyof typeof Retention];

/** A protection that is on unless somebody writes down why not. */
export interface Protection {
  enabled: boolean;
  /**
   * Why it is off. It ends up in the component's `waivers`, in the plan and in an auditor's hands.
   *
   * @default - none; required when `enabled` is false
   */
  reason?: string;
  /**
   * Last day on which the reason holds, as `2027-03-31`; from the next day on the rule complains again.
   *
   * @default - it holds until somebody takes it back
   */
  expires?: string;
}

export function checkProtection(faults: Faults, path: string, protection: Protection | undefined): void {
  if (protection?.enabled === false && !protection.reason?.trim()) {
    faults.add(path, 'switches a protection off without a reason; give { enabled: false, reason: "…" }.');
  }
  checkDay(faults, `${path}.expires`, protection?.expires);
}

export function isOn(protection: Protection | undefined): boolean {
  return protection?.enabled ?? true;
}

/** The reasons of the protections that are off, by the rule of packages/policy that would complain. */
export function waiversOf(protections: Record<string, Protection | undefined>): Record<string, string> {
  const off = Object.entries(protections).filter(([, protection]) => !isOn(protection));
  return Object.fromEntries(
    off.map(([rule, protection]) => [
      rule,
      writeReason({
        reason: protection?.reason ?? "",
        ...(protection?.expires !== undefined && { expires: protection.expires }),
      }),
    ]),
  );
}

/**
 * Resource options of a child that holds data. `retainOnDelete` does not reach children from their component's
 * options, so each such child names it.
 */
export function retentionOptions(retention: Retention | undefined): {
  protect: boolean;
  retainOnDelete: boolean;
} {
  const keep = retention !== Retention.Discard;
  return { protect: keep, retainOnDelete: keep };
}

import {
  checkDay,
  checkId,
  checkProtection,
  checkWhole,
  checkWithoutEffect,
  type Faults,
  heldId,
  type IdForm,
  isOn,
  protectionOf,
  subjectOf,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { checkCron } from "../cron.ts";
import { checkTimeZone } from "../timeZone.ts";

/** How container instances are replaced by instances with a newer AMI. */
export interface PatchArgs {
  /** If false, instances keep the AMI with which they started; this requires a reason. @default true */
  enabled?: boolean;
  /** Why it is off. Waives the rule `hosts-patched`. @default - none; required when `enabled` is false */
  reason?: string;
  /** Last day on which the reason applies, in UTC, for example `2027-03-31`. @default - no expiry date */
  expires?: string;
  /**
   * Days after the release of an instance's AMI, 1 to 365, after which the instance is replaced if there is a newer
   * AMI.
   *
   * @default 30
   */
  maximumAgeDays?: number;
  /**
   * When instances are checked and replaced: a cron expression of EventBridge Scheduler, `cron(0 3 ? * SUN *)`. If runs
   * are more than six days apart, no alarm reports missing runs, because CloudWatch evaluates at most seven days. An alarm then
   * reports that EventBridge Scheduler gave up a call.
   *
   * @default "cron(0 3 ? * SAT,SUN *)"
   */
  window?: string;
  /** Time zone of the window, for example `Europe/Berlin`. @default "UTC" */
  timeZone?: string;
}

/** A pinned AMI. */
export interface PinnedImage {
  /** `ami-0123456789abcdef0`. */
  id: pulumi.Input<string>;
  /** Day on which it was released, for example `2026-11-18`. The rule `pinned-image-age` calculates its age. */
  released: string;
}

/** Defaults. */
export const patchDefaults = {
  maximumAgeDays: 30,
  // The second night repeats what failed in the first, and keeps the time between two runs below what an alarm can look back.
  window: "cron(0 3 ? * SAT,SUN *)",
  timeZone: "UTC",
} as const;

const off = "patch is off. Leave it out.";

export function checkPatch(faults: Faults, path: string, patch: PatchArgs | undefined): void {
  if (patch === undefined) return;
  const { maximumAgeDays, window, timeZone } = patch;
  checkProtection(faults, path, protectionOf(patch));
  checkWhole(faults, `${path}.maximumAgeDays`, maximumAgeDays, { from: 1, to: 365, unit: "days" });
  checkCron(faults, `${path}.window`, window, {
    of: "EventBridge Scheduler",
    use: "six fields,",
    example: "cron(0 3 ? * SUN *)",
  });
  checkTimeZone(faults, `${path}.timeZone`, timeZone);
  if (!isOn(patch)) checkWithoutEffect(faults, path, patch, ["maximumAgeDays", "window", "timeZone"], off);
}

export const imageIdForm: IdForm = {
  what: "the id of a machine image",
  pattern: /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  example: ["ami", "0123456789abcdef0"].join("-"),
};

/** A fault for each of the two. */
export function checkPinnedImage(faults: Faults, path: string, image: PinnedImage | undefined): void {
  if (image === undefined) return;
  checkId(faults, `${path}.id`, image.id, imageIdForm);
  checkDay(faults, `${path}.released`, image.released);
}

/** Its id, for use in place of the argument. */
export function pinnedImageId(component: string, name: string, { id }: PinnedImage): pulumi.Input<string> {
  return heldId(subjectOf(component, name), "pinnedImage.id", id, imageIdForm);
}

/** The tag of launch templates that start from a pinned image. */
export const releasedTag = "ballast:image-released";

/** For people, and for `ballast hosts`. */
export function patchTags(patch: PatchArgs | undefined): Record<string, string> {
  if (!isOn(patch)) return { "ballast:patch-age-days": "off" };
  const { maximumAgeDays, window, timeZone } = { ...patchDefaults, ...patch };
  return {
    "ballast:patch-age-days": String(maximumAgeDays),
    "ballast:patch-window": window,
    "ballast:patch-time-zone": timeZone,
  };
}

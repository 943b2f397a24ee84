import { isDay, type Reason } from "./expiry.ts";
import { isOn, type Protection } from "./protection.ts";
import { required } from "./record.ts";

/** Why a rule is waived for one member. */
export interface Waiver {
  /** Why the rule does not apply here; plans and reports show it. */
  reason: string;
  /** Last day on which the waiver applies, in UTC, for example `2027-03-31`. @default - no expiry date */
  expires?: string;
}

/**
 * Waivers by rule id, then by member: the name of a resource (`web-lb`), or the name and a part of the resource
 * (`web-task/side` for a container). An entry applies only to its own member.
 */
export type Waivers = Record<string, Record<string, Waiver>>;

/** The key of a member in `Waivers`. @param part A container, a volume, …; undefined for the whole resource. */
export function memberKey(resource: string, part: string | undefined): string {
  return part === undefined ? resource : `${resource}/${part}`;
}

/** The waivers for protections that are off, by rule and member. */
export function waiversOf(protections: Record<string, Record<string, Protection | undefined>>): Waivers {
  const off = Object.entries(protections).map(([rule, members]) => [rule, membersOff(members)] as const);
  return Object.fromEntries(off.filter(([, members]) => Object.keys(members).length > 0));
}

function membersOff(members: Record<string, Protection | undefined>): Record<string, Waiver> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([member, protection]) =>
      protection === undefined || isOn(protection) ? [] : [[member, waiverOf(protection)] as const],
    ),
  );
}

function waiverOf({ reason, expires }: Protection): Waiver {
  return { reason: required(reason, "The reason"), ...(expires !== undefined && { expires }) };
}

/** The waivers of parts of one resource, as that resource's component registers them. */
export function waiversWithin(resource: string, ofParts: Waivers): Waivers {
  return Object.fromEntries(
    Object.entries(ofParts).map(([rule, parts]) => [
      rule,
      Object.fromEntries(Object.entries(parts).map(([part, waiver]) => [memberKey(resource, part), waiver])),
    ]),
  );
}

/** Merges waivers into one record. One component never has two waivers for the same rule and member; the last one would win. */
export function joinWaivers(...all: Waivers[]): Waivers {
  const joined: Waivers = {};
  for (const [rule, members] of all.flatMap((waivers) => Object.entries(waivers)))
    joined[rule] = { ...joined[rule], ...members };
  return joined;
}

/** A waiver as a program registered it, or what is wrong with it; undefined if there is none for the member. */
export type FoundWaiver = { waiver: Reason } | { fault: string };

/** @param waivers What a component or a stack has as its output `waivers`: anything at all. */
export function findWaiver(waivers: unknown, rule: string, member: string): FoundWaiver | undefined {
  const members = own(waivers, rule);
  if (members === undefined) return undefined;
  if (typeof members !== "object" || members === null || Array.isArray(members))
    return { fault: `names no member; expected: { "${member}": { reason, expires? } }` };
  const waiver = own(members, member);
  if (waiver === undefined) return undefined;
  const reason = own(waiver, "reason");
  const expires = own(waiver, "expires");
  if (typeof reason !== "string" || reason.trim() === "") return { fault: "has no reason" };
  if (expires === undefined || expires === null) return { waiver: { reason } };
  if (typeof expires !== "string" || !isDay(expires))
    return { fault: 'has an "expires" that is not a day, for example "2027-03-31"' };
  return { waiver: { reason, expires } };
}

function own(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

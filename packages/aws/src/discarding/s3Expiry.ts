import { block, fields, isTrue, list, text, type Fields } from "@ballast/model";
import type { Discarded } from "./discarding.ts";

/**
 * An S3 lifecycle rule that deletes objects or versions, in a common form for the provider's blocks and
 * CloudFormation.
 */
interface ExpiryRule {
  prefix: string;
  tags: Readonly<Record<string, string>>;
  /** Object sizes in bytes to which the rule applies, both bounds excluded. */
  above: number;
  below: number;
  /** Age in days at which objects expire. @default - objects do not expire by age */
  days?: number;
  /** Date on which objects expire, as `2027-03-31`. @default - objects do not expire on a date */
  date?: string;
  /** Age in days at which noncurrent versions expire. @default - noncurrent versions do not expire */
  noncurrentDays?: number;
  /** Number of noncurrent versions that are retained whatever their age. @default 0 */
  noncurrentKept?: number;
}

/**
 * What a change of lifecycle rules deletes that the old ones let be: each deletion of a new rule must be one of a single old rule, by
 * its objects and its age. Several old rules that together delete as much are not recognised, so it may be said of too much.
 */
export function expiryBeyond(
  before: readonly ExpiryRule[],
  after: readonly ExpiryRule[],
): Discarded | undefined {
  const beyond = after.flatMap((rule) => deletionsOf(rule).filter((one) => !isDeleted(one, before)));
  if (beyond.length === 0) return undefined;
  return { what: [...new Set(beyond.map(inWords))].join(", ") };
}

/** Splits a rule into rules with one kind of expiration each. */
function deletionsOf(rule: ExpiryRule): ExpiryRule[] {
  const { prefix, tags, above, below, days, date, noncurrentDays, noncurrentKept } = rule;
  const objects = { prefix, tags, above, below };
  return [
    ...(days === undefined ? [] : [{ ...objects, days }]),
    ...(date === undefined ? [] : [{ ...objects, date }]),
    ...(noncurrentDays === undefined
      ? []
      : [{ ...objects, noncurrentDays, noncurrentKept: noncurrentKept ?? 0 }]),
  ];
}

function isDeleted(one: ExpiryRule, before: readonly ExpiryRule[]): boolean {
  return before.flatMap(deletionsOf).some((old) => hasObjectsOf(old, one) && isAsEarly(old, one));
}

function hasObjectsOf(wide: ExpiryRule, narrow: ExpiryRule): boolean {
  return (
    narrow.prefix.startsWith(wide.prefix) &&
    Object.entries(wide.tags).every(([key, value]) => narrow.tags[key] === value) &&
    wide.above <= narrow.above &&
    wide.below >= narrow.below
  );
}

function isAsEarly(old: ExpiryRule, now: ExpiryRule): boolean {
  if (now.days !== undefined) return old.days !== undefined && old.days <= now.days;
  if (now.date !== undefined) return old.date !== undefined && old.date <= now.date;
  return (
    old.noncurrentDays !== undefined &&
    old.noncurrentDays <= (now.noncurrentDays ?? 0) &&
    (old.noncurrentKept ?? 0) <= (now.noncurrentKept ?? 0)
  );
}

function inWords({ prefix, days, date, noncurrentDays }: ExpiryRule): string {
  const where = prefix === "" ? "" : ` under ${prefix}`;
  if (days !== undefined) return `objects${where} older than ${days} days`;
  if (date !== undefined) return `objects${where} on ${date}`;
  return `noncurrent versions of objects${where} older than ${noncurrentDays} days`;
}

/** The rules of `aws:s3/bucketLifecycleConfiguration` (`status`), or of a bucket's own blocks (`enabled`). */
export function expiryRules(rules: unknown): ExpiryRule[] {
  return blocks(rules).flatMap((rule): ExpiryRule[] => {
    if (text(rule["status"] ?? (isTrue(rule["enabled"]) ? "Enabled" : "")) !== "Enabled") return [];
    const filter = block(rule["filter"]);
    const and = block(filter["and"]);
    const tag = block(filter["tag"]);
    const expiration = block(rule["expiration"] ?? rule["expirations"]);
    const former = block(rule["noncurrentVersionExpiration"] ?? rule["noncurrentVersionExpirations"]);
    return [
      {
        prefix: text(rule["prefix"]) || text(filter["prefix"]) || text(and["prefix"]),
        tags: {
          ...texts(rule["tags"]),
          ...texts(and["tags"]),
          ...("key" in tag && { [text(tag["key"])]: text(tag["value"]) }),
        },
        above: size(filter["objectSizeGreaterThan"] ?? and["objectSizeGreaterThan"], -1),
        below: size(filter["objectSizeLessThan"] ?? and["objectSizeLessThan"], Infinity),
        ...when(expiration["days"], expiration["date"]),
        ...versions(former["noncurrentDays"] ?? former["days"], former["newerNoncurrentVersions"]),
      },
    ];
  });
}

/** The rules in `LifecycleConfiguration` of `AWS::S3::Bucket`. */
export function templateExpiryRules(configuration: unknown): ExpiryRule[] {
  return blocks(fields(configuration)["Rules"]).flatMap((rule): ExpiryRule[] => {
    if (rule["Status"] !== "Enabled") return [];
    const former = block(rule["NoncurrentVersionExpiration"]);
    const tags = blocks(rule["TagFilters"]).map((tag) => [text(tag["Key"]), text(tag["Value"])]);
    return [
      {
        prefix: text(rule["Prefix"]),
        tags: Object.fromEntries(tags) as Record<string, string>,
        above: size(rule["ObjectSizeGreaterThan"], -1),
        below: size(rule["ObjectSizeLessThan"], Infinity),
        ...when(rule["ExpirationInDays"], rule["ExpirationDate"]),
        ...versions(
          former["NoncurrentDays"] ?? rule["NoncurrentVersionExpirationInDays"],
          former["NewerNoncurrentVersions"],
        ),
      },
    ];
  });
}

function when(days: unknown, date: unknown): Pick<ExpiryRule, "days" | "date"> {
  return {
    ...(Number(days) > 0 && { days: Number(days) }),
    ...(text(date) !== "" && { date: text(date).slice(0, 10) }),
  };
}

function versions(days: unknown, kept: unknown): Pick<ExpiryRule, "noncurrentDays" | "noncurrentKept"> {
  if (!(Number(days) > 0)) return {};
  return { noncurrentDays: Number(days), noncurrentKept: Number(kept) || 0 };
}

const size = (value: unknown, unset: number): number =>
  value === undefined ? unset : Number(value) || unset;
const blocks = (value: unknown): Fields[] => list(value).map(fields);
const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fields(value)).map(([key, one]) => [key, text(one)]));

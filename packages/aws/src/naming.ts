import { text } from "@ballast/model";
import type { Fields } from "./described.ts";

/** How a type is named. */
export interface Naming {
  /** The property that names it. */
  property: string;
  /** Characters that AWS allows. @default - no limit is published, or it is higher than any name that Pulumi makes */
  maximum?: number;
  /** @default - any character, or nothing is published */
  pattern?: RegExp;
  /** The pattern in words that go on from "use": `letters, digits and hyphens`. @default - there is no pattern */
  allowed?: string;
}

export const naming = (property: string, maximum?: number, pattern?: RegExp, allowed?: string): Naming => ({
  property,
  ...(maximum !== undefined && { maximum }),
  ...(pattern !== undefined && { pattern }),
  ...(allowed !== undefined && { allowed }),
});

/** Whether AWS refuses a whole name. */
export const isRefused = ({ maximum = Infinity, pattern }: Naming, name: string): boolean =>
  name.length > maximum || pattern?.test(name) === false;

/** What names of several services consist of. */
export const letters = {
  underscored: [/^[\w-]+$/, "letters, digits, hyphens and underscores"],
  dotted: [/^[\w.-]+$/, "letters, digits, hyphens, underscores and periods"],
} as const satisfies Record<string, [pattern: RegExp, allowed: string]>;

/**
 * Properties for which Pulumi makes a name of the resource's own: it appends a hyphen and seven random characters (`AutoName` in
 * provider/resources.go of pulumi-aws, read in November 2026).
 */
export const generatedNames = ["name", "bucket", "clusterIdentifier", "identifier"];
const madeSuffix = "-0123456";

/** What the provider appends to a `namePrefix` (`UniqueIDSuffixLength` in terraform-plugin-sdk, helper/id/id.go). */
const prefixSuffix = "0".repeat(26);

/**
 * What AWS refuses of the name that a resource gets, in words that go on from "has"; undefined if it accepts it. The name itself
 * is not quoted, since it may be secret.
 *
 * @param resourceName The one in the program, of which Pulumi makes a name where the inputs give none.
 */
export function nameFault(
  { property, maximum, pattern, allowed = "" }: Naming,
  inputs: Fields,
  resourceName: string,
): string | undefined {
  const given = text(inputs[property]);
  const prefix = text(inputs[`${property}Prefix`]);
  // Pulumi makes buckets' names of small letters.
  const own = property === "bucket" ? resourceName.toLowerCase() : resourceName;
  const [name, appended] =
    given !== "" ? [given, ""] : prefix !== "" ? [prefix, prefixSuffix] : [own, madeSuffix];
  if (given === "" && prefix === "" && !generatedNames.includes(property)) return undefined;
  const whole = name + appended;
  if (maximum !== undefined && whole.length > maximum) {
    const random = appended === "" ? "" : `, ${appended.length} of them appended to make it unique`;
    return `a ${property} of ${whole.length} characters${random}; AWS allows ${maximum}`;
  }
  return pattern?.test(whole) === false ? `a ${property} that AWS rejects; use ${allowed}` : undefined;
}

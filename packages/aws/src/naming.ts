import { text } from "@ballast/model";
import type { Fields } from "./described.ts";

/** The name of a type's resources. */
export interface Naming {
  /** The property with the name. */
  property: string;
  /**
   * Maximum number of characters. @default - not documented, or higher than any name that Pulumi generates
   */
  maximum?: number;
  /** @default - any characters, or not documented */
  pattern?: RegExp;
  /** Description of the pattern that follows "use": `letters, digits and hyphens`. @default - no pattern */
  allowed?: string;
}

export const naming = (property: string, maximum?: number, pattern?: RegExp, allowed?: string): Naming => ({
  property,
  ...(maximum !== undefined && { maximum }),
  ...(pattern !== undefined && { pattern }),
  ...(allowed !== undefined && { allowed }),
});

/** Whether AWS rejects a complete name. */
export const isRefused = ({ maximum = Infinity, pattern }: Naming, name: string): boolean =>
  name.length > maximum || pattern?.test(name) === false;

/** Patterns of names that several services have in common. */
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

/**
 * Suffix that the provider appends to a `namePrefix` (`UniqueIDSuffixLength` in terraform-plugin-sdk,
 * helper/id/id.go).
 */
const prefixSuffix = "0".repeat(26);

/**
 * Why AWS rejects a resource's name, as a text that follows "has"; undefined if it accepts it. The name is
 * not included, because it may be secret.
 *
 * @param resourceName Name in the program, from which Pulumi generates the resource's name if the inputs
 * contain none.
 */
export function nameFault(
  { property, maximum, pattern, allowed = "" }: Naming,
  inputs: Fields,
  resourceName: string,
): string | undefined {
  const given = text(inputs[property]);
  const prefix = text(inputs[`${property}Prefix`]);
  // Pulumi generates bucket names in lower case.
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

import { text } from "@ballast/model";

/**
 * Whether AWS will receive a text as it is: false for references that a deployment resolves, and for placeholders of values that a
 * plan does not know or show. In a preview, rules get unknown values as properties that a function reads.
 */
export function isKnownText(given: string): boolean {
  return !/\$\{|\{\{|\[(?:secret|unknown)\b|^urn:pulumi:|[\uE000-\uF8FF]/.test(given);
}

/** A property's value; undefined also if not known before the deployment. Reading it raises no doubt. */
export function knownProperty(of: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(of, key);
  return property?.get === undefined ? (property?.value as unknown) : undefined;
}

/** A number, or a text with a number as in templates; undefined for anything else. */
export function numeric(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A known value as text; otherwise empty. */
export function knownText(value: unknown): string {
  const given = text(value);
  return isKnownText(given) ? given : "";
}

// Reading properties whose types are not guaranteed: another team's stack may hold anything.

export type Fields = Record<string, unknown>;

export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The document, also if it is given as JSON text. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** Providers and CloudFormation take a Boolean as text, too. */
export function isTrue(value: unknown): boolean {
  return text(value).trim().toLowerCase() === "true";
}

/** Whether a value is explicitly false; undefined is not. */
export function isFalse(value: unknown): boolean {
  return text(value).trim().toLowerCase() === "false";
}

/** 0 for what is not a number. Providers take numbers as text, too. */
export function number(value: unknown): number {
  const read = typeof value === "string" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : 0;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A block that may occur once. Some languages write it as a list with one member. */
export function block(value: unknown): Fields {
  return fields(Array.isArray(value) ? list(value)[0] : value);
}

/** A list that is too long for a line each. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** IAM writes one value without its list. */
export function many(value: unknown): string[] {
  return (Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value]).map(text);
}

import * as pulumi from "@pulumi/pulumi";

// Every message that shows a value of an argument or a setting shows it through this file, so that one place decides
// what may be shown.

/** Names of fields that hold a secret, refer to one, or stand where somebody in a hurry writes one. */
const secretBearing =
  /secret|passw(or)?d|passphrase|credential|token|psk|login|configKey|(api|access|private)_?key|auth(orization|entication)/i;

/**
 * Whether a value at this path, or below it, must never be shown: `containers.web.secrets.DB`, `login.secretArn`.
 *
 * @param path Property path of an argument, or key of a stack's configuration with the path within its value.
 */
export function isSecretBearing(path: string): boolean {
  return path.split(/[.[\]:]+/).some((part) => secretBearing.test(part));
}

/** Shows one value; an object is never opened, because nobody knows what somebody put into it. */
function shown(value: unknown): string {
  if (pulumi.Output.isInstance(value)) return '"(computed)"';
  if (Array.isArray(value))
    return `[${value.map((item) => (Array.isArray(item) ? "[…]" : shown(item))).join(",")}]`;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "{}" : "{…}";
  return JSON.stringify(value) ?? String(value);
}

/**
 * Shows a value that was given, short enough for a message; objects stay closed. For a value whose field is not fixed in
 * the source, call `quoted`, which knows the fields that are never shown.
 */
export function given(value: unknown): string {
  const text = shown(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Shows a value that was given for a field; of a secret-bearing field only its kind: `a string (not shown)`. */
export function quoted(path: string, value: unknown): string {
  return isSecretBearing(path) ? `${kindOf(value)} (not shown)` : given(value);
}

/** What a value is, for messages that must not show it. */
export function kindOf(value: unknown): string {
  if (pulumi.Output.isInstance(value)) return "an output";
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return "an object";
  return value === "" ? "an empty string" : `a ${typeof value}`;
}

/** Shows what is allowed: `"retain", "discard"`. */
export function listed(values: Iterable<unknown>): string {
  return [...values].map(given).join(", ");
}

import { kindOf, quoted } from "./quoting.ts";
import { isLater } from "./secretReference.ts";

// The value of an argument, and how messages show it.

/** The error for an output whose value decides which resources the program creates. */
export const laterFault =
  "is a secret or another resource's output, but decides what exists, so it must be known when the program runs. " +
  "Write the value itself; of a map or a list, outputs may stand inside where the documentation says so.";

/** No argument has a use for a number below 0. */
export function numberFault(value: number, isWhole: boolean): string | undefined {
  if (value >= 0 && (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value))) return undefined;
  return `is ${value}; expected: a ${isWhole ? "whole number" : "number"}, 0 or more`;
}

/** The value at a path, for a message. A text is not shown: it may be a secret that was meant for another argument. */
export function actual(path: string, value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "is null";
  if (value === "") return "is an empty string";
  const isShown = typeof value === "number" || typeof value === "boolean" || isDigits(value);
  return `is ${isShown ? quoted(path, value) : `${kindOf(value)} (not shown)`}`;
}

/** A number in quotes. */
function isDigits(value: unknown): boolean {
  return typeof value === "string" && /^\d{1,6}$/.test(value);
}

/** Whether the value has named properties: true for `{ … }` and components, false for a Map, a Date or a buffer. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !isLater(value) &&
    (isLiteral(value) || Object.keys(value).length > 0)
  );
}

/** Whether the value is an object literal, in this realm or another one, and not an instance of a class. */
export function isLiteral(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

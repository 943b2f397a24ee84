import { text } from "@ballast/model";

/** Providers and CloudFormation take a boolean as text, too. */
export function isTrue(value: unknown): boolean {
  return text(value).trim().toLowerCase() === "true";
}

/** Whether somebody said no; not where nothing is said. */
export function isFalse(value: unknown): boolean {
  return text(value).trim().toLowerCase() === "false";
}

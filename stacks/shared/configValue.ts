import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "./configSecret.ts";

/**
 * Pulumi takes a date that YAML does not quote for a time, and hands on `2027-03-31 00:00:00 +0000 UTC`; to the plan, which
 * reads the file itself, it is a day.
 */
const dayAsTime = /^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/;

/**
 * A value of the stack's configuration, by its full key, as its file has it: Pulumi hands on JSON for what is not text, and
 * an empty text for a key without a value.
 *
 * @returns undefined if there is no such key or its value is encrypted, and null if it has no value.
 */
export function configValue(key: string): unknown {
  if (isConfigSecret(key)) return undefined;
  const [namespace = "", name = ""] = key.split(":");
  const text = new pulumi.Config(namespace).get(name);
  if (text === undefined) return undefined;
  return text === "" ? null : parseJson(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === "string" ? value.replace(dayAsTime, "$1") : value,
    );
  } catch {
    return text;
  }
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { isFields } from "@ballast/model";
import { PlanError } from "./planError.ts";
import { readText } from "./readText.ts";
import { topKeyFault } from "./stackFileKeys.ts";
import { openPulumiYaml } from "./yamlFile.ts";

export interface StackConfiguration {
  /** In the SDK's form: `namespace:key` to text; values that are not text are JSON. */
  values: Record<string, string>;
  /** Keys whose values are encrypted in the file; Ballast does not decrypt them. */
  encrypted: string[];
  /** The file that contains the values. @default - not from a file */
  file?: StackFile;
}

export interface StackFile {
  /** Relative to the project's folder. */
  path: string;
  /** The line of a value, by its full key and the path within it. For a missing value, the line of its parent. */
  lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** @param path Relative to the project's folder, as shown in messages. */
export function readStackFile(root: string, path: string, project: string): StackConfiguration {
  if (!existsSync(join(root, path))) return { values: {}, encrypted: [] };
  const file = openPulumiYaml(readText(join(root, path), path), path);
  const refuse = (at: readonly (string | number)[], why: string): PlanError => {
    const line = file.lineOf(at);
    return new PlanError(`${path}${line === undefined ? "" : `, line ${line}`}: ${why}`);
  };
  const fault = topKeyFault(file.value);
  if (fault !== undefined) throw refuse(fault.path, fault.why);
  const config = file.value["config"] ?? {};
  if (!isFields(config))
    throw refuse(
      ["config"],
      "config is not a map of keys to values. Write each key on a line of its own below it.",
    );
  const values: Record<string, string> = {};
  const encrypted: string[] = [];
  const written = new Map<string, string>();
  for (const [key, value] of Object.entries(config)) {
    const fullKey = key.includes(":") ? key : `${project}:${key}`;
    if (!/^[^:\s]+:[^:\s]+$/.test(fullKey))
      throw refuse(
        ["config", key],
        "a key (not shown) is not of the form namespace:name, for example aws:region. Rename it.",
      );
    if (written.has(fullKey))
      throw refuse(
        ["config", key],
        `${fullKey} occurs twice, with and without its namespace. Remove one of them.`,
      );
    written.set(fullKey, key);
    if (isEncrypted(value)) encrypted.push(fullKey);
    else if (holdsEncrypted(value))
      throw refuse(
        ["config", key],
        `${fullKey} contains an encrypted value. Write each secret as a separate top-level key of the configuration; ` +
          "`ballast plan` lists the secrets that a stack needs.",
      );
    // A key without a value is an empty text for Pulumi.
    else values[fullKey] = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  }
  if (encrypted.includes("aws:region"))
    throw refuse(
      ["config", "aws:region"],
      "aws:region is encrypted, so the plan cannot know the stack's region. Write it in clear text, for example aws:region: eu-central-1",
    );
  if (values["aws:region"] === undefined)
    throw refuse(
      ["config"],
      "aws:region is missing. Add it below config, for example aws:region: eu-central-1",
    );
  const lineOf: StackFile["lineOf"] = ([key = "", ...rest]) =>
    file.lineOf(["config", written.get(String(key)) ?? key, ...rest]);
  return { values, encrypted, file: { path, lineOf } };
}

/** Pulumi can also encrypt parts of a value, but then passes the whole value as one secret, which a plan cannot read. */
function holdsEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner) => isEncrypted(inner) || holdsEncrypted(inner));
}

function isEncrypted(value: unknown): boolean {
  return isFields(value) && Object.keys(value).join() === "secure" && typeof value["secure"] === "string";
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isFields, suggestion } from "@ballast/model";
import { PlanError } from "./planError.ts";
import { openPulumiYaml } from "./yamlFile.ts";

export interface StackConfiguration {
  /** As the SDK keeps it: `namespace:key` to text, JSON for what is not text. */
  values: Record<string, string>;
  /** Keys whose values are encrypted in the file; nobody here can read them. */
  encrypted: string[];
  /** Where the values are from. @default - not from a file */
  file?: StackFile;
}

export interface StackFile {
  /** From the project's folder. */
  path: string;
  /** The line of a value: its full key, then the path within. Of what stands around it, where it is missing. */
  lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** What a stack's file may have at its top (ProjectStack in sdk/go/common/workspace/project.go of Pulumi 3.255.0). */
const topKeys = ["config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider"];

/** @param path From the project's folder, as messages name it. */
export function readStackFile(root: string, path: string, project: string): StackConfiguration {
  if (!existsSync(join(root, path))) return { values: {}, encrypted: [] };
  const file = openPulumiYaml(readFileSync(join(root, path), "utf8"), path);
  const refuse = (at: readonly (string | number)[], why: string): PlanError => {
    const line = file.lineOf(at);
    return new PlanError(`${path}${line === undefined ? "" : `, line ${line}`}: ${why}`);
  };
  const strange = Object.keys(file.value).find((key) => !topKeys.includes(key));
  if (strange !== undefined) {
    const name = /^[a-z]\w{0,39}$/i.test(strange) ? strange : "a key (not shown)";
    throw refuse(
      [strange],
      `${name} is not a key of a stack's file.${suggestion(strange, topKeys)} Allowed: ${topKeys.join(", ")}. The stack's values belong below config.`,
    );
  }
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
        `${fullKey} is there twice, with and without its namespace. Remove one of the two.`,
      );
    written.set(fullKey, key);
    if (isEncrypted(value)) encrypted.push(fullKey);
    else if (holdsEncrypted(value))
      throw refuse(
        ["config", key],
        `${fullKey} has an encrypted value within. Write each secret as a key of its own at the top of the configuration; ` +
          "`ballast plan` lists the secrets that a stack needs.",
      );
    // A key without a value is an empty text for Pulumi.
    else values[fullKey] = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  }
  if (values["aws:region"] === undefined)
    throw refuse(
      ["config"],
      "aws:region is missing: a stack says where it stands. Add it below config, for example aws:region: eu-central-1",
    );
  const lineOf: StackFile["lineOf"] = ([key = "", ...rest]) =>
    file.lineOf(["config", written.get(String(key)) ?? key, ...rest]);
  return { values, encrypted, file: { path, lineOf } };
}

/** Pulumi encrypts parts of a value, too, but then hands on the whole as one secret, in which no plan can look. */
function holdsEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner) => isEncrypted(inner) || holdsEncrypted(inner));
}

function isEncrypted(value: unknown): boolean {
  return isFields(value) && Object.keys(value).join() === "secure" && typeof value["secure"] === "string";
}

import { checkExceptions, checkWhole, Faults, type RuleException } from "@ballast/contracts";
import { pathParts, setSecretCommand, suggestion } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { isConfigSecret } from "./configSecret.ts";
import { configValue } from "./configValue.ts";
import { explain } from "./explain.ts";
import { openKeys } from "./keys.ts";
import { checkNames } from "./names.ts";
import { createdTwice, type OnlyOnce } from "./onlyOnce.ts";
import { checkPlaces } from "./region.ts";
import { fullKey, SettingsRefusal, type SettingFault } from "./refusal.ts";
import { ownName } from "./stackName.ts";

/** A secret that a stack's configuration must hold: `pulumi config set --secret <key> …`. */
export interface DeclaredSecret {
  /** What it is for. */
  description: string;
  /** A valid example value, for plans and tests. */
  standIn: string;
  /** Says what is wrong with a value, without quoting it; undefined if nothing is. */
  fault?: (value: string) => string | undefined;
}

export interface SettingsDefinition<Settings> {
  schema: z.ZodType<Settings>;
  /** The secrets that these settings call for, by their configuration key. */
  secrets?: (settings: Settings) => Record<string, DeclaredSecret>;
  /** Default tags that every resource of the scenario can have. @default - as many as most resources of AWS can have */
  mostDefaultTags?: number;
  /** What these settings have the stack create, of what AWS allows only one. @param environment The stack's. */
  onlyOnce?: (settings: Settings, environment: string) => OnlyOnce[];
}

const settingsKey = "settings";
const exceptionsKey = "exceptions";
const longestKey = "longestExceptionDays";

/**
 * The stack's settings, checked. Runs before anything is registered.
 *
 * @throws {pulumi.RunError} that lists every fault with its configuration key, what was given and what is allowed.
 */
export function readSettings<Settings>(definition: SettingsDefinition<Settings>): Settings {
  const settings = configValue(fullKey(settingsKey));
  const path = [fullKey(settingsKey)];
  // checkEncryption says so once.
  if (isConfigSecret(fullKey(settingsKey))) throw new SettingsRefusal([]);
  if (settings === undefined)
    throw new SettingsRefusal([
      { path, text: "is missing. Add it under config; the file of another stack shows its form." },
    ]);
  const names = checkNames(path, settings);
  if (names.length > 0) throw new SettingsRefusal(names);
  const parsed = definition.schema.safeParse(settings, { reportInput: true });
  const faults = [
    ...(parsed.success
      ? createdTwice(parsed.data, definition)
      : explain(parsed.error.issues, fullKey(settingsKey), definition.schema)),
    ...checkPlaces(path, settings),
  ];
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new SettingsRefusal(faults);
}

/** @throws {pulumi.RunError} if a value is encrypted that the plan, other commands and reviewers must be able to read. */
export function checkEncryption(): void {
  const faults = openKeys
    .map(fullKey)
    .filter((key) => isConfigSecret(key))
    .map((key) => ({
      path: [key],
      text: "is encrypted; expected: values in clear text, and each secret as a key of its own. Write them so.",
    }));
  if (faults.length > 0) throw new SettingsRefusal(faults);
}

/**
 * What the stack's configuration lets go of the rules of packages/policy, beside what its components answer for. The
 * program hands it on as an output, where the plan and the policy pack find it. Every scenario has it. Exceptions may name
 * resources as the scenario's first stack does, so that the settings of another instance can be a copy.
 *
 * @throws {pulumi.RunError} that lists every exception that lacks its rule, resource, reason or last day.
 */
export function readExceptions(): Record<string, unknown> {
  const exceptions = configValue(fullKey(exceptionsKey)) ?? [];
  const faults = new Faults(pulumi.getStack());
  checkExceptions(faults, fullKey(exceptionsKey), exceptions);
  const longestExceptionDays = configValue(fullKey(longestKey));
  checkWhole(faults, fullKey(longestKey), longestExceptionDays as number, {
    from: 1,
    to: 3660,
    unit: "days",
  });
  if (faults.found.length > 0)
    throw new SettingsRefusal(
      faults.found.map(({ propertyPath, reason }) => ({ path: pathParts(propertyPath), text: reason })),
    );
  const given = exceptions as RuleException[];
  const exceptionPrefix = ownName("");
  return {
    ...(given.length > 0 && { exceptions: given, ...(exceptionPrefix !== "" && { exceptionPrefix }) }),
    ...(longestExceptionDays !== undefined && { longestExceptionDays }),
  };
}

/** Credentials in the AWS provider's own configuration (its documentation, 2026-11). */
const providerSecrets = ["aws:accessKey", "aws:secretKey", "aws:token"];

/**
 * Keys that this stack does not read or that must not be in clear text: what stands there may be the secret of other
 * settings, or of a name with a typing error.
 */
function strayKeys(declared: string[]): SettingFault[] {
  const own = [...openKeys, ...declared].map(fullKey);
  return Object.keys(pulumi.runtime.allConfig()).flatMap((key): SettingFault[] => {
    if (providerSecrets.includes(key) && !isConfigSecret(key)) {
      const text =
        "is a credential in clear text. Revoke it, and let Pulumi find credentials in the environment.";
      return [{ path: [key], text }];
    }
    if (!key.startsWith(fullKey("")) || own.includes(key)) return [];
    const text =
      `is not a key that this stack reads, and its value (not shown) is ${isConfigSecret(key) ? "encrypted" : "in clear text"}.` +
      `${suggestion(key, own)} Allowed: ${own.join(", ")}. Rename it, or remove it with: npx pulumi config rm ${key} --stack ${pulumi.getStack()}`;
    return [{ path: [key], text }];
  });
}

/** @throws {pulumi.RunError} that lists every declared secret that is missing, unencrypted or has the wrong shape. */
export async function checkSecrets<Settings>(
  definition: SettingsDefinition<Settings>,
  settings: Settings,
): Promise<void> {
  const secrets = definition.secrets?.(settings) ?? {};
  const faults = strayKeys(Object.keys(secrets));
  for (const [key, declared] of Object.entries(secrets)) {
    const text = await secretFault(key, declared);
    if (text !== undefined) faults.push({ path: [fullKey(key)], text });
  }
  if (faults.length > 0) throw new SettingsRefusal(faults);
}

async function secretFault(key: string, declared: DeclaredSecret): Promise<string | undefined> {
  const value = await secretValue(key);
  const command = setSecretCommand(pulumi.getStack(), key);
  if (value === undefined) return `is missing (${declared.description}). Set it with: ${command}`;
  if (isConfigSecret(fullKey(key))) return declared.fault?.(value);
  return (
    "is stored in clear text, where others may have read it. Replace it at its source, and set the " +
    `new one with: ${command}`
  );
}

function secretValue(key: string): Promise<string | undefined> {
  const secret = new pulumi.Config().getSecret(key);
  if (secret === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => secret.apply(resolve));
}

import {
  checkExceptions,
  checkWhole,
  Faults,
  isSecretBearing,
  kindOf,
  listed,
  quoted,
  type RuleException,
} from "@ballast/contracts";
import { setSecretCommand } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { isConfigSecret } from "./configSecret.ts";

/** A secret that a stack's configuration must hold: `pulumi config set --secret <key> …`. */
export interface DeclaredSecret {
  /** What it is for. */
  description: string;
  /** A value of the right shape that is nobody's, for plans and tests. */
  standIn: string;
  /** Says what is wrong with a value, without quoting it; undefined if nothing is. */
  fault?: (value: string) => string | undefined;
}

export interface SettingsDefinition<Settings> {
  schema: z.ZodType<Settings>;
  /** The secrets that these settings call for, by their configuration key. */
  secrets?: (settings: Settings) => Record<string, DeclaredSecret>;
}

const settingsKey = "settings";
const exceptionsKey = "exceptions";
const longestKey = "longestExceptionDays";

function fullKey(key: string): string {
  return `${pulumi.getProject()}:${key}`;
}

/**
 * The stack's settings, checked. Runs before anything is registered.
 *
 * @throws {pulumi.RunError} that lists every fault with its configuration key, what was given and what is allowed.
 */
export function readSettings<Settings>(definition: SettingsDefinition<Settings>): Settings {
  const raw = new pulumi.Config().get(settingsKey);
  if (raw === undefined) {
    throw new pulumi.RunError(
      `${fullKey(settingsKey)} is missing. A stack's settings are one object in ` +
        `stacks/environments/Pulumi.${pulumi.getStack()}.yaml, under config; copy those of a dev stack to start with.`,
    );
  }
  const settings: unknown = parseJson(raw);
  const parsed = definition.schema.safeParse(settings, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw refusal(explain(parsed.error.issues));
}

/**
 * What the stack's configuration lets go of the rules of packages/policy, beside what its components answer for. The
 * program hands it on as an output, where the plan and the policy pack find it. Every scenario has it.
 *
 * @throws {pulumi.RunError} that lists every exception that lacks its rule, resource, reason or last day.
 */
export function readExceptions(): Record<string, unknown> {
  const raw = new pulumi.Config().get(exceptionsKey);
  const exceptions = raw === undefined ? [] : parseJson(raw);
  const faults = new Faults(pulumi.getStack());
  checkExceptions(faults, fullKey(exceptionsKey), exceptions);
  const longest = new pulumi.Config().get(longestKey);
  const longestExceptionDays = longest === undefined ? undefined : parseJson(longest);
  checkWhole(faults, fullKey(longestKey), longestExceptionDays as number, {
    from: 1,
    to: 3660,
    unit: "days",
  });
  if (faults.found.length > 0)
    throw refusal(faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`));
  const given = exceptions as RuleException[];
  return {
    ...(given.length > 0 && { exceptions: given }),
    ...(longestExceptionDays !== undefined && { longestExceptionDays }),
  };
}

/** Keys of the configuration that are for everybody to read. The plan and the commands have those that no program reads. */
const openKeys = [
  settingsKey,
  exceptionsKey,
  longestKey,
  "acknowledged",
  "roles",
  "account",
  "usage",
  "budget",
];

/** Credentials in the AWS provider's own configuration (its documentation, 2026-11). */
const providerSecrets = ["aws:accessKey", "aws:secretKey", "aws:token"];

/**
 * Keys in clear text that this stack does not read or that must not be in clear text: what stands there may be the secret
 * of other settings, or of a name with a typing error.
 */
function strayKeys(declared: string[]): string[] {
  const known = [...openKeys, ...declared].map(fullKey);
  return Object.keys(pulumi.runtime.allConfig())
    .filter((key) => !isConfigSecret(key) && !known.includes(key))
    .filter((key) => key.startsWith(fullKey("")) || providerSecrets.includes(key))
    .map((key) =>
      providerSecrets.includes(key)
        ? `${key}: is a credential in clear text. Revoke it, and let Pulumi find credentials in the environment.`
        : `${key}: is not a key that this stack reads, and its value (not shown) is in clear text. Remove it with: ` +
          `npx pulumi config rm ${key} --stack ${pulumi.getStack()}`,
    );
}

/** @throws {pulumi.RunError} that lists every declared secret that is missing, unencrypted or has the wrong shape. */
export async function checkSecrets<Settings>(
  definition: SettingsDefinition<Settings>,
  settings: Settings,
): Promise<void> {
  const secrets = definition.secrets?.(settings) ?? {};
  const faults = strayKeys(Object.keys(secrets));
  for (const [key, declared] of Object.entries(secrets)) {
    const value = await secretValue(key);
    if (value !== undefined && !isConfigSecret(fullKey(key))) {
      faults.push(
        `${fullKey(key)}: is stored in clear text, where others may have read it. Replace it at its source, and set the ` +
          `new one with: ${setSecretCommand(pulumi.getStack(), key)}`,
      );
    } else if (value === undefined) {
      faults.push(
        `${fullKey(key)}: is missing (${declared.description}). Set it with: ${setSecretCommand(pulumi.getStack(), key)}`,
      );
    } else {
      const fault = declared.fault?.(value);
      if (fault) faults.push(`${fullKey(key)}: ${fault}`);
    }
  }
  if (faults.length > 0) throw refusal(faults);
}

function secretValue(key: string): Promise<string | undefined> {
  const secret = new pulumi.Config().getSecret(key);
  if (secret === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => secret.apply(resolve));
}

/**
 * Pulumi takes a date that YAML does not quote for a time, and hands on `2027-03-31 00:00:00 +0000 UTC`; to the plan, which
 * reads the file itself, it is a day.
 */
const dayAsTime = /^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === "string" ? value.replace(dayAsTime, "$1") : value,
    );
  } catch {
    return text;
  }
}

function refusal(faults: string[]): pulumi.RunError {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return new pulumi.RunError(
    [
      `The configuration of ${pulumi.getStack()} is refused, and nothing was registered. ${count}:`,
      ...faults.map((fault) => `  ${fault}`),
    ].join("\n"),
  );
}

/** One line a fault: the configuration's key, what was given, what is allowed. */
export function explain(issues: z.core.$ZodIssue[], prefix = fullKey(settingsKey)): string[] {
  return issues.flatMap((issue) => {
    const path = issue.path.reduce<string>(
      (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${String(part)}`),
      prefix,
    );
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) =>
        isSecretBearing(path) || !/^[A-Za-z]\w{0,39}$/.test(key)
          ? `${path}: has a key (not shown) that is no setting of this scenario; take it out, or look for a typing error.`
          : `${path}.${key}: is no setting of this scenario; take it out, or look for a typing error.`,
      );
    }
    if (issue.code === "custom" && typeof issue.params?.["faultsAt"] === "function") {
      const faultsAt = issue.params["faultsAt"] as (path: string) => string[];
      return faultsAt(path).map((reason) => `${path}: ${reason}`);
    }
    // A component's own words hold the value already.
    if (issue.code === "custom" && issue.params?.["says"] === "everything")
      return [`${path}: ${issue.message}`];
    const input = inputOf(issue);
    const is =
      input === undefined
        ? "is missing"
        : `is ${holdsMore(issue) ? `${kindOf(input)} (not shown)` : quoted(path, input)}`;
    return [`${path}: ${is}; ${allowed(issue)}.`];
  });
}

/** Whether an object is expected: a text in its place may hold the secrets that belong within. */
function holdsMore(issue: z.core.$ZodIssue): boolean {
  return issue.code === "invalid_type" && ["object", "record", "map"].includes(issue.expected);
}

/** What was given at the issue's path; a union's issue holds the object around it. */
function inputOf(issue: z.core.$ZodIssue): unknown {
  if (issue.code !== "invalid_union" || issue.discriminator === undefined) return issue.input;
  return (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator];
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected: ${issue.expected}`;
    case "invalid_value":
      return `allowed: ${listed(issue.values)}`;
    case "invalid_key":
      return issue.issues.map(({ message }) => message).join(", ");
    case "invalid_union":
      return `allowed: ${listed(("options" in issue && issue.options) || [])}`;
    default:
      return issue.message;
  }
}

import type { Faults } from "./faults.ts";
import { given, listed, quoted } from "./quoting.ts";

/**
 * The keys of a record name children, so they are short words that survive in every AWS name.
 *
 * @param bounds How many entries there may be.
 */
export function checkKeys(
  faults: Faults,
  path: string,
  record: Record<string, unknown>,
  { from = 0, to = Infinity }: { from?: number; to?: number } = {},
): void {
  const keys = Object.keys(record);
  if (keys.length < from || keys.length > to) {
    faults.add(
      path,
      `has ${keys.length} entries; allowed: ${to === Infinity ? `${from} or more` : `${from} to ${to}`}.`,
    );
  }
  for (const key of keys.filter((key) => !/^[a-z0-9]+$/.test(key))) {
    faults.add(
      path,
      `the key ${given(key)} names a resource and its place in the state; use only a–z and 0–9, for example ` +
        `${given(key.toLowerCase().replaceAll(/[^a-z0-9]/g, "") || "main")}.`,
    );
  }
}

/** Checks an argument whose type is an `as const` object. Programs in JavaScript or YAML can pass other values. */
export function checkOneOf(
  faults: Faults,
  path: string,
  value: unknown,
  allowed: Record<string, unknown>,
): void {
  const values = Object.values(allowed);
  if (value !== undefined && !values.includes(value)) {
    faults.add(path, `${quoted(path, value)} is unknown; allowed: ${listed(values)}.`);
  }
}

/**
 * Rejects arguments that would have no effect, because users rely on what they set. One whose value is rejected already
 * gets no second message, so check values first.
 *
 * @param why What makes them ineffective, and what to do: `"flowLogs is off. Leave it out."`
 */
export function checkWithoutEffect<Args extends object>(
  faults: Faults,
  path: string,
  args: Args,
  properties: readonly (keyof Args & string)[],
  why: string,
): void {
  for (const property of properties.filter((property) => args[property] !== undefined)) {
    const at = path === "" ? property : `${path}.${property}`;
    if (!faults.found.some(({ propertyPath }) => propertyPath === at))
      faults.add(at, `has no effect: ${why}`);
  }
}

/** A whole number within bounds, both included. */
export function checkWhole(
  faults: Faults,
  path: string,
  value: number | undefined,
  { from, to, unit = "" }: { from: number; to: number; unit?: string },
): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < from || value > to) {
    faults.add(
      path,
      `${quoted(path, value)} is out of bounds; give a whole number from ${from} to ${to}${unit && ` ${unit}`}.`,
    );
  }
}

export function checkPort(faults: Faults, path: string, port: number | undefined): void {
  checkWhole(faults, path, port, { from: 1, to: 65_535 });
}

/** Pulumi appends a hyphen and seven characters to the names it makes. */
const autoNameSuffix = 8;

/** AWS's limits for the names of a type, for example `roleName` of `@ballast/aws/services/iam`. */
export interface LimitedName {
  /** Characters that AWS allows for the whole name. @default - as many as one likes */
  maximum?: number;
}

/** AWS caps some names, and the provider refuses longer ones only at preview: say it first, with the room left. */
export function checkAutoName(
  faults: Faults,
  logicalName: string,
  { maximum = Infinity }: LimitedName,
  what: string,
): void {
  const room = maximum - autoNameSuffix;
  if (logicalName.length > room) {
    faults.add(
      "name",
      `${given(logicalName)} would name ${what} and is ${logicalName.length} characters long; AWS allows ${maximum} ` +
        `and Pulumi appends ${autoNameSuffix}, so shorten the component's name by ${logicalName.length - room}.`,
    );
  }
}

/** CloudWatch Logs accepts only these periods (API reference of PutRetentionPolicy). */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function checkLogRetention(faults: Faults, path: string, days: number | undefined): void {
  if (days !== undefined && !logRetentionDays.includes(days)) {
    faults.add(
      path,
      `${given(days)} days is not a period of CloudWatch Logs; allowed: ${listed(logRetentionDays)}.`,
    );
  }
}

/** Components whose name is also that of a volume in task definitions. */
export function checkVolumeName(faults: Faults, name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(name))
    faults.add(
      "name",
      `${given(name)} also names a volume. Use up to 63 letters, digits, hyphens and underscores.`,
    );
}

/** Checks the path at which a volume is mounted in a Linux container. */
export function checkContainerPath(faults: Faults, path: string): void {
  if (!/^\/[^\0]+$/.test(path))
    faults.add("containerPath", `${given(path)} is not an absolute path, for example "/var/lib/data".`);
}

/** Addresses that a topic writes to, by name. */
export function checkEmails(faults: Faults, path: string, emails: Record<string, string> = {}): void {
  checkKeys(faults, path, emails);
  for (const [key, address] of Object.entries(emails))
    if (!/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(address))
      faults.add(`${path}.${key}`, `${given(address)} is not an e-mail address.`);
}

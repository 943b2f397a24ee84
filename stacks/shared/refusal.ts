import { propertyPath } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";

/** The error in one value of a stack's configuration. */
export interface SettingFault {
  /** The configuration's full key, then the path within its value. */
  path: readonly (string | number)[];
  /** Its path in the file, if that differs from the path in messages. @default - `path` */
  at?: readonly (string | number)[];
  /** The given value (never that of a secret), the allowed values, and what to do. */
  text: string;
}

export function fullKey(key: string): string {
  return `${pulumi.getProject()}:${key}`;
}

/** From the project's folder. */
export function settingsFile(stack = pulumi.getStack()): string {
  return `stacks/environments/Pulumi.${stack}.yaml`;
}

function configurationRefused({ length }: readonly SettingFault[]): string {
  const count = length === 1 ? "1 error" : `${length} errors`;
  return `The configuration of ${pulumi.getStack()} (${settingsFile()}) is refused, and nothing was registered. ${count}:`;
}

/** A stack's configuration with everything that is wrong with it. The plan, which reads the file, adds the lines. */
export class SettingsRefusal extends pulumi.RunError {
  readonly heading: string;
  readonly faults: readonly SettingFault[];

  /** @param heading What is refused, and how many faults there are. @default - the stack's configuration */
  constructor(faults: readonly SettingFault[], heading = configurationRefused(faults)) {
    super([heading, ...faults.map(({ path, text }) => `  ${propertyPath(path)}: ${text}`)].join("\n"));
    this.heading = heading;
    this.faults = faults;
  }
}

/** Makes all checks, and refuses the configuration once, with the faults of all. */
export function together<Checks extends readonly (() => unknown)[]>(
  ...checks: Checks
): { [Index in keyof Checks]: ReturnType<Checks[Index]> } {
  const faults: SettingFault[] = [];
  const results = checks.map((check) => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof SettingsRefusal)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  });
  if (faults.length > 0) throw new SettingsRefusal(faults);
  return results as { [Index in keyof Checks]: ReturnType<Checks[Index]> };
}

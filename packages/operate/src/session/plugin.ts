import { missing, ok, type Check } from "../doctor/check.ts";
import { compareVersions, onPath, type Machine } from "../doctor/tools/machine.ts";

export const pluginName = "session-manager-plugin";

/**
 * Versions after this one read the session from an environment variable instead of an argument, as in the AWS CLI's
 * own check (2026-11).
 */
const readsEnvironment = "1.2.497";

export interface Plugin {
  path: string;
  version: string;
}

export async function installedPlugin(machine: Machine): Promise<Plugin | undefined> {
  const path = onPath(machine, pluginName);
  const version = path === undefined ? undefined : await machine.versionOf(path, ["--version"]);
  return path === undefined || version === undefined ? undefined : { path, version };
}

export function pluginCheck(plugin: Plugin | undefined): Check {
  return {
    id: "plugin",
    what: `This machine has ${pluginName}`,
    ...(plugin === undefined
      ? missing(
          "it is not on the PATH, or cannot be run",
          "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
        )
      : ok(`${plugin.version} (${plugin.path})`)),
  };
}

/**
 * Whether the plugin reads the session token from the environment, so that it is not on the command line, which every
 * user of the machine can read.
 */
export function takesEnvironment({ version }: Plugin): boolean {
  return compareVersions(version, readsEnvironment) > 0;
}

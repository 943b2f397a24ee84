import { missing, ok, type Check } from "../doctor/check.ts";
import { compareVersions, onPath, type Machine } from "../doctor/tools/machine.ts";

export const pluginName = "session-manager-plugin";

/** The first version that takes a session from its environment instead of its command line, as AWS's own command line has it (2026-11). */
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

/** Whether the session's token need not stand on the command line, where every user of the machine can read it. */
export function takesEnvironment({ version }: Plugin): boolean {
  return compareVersions(version, readsEnvironment) > 0;
}

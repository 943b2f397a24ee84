import { filesWritten } from "./shell.ts";

const settingsFile = /^\/+etc\/+(?:\.\/+)*ecs\/+(?:\.\/+)*ecs\.config$/;

/** What of a script a shell or PowerShell does not run. */
function withoutComments(script: string): string {
  return script.replace(/<#[^]*?#>/g, "").replace(/^[ \t]*#.*$/gm, "");
}

/**
 * The settings that the ECS agent has after a boot script has ended, by their names: what the script leaves in `/etc/ecs/ecs.config`, or
 * in the environment of a Windows machine. The last value of a setting counts.
 */
export function ecsSettings(script: string): Map<string, string> {
  if (isPowerShell(script)) return windowsSettings(withoutComments(script));
  const written = [...filesWritten(script)].filter(([path]) => settingsFile.test(path));
  if (written.length > 0) return settingsIn(written.map(([, text]) => text).join(""));
  // Cloud-init's write_files, and whatever else holds the file as it is.
  return settingsIn(
    /^\s*(?:-\s+)?path:\s*["']?\/etc\/ecs\/ecs\.config/m.test(script) ? withoutComments(script) : "",
  );
}

export function isPowerShell(script: string): boolean {
  return /Initialize-ECSAgent|<powershell>|SetEnvironmentVariable\(/i.test(script);
}

function settingsIn(text: string): Map<string, string> {
  const found = [...text.matchAll(/^\s*(?:export\s+)?(ECS_\w+)\s*=\s*(.*?)\s*$/gm)];
  return new Map(found.map(([, name = "", value = ""]) => [name, value.replace(/^(["'])(.*)\1$/, "$2")]));
}

/** Options of `Initialize-ECSAgent` (module ECSTools of the ECS-optimized Windows images) that set the agent's settings. */
const switches: readonly [option: string, setting: string][] = [
  ["EnableTaskIAMRole", "ECS_ENABLE_TASK_IAM_ROLE"],
  ["AwsvpcBlockIMDS", "ECS_AWSVPC_BLOCK_IMDS"],
  ["EnableTaskENI", "ECS_ENABLE_TASK_ENI"],
];

function windowsSettings(script: string): Map<string, string> {
  const settings = new Map<string, string>();
  const steps =
    /SetEnvironmentVariable\(\s*["'](ECS_\w+)["']\s*,\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(\$\w+|[^,)]*))|\bInitialize-ECSAgent\b((?:[^\n`]|`\r?\n)*)/gi;
  for (const [, name, double, single, bare, options] of script.matchAll(steps)) {
    if (name !== undefined) {
      const value = double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? (bare ?? "").trim();
      if (/^\$null$|^$/i.test(value)) settings.delete(name);
      else settings.set(name, value.replace(/^\$(?=true$|false$)/i, ""));
      continue;
    }
    const cluster = /-Cluster[\s:]+(?:"([^"]*)"|'([^']*)'|(\S+))/i.exec(options ?? "");
    if (cluster !== null) settings.set("ECS_CLUSTER", cluster[1] ?? cluster[2] ?? cluster[3] ?? "");
    for (const [option, setting] of switches) {
      const given = new RegExp(`-${option}\\b(?:[:\\s]*\\$(true|false))?`, "i").exec(options ?? "");
      if (given !== null) settings.set(setting, (given[1] ?? "true").toLowerCase());
    }
  }
  return settings;
}

/** What Go's `strconv.ParseBool` takes for true, with which the agent reads its settings. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|t|T|true|True|TRUE)$/.test(value);
}

import { remembered } from "../remembered.ts";
import { worldsAfter } from "./shell.ts";
import { shellTextOf } from "./userDataParts.ts";
import { unknown, type World } from "./world.ts";

/** The script without comments, in a shell or PowerShell. */
function withoutComments(script: string): string {
  return script.replace(/<#[^]*?#>/g, "").replace(/^[ \t]*#.*$/gm, "");
}

/** The settings of the ECS agent that result from a boot script. */
export interface BootSettings {
  /** The agent's settings that are certain, keyed by name. */
  values: ReadonlyMap<string, string>;
  /**
   * Whether a setting may have another value, because a part of the script that sets it cannot be analyzed.
   */
  isUnjudged(name: string): boolean;
  /** Whether a part of a setting's value is known only on the machine; `values` then omits the setting. */
  isPartial(name: string): boolean;
}

/**
 * The ECS agent's settings after a boot script has ended, keyed by name: from `/etc/ecs/ecs.config`, or from
 * the environment of a Windows instance. The last value of a setting applies.
 */
export function ecsSettings(script: string): ReadonlyMap<string, string> {
  return bootSettings(script).values;
}

export const bootSettings: (script: string) => BootSettings = remembered(readSettings);

function readSettings(script: string): BootSettings {
  if (isPowerShell(script))
    return {
      values: windowsSettings(withoutComments(script)),
      isUnjudged: () => false,
      isPartial: () => false,
    };
  return inEach(worldsAfter(shellTextOf(script)).map(ofWorld));
}

function ofWorld({ files, doubts }: World): BootSettings {
  const found = settingsIn(files.get("/etc/ecs/ecs.config") ?? "");
  const isUnjudged = (name: string): boolean => doubts.has("*") || doubts.has(name) || found.isUnjudged(name);
  return {
    values: new Map([...found.values].filter(([name]) => !isUnjudged(name))),
    isUnjudged,
    isPartial: found.isPartial,
  };
}

/** The settings that are the same on every path through the script. */
function inEach(all: BootSettings[]): BootSettings {
  const [first, ...others] = all;
  const differs = (name: string): boolean =>
    all.some(({ values }) => values.get(name) !== first?.values.get(name));
  const values = [...(first?.values ?? [])].filter(([name]) => !differs(name));
  return {
    values: new Map(values),
    isUnjudged: (name) => differs(name) || [first, ...others].some((one) => one?.isUnjudged(name)),
    isPartial: (name) => all.some((one) => one.isPartial(name)),
  };
}

export function isPowerShell(script: string): boolean {
  return /Initialize-ECSAgent|<powershell>|SetEnvironmentVariable\(/i.test(script);
}

function settingsIn(text: string): BootSettings {
  const values = new Map<string, string>();
  const partial = new Set<string>();
  let isOpen = false;
  for (const line of text.split("\n")) {
    const [, name = "", value = ""] = /^\s*(?:export\s+)?(ECS_\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== "") values.set(name, value.replace(/^(["'])(.*)\1$/, "$2").replaceAll(unknown, ""));
    if (value.includes(unknown)) partial.add(name);
    // A line that is known only on the machine may set any setting.
    if (name !== "" || !line.trimStart().startsWith(unknown)) continue;
    values.clear();
    isOpen = true;
  }
  return {
    values,
    isUnjudged: (name) => isOpen && !values.has(name),
    isPartial: (name) => partial.has(name),
  };
}

/**
 * Options of `Initialize-ECSAgent` (module ECSTools of the ECS-optimized Windows images), with the agent
 * settings that they set.
 */
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

/** Whether the agent reads a value as true; it uses Go's `strconv.ParseBool`. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|t|T|true|True|TRUE)$/.test(value);
}

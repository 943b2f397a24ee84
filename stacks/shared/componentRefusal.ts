import { pathParts } from "@ballast/model";
import type * as pulumi from "@pulumi/pulumi";
import { configValue } from "./configValue.ts";
import { fullKey, settingsFile, SettingsRefusal, type SettingFault } from "./refusal.ts";

type Path = readonly (string | number)[];

/** A component's refusal, with each fault at the setting from which the argument is, where one setting alone has its name. */
export function componentRefusal(error: pulumi.InputPropertiesError): SettingsRefusal {
  const [heading = ""] = error.message.split("\n");
  const settings = fullKey("settings");
  const paths = [...pathsIn(configValue(settings))];
  const faults = error.errors.map(({ propertyPath, reason }): SettingFault => {
    const at = settingOf(pathParts(propertyPath), paths);
    return at === undefined
      ? { path: [settings], text: `${propertyPath}: ${reason}` }
      : { path: [settings, ...at], text: reason };
  });
  return new SettingsRefusal(faults, `By the settings in ${settingsFile()}: ${heading}`);
}

/** The setting whose path ends as the argument's does, in the most keys. @returns undefined if that is none, or several. */
function settingOf(argument: Path, paths: readonly Path[]): Path | undefined {
  for (let count = argument.length; count > 0; count--) {
    const ending = argument.slice(-count).join("\n");
    const found = paths.filter((path) => path.slice(-count).join("\n") === ending);
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}

function* pathsIn(value: unknown, path: Path = []): Iterable<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  for (const [key, one] of entries) yield* pathsIn(one, [...path, key]);
}

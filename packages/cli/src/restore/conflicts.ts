import { isFields } from "@ballast/model";
import type { AdoptingSetting } from "@ballast/operate";

// What a stack's refusal says about settings that adopt a store.

/** An error of a refusal: of settings (`line 8, ballast:settings.files.kmsKeyArn: has no effect…`), or `snapshotId: …` of an argument. */
const errorForm = /^ +(?:line \d+, )?(?:[\w-]+:settings(?:\.([\w.-]+))?: )?(.+)$/gm;

/** Whether a component refuses its arguments; a refusal of settings alone says nothing about them. */
function isOfComponent(refusal: string): boolean {
  return refusal.includes("By the settings in ");
}

/**
 * The settings that a refusal names next to those that adopt: by their path or, for a component's argument, by their key in the container or
 * below a container for all stores.
 */
export function conflicts(
  refusal: string,
  settings: Record<string, unknown>,
  own: AdoptingSetting[],
  container: string[],
): AdoptingSetting[] {
  const found: AdoptingSetting[] = [];
  for (const [, setting, says = ""] of refusal.matchAll(errorForm)) {
    const words = isOfComponent(refusal) ? (says.match(/[A-Za-z]\w*/g) ?? []) : [];
    const paths = [
      ...(setting === undefined ? [] : [setting.split(".")]),
      ...words.map((word) => [...container, word]),
      ...words.map((word) => [word, container.at(-1) ?? ""]),
    ];
    for (const path of paths)
      if (valueAt(settings, path) !== undefined && !adopts(own, path))
        found.push({ path, why: reasonOf(setting, says) });
  }
  return found;
}

/** Whether a path is that of an adopting setting, or a container of one. */
function adopts(own: AdoptingSetting[], path: string[]): boolean {
  return own.some((one) => path.every((key, index) => one.path[index] === key));
}

function reasonOf(setting: string | undefined, says: string): string {
  return setting === undefined ? says : `${setting}: ${says}`;
}

/** The errors; undefined if the stack has no such settings, and so a refusal does not concern them. */
export function refusalOfKnown(refusal: string, own: AdoptingSetting[]): string | undefined {
  const errors = [...refusal.matchAll(errorForm)];
  const isUnknown =
    !isOfComponent(refusal) &&
    errors.some(([, setting]) => setting !== undefined && adopts(own, setting.split(".")));
  return isUnknown || errors.length === 0
    ? undefined
    : errors.map(([, setting, says = ""]) => reasonOf(setting, says)).join(" ");
}

function valueAt(settings: Record<string, unknown>, path: string[]): unknown {
  return path.reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), settings);
}

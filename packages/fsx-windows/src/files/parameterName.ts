import { isLater, kindOf, type Faults } from "@ballast/contracts";

/** Says what is wrong with the name of a parameter of Systems Manager, without showing it; undefined if nothing is. */
export function parameterNameFault(name: unknown): string | undefined {
  // One word, or a path that starts with a slash.
  if (typeof name === "string" && /^[A-Za-z0-9_.-]{1,200}$|^(\/[A-Za-z0-9_.-]+)+$/.test(name))
    return undefined;
  return `is ${kindOf(name)} (not shown) and not the name of an SSM parameter, for example "/app/share-password".`;
}

export function checkParameterName(faults: Faults, path: string, name: unknown): void {
  const fault = name === undefined || isLater(name) ? undefined : parameterNameFault(name);
  if (fault !== undefined) faults.add(path, fault);
}

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

/** Refuses a password that comes from nowhere, or from two places. @param sources The two arguments that may name it, by their names. */
export function checkPasswordSource(faults: Faults, sources: Record<string, unknown>, path = ""): void {
  const given = Object.values(sources).filter((source) => source !== undefined);
  const [first = ""] = Object.keys(sources);
  if (given.length !== 1)
    faults.add(
      `${path}${first}`,
      `${given.length} sources of the password are given; give either ${Object.keys(sources).join(" or ")}.`,
    );
}

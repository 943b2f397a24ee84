/** The text of a path by its parts: `volumes[0].size`. Names stand as they are, whatever characters they have. */
export function propertyPath(parts: readonly (string | number)[]): string {
  return parts.reduce<string>(
    (text, part) => text + (typeof part === "number" ? `[${part}]` : text === "" ? part : `.${part}`),
    "",
  );
}

/** The parts of a property path: `volumes`, `0`, `size` of `volumes[0].size`. A key with a dot stands as `["my.key"]`. */
export function pathParts(path: string): (string | number)[] {
  const form = /\[(\d+)\]|\["([^"]*)"\]|\.?((?:[^.[]|\[(?!\d+\]|"[^"]*"\]))+)/g;
  return [...path.matchAll(form)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? "") : Number(index),
  );
}

/** The property at the top of a property path: `tags` of `tags.Name`, `volumes` of `volumes[0].name`. */
export function topLevel(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}

/** Whether a property path is another one, or below it. */
export function isAt(path: string, other: string): boolean {
  return path === other || (path.startsWith(other) && /^[.[]/.test(path.slice(other.length)));
}

/** The value at a property path; undefined if there is none. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(/[.[]/)
    .reduce<unknown>(
      (at, key) =>
        typeof at === "object" && at !== null ? Reflect.get(at, key.replace(/\]$/, "")) : undefined,
      value,
    );
}

/** All values at a path without indexes, through every member of the lists in the path: `inlinePolicies.policy`. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return path.split(".").reduce<unknown[]>(
    (all, key) =>
      all
        .map((at): unknown => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined))
        .flat()
        .filter((one) => one !== undefined && one !== null),
    [value],
  );
}

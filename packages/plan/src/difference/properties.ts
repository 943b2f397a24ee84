import { secretValue } from "@ballast/model";
import { replacing } from "@ballast/aws";
import diff from "microdiff";
import { inOneShape } from "./documents.ts";
import type { PropertyChange } from "./difference.ts";
import { readable } from "./references.ts";

/** Stands for what was not secret on the side where the other one holds a secret. */
const inClear = "[in clear]";

/** Property by property, for documents whose stand-ins are marked. */
export function propertyChanges(
  type: string,
  from: Record<string, unknown>,
  to: Record<string, unknown>,
): PropertyChange[] {
  const [before, after] = inOneShape(type, from, to) as [Record<string, unknown>, Record<string, unknown>];
  return diff(before, after, { cyclesFix: false }).map((found) => {
    const path = pathText(found.path);
    const [old, now] = [
      found.type === "CREATE" ? undefined : (found.oldValue as unknown),
      found.type === "REMOVE" ? undefined : (found.value as unknown),
    ];
    return {
      path,
      ...(old !== undefined && { from: now === secretValue ? inClear : readable(old) }),
      ...(now !== undefined && { to: old === secretValue ? inClear : readable(now) }),
      replaces: replacing(type, [path], { before: from, after: to }).length > 0,
    };
  });
}

/** As one reads them, and `[2]` before `[10]`. */
export function byPath(one: PropertyChange, other: PropertyChange): number {
  return one.path.localeCompare(other.path, "en", { numeric: true });
}

/** `a.b[0].c`; a member whose name would not be read as one stands as `["a.b"]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[^.[\]"\s]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

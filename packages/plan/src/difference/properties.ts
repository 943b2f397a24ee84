import { isOpen, refusal, replacing, type Sides } from "@ballast/aws";
import { secretValue, type Fields } from "@ballast/model";
import diff from "microdiff";
import type { PropertyChange } from "./difference.ts";
import { readable } from "./references.ts";
import { inOneShape } from "./shape.ts";

/** Shown for a value that was not secret on one side and is a secret on the other. */
const inClear = "[in clear text]";

/** Compares property by property; placeholders in the documents are replaced by marks. */
export function propertyChanges(type: string, before: Fields, after: Fields): PropertyChange[] {
  const sides = { before, after };
  const changes = changesIn(type, sides, inOneShape(type, sides));
  if (!changes.some(({ replaces }) => replaces)) return changes;
  // A replaced resource has no values that the provider could keep.
  const kept = new Map(changes.map((change) => [change.path, change]));
  return changesIn(type, sides, inOneShape(type, sides, true)).map(
    (change) => kept.get(change.path) ?? { ...change, replaces: false },
  );
}

function changesIn(type: string, sides: Sides, shaped: Sides): PropertyChange[] {
  // Including values that the provider keeps.
  const inputs = { before: sides.before, after: { ...shaped.after, ...sides.after } };
  return diff(shaped.before, shaped.after, { cyclesFix: false }).map((found) => {
    const path = pathText(found.path);
    const [old, now] = [
      found.type === "CREATE" ? undefined : (found.oldValue as unknown),
      found.type === "REMOVE" ? undefined : (found.value as unknown),
    ];
    const isUnknown = found.type === "CREATE" && isOpen(type, found.path.join("."), sides.before);
    const refused = refusal(type, path, inputs);
    return {
      path,
      ...(old !== undefined && { from: now === secretValue ? inClear : readable(old) }),
      ...(now !== undefined && { to: old === secretValue ? inClear : readable(now) }),
      replaces: replacing(type, [path], inputs).length > 0,
      ...(refused !== undefined && { refused }),
      ...(isUnknown && { uncertain: "AWS may already have this value, because the program set none" }),
    };
  });
}

/** Sorts paths in natural order, `[2]` before `[10]`. */
export function byPath(one: PropertyChange, other: PropertyChange): number {
  return one.path.localeCompare(other.path, "en", { numeric: true });
}

/** `a.b[0].c`; a member whose name is not an identifier is written as `["a.b"]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[^.[\]"\s]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

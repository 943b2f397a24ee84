import { isKept, isLeftOut, isSame, type Sides } from "@ballast/aws";
import { documentIn, isFields, type Fields } from "@ballast/model";
import { aligned, isSet, isSetOfDocument } from "./lists.ts";
import { inOneForm } from "./meaning.ts";

type Pair = [before: unknown, after: unknown];

/**
 * Normalizes both sides of a resource's inputs, so that only changes that the provider plans remain. Values that it treats as equal
 * become equal, and removed values that it keeps stay. Lists without an order are sorted alike, and JSON in strings is parsed if both
 * sides contain JSON.
 *
 * @param isNew Whether the new side is a new resource, so that no value of the old side is kept.
 */
export function inOneShape(type: string, sides: Sides, isNew = false): Sides {
  const [before, after] = members(sides.before, sides.after, []);
  return { before, after };

  function members(from: Fields, to: Fields, path: readonly string[]): [Fields, Fields] {
    const [before, after]: [Fields, Fields] = [{}, {}];
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const [was, is] = property(from[key] ?? undefined, to[key] ?? undefined, [...path, key]);
      if (was !== undefined) before[key] = was;
      if (is !== undefined) after[key] = is;
    }
    return [before, after];
  }

  function property(from: unknown, to: unknown, path: readonly string[]): Pair {
    const name = path.join(".");
    if (to === undefined) {
      if (!isNew && isKept(type, name)) return [from, from];
      return isLeftOut(type, name, from, sides.before) ? [undefined, undefined] : [from, to];
    }
    if (from === undefined)
      return isLeftOut(type, name, to, sides.after) ? [undefined, undefined] : [from, to];
    return isSame(type, name, from, to, sides) ? [from, from] : value(from, to, path);
  }

  function value(from: unknown, to: unknown, path: readonly string[]): Pair {
    if (typeof from === "string" && typeof to === "string") {
      const [was, is] = [documentIn(from), documentIn(to)];
      return was === undefined || is === undefined ? [from, to] : document(was, is, path);
    }
    if (Array.isArray(from) && Array.isArray(to)) return list(from, to, path);
    // Some languages write a list for a block that may occur once.
    if (isFields(from) && Array.isArray(to) && to.length === 1) return value(from, to[0], path);
    if (isFields(to) && Array.isArray(from) && from.length === 1) return value(from[0], to, path);
    return isFields(from) && isFields(to) ? members(from, to, path) : [from, to];
  }

  function list(from: readonly unknown[], to: readonly unknown[], path: readonly string[]): Pair {
    const isUnordered = isSet(type, path);
    const member = (was: unknown, is: unknown): Pair =>
      isSame(type, path.join("."), was, is, sides) ? [was, was] : value(was, is, path);
    const isEqual = (was: unknown, is: unknown): boolean => {
      const [one, other] = member(was, is);
      return JSON.stringify(one) === JSON.stringify(other);
    };
    const after = isUnordered ? once(to) : [...to];
    return paired(isUnordered ? aligned(once(from), after, isEqual) : [...from], after, member);
  }

  /** The schema does not describe the contents of a document. */
  function document(from: unknown, to: unknown, path: readonly string[]): Pair {
    return inside(inOneForm(from, path, sides.before), inOneForm(to, path, sides.after), path);
  }

  function inside(from: unknown, to: unknown, path: readonly string[]): Pair {
    if (typeof from === "string" && typeof to === "string") {
      const [was, is] = [documentIn(from), documentIn(to)];
      return was === undefined || is === undefined ? [from, to] : document(was, is, path);
    }
    if (isSetOfDocument(path) && Array.isArray(from) !== Array.isArray(to)) {
      // In a policy document, a list of one value may be written as the value.
      const [was, is] = [from, to].map((side) => (typeof side === "string" ? [side] : side));
      if (Array.isArray(was) && Array.isArray(is)) return inside(was, is, path);
    }
    if (Array.isArray(from) && Array.isArray(to)) {
      const isEqual = (was: unknown, is: unknown): boolean => {
        const [one, other] = inside(was, is, path);
        return JSON.stringify(one) === JSON.stringify(other);
      };
      const before = isSetOfDocument(path) ? aligned(from, to, isEqual) : [...(from as unknown[])];
      return paired(before, [...(to as unknown[])], (was, is) => inside(was, is, path));
    }
    if (!isFields(from) || !isFields(to)) return [from, to];
    const [before, after] = [{ ...from }, { ...to }];
    for (const key of Object.keys(from))
      if (key in to) [before[key], after[key]] = inside(from[key], to[key], [...path, key]);
    return [before, after];
  }
}

function paired(before: unknown[], after: unknown[], shape: (from: unknown, to: unknown) => Pair): Pair {
  for (const index of after.keys())
    if (index in before) [before[index], after[index]] = shape(before[index], after[index]);
  return [before, after];
}

/** A set contains each member once. */
function once(members: readonly unknown[]): unknown[] {
  return [...new Map(members.map((one) => [JSON.stringify(one), one])).values()];
}

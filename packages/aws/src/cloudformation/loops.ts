import { isFields, type Fields } from "@ballast/model";

/** Most members that loops of one template can have: CloudFormation's quota of resources (user guide, November 2026) many times over. */
const most = 5000;

/** A template with its loops expanded. */
export interface Expansion {
  document: Fields;
  /** False if a loop's collection is not known, so that its members are missing. */
  isComplete: boolean;
}

/**
 * Expands each `Fn::ForEach` (CloudFormation template reference, "Fn::ForEach", November 2026).
 *
 * @param resolve - resolves a collection.
 */
export function withoutLoops(document: Fields, resolve: (collection: unknown) => unknown): Expansion {
  let count = 0;
  let isComplete = true;
  const expanded = walk(document) as Fields;
  return { document: expanded, isComplete };

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    if (!isFields(value)) return value;
    const entries = Object.entries(value);
    // Most templates have no loops.
    return Object.fromEntries(
      entries.flatMap(([key, inner]) =>
        key.startsWith("Fn::ForEach::") ? members(inner) : [[key, walk(inner)]],
      ),
    );
  }

  function members(loop: unknown): [string, unknown][] {
    const [identifier, collection, body] = Array.isArray(loop) ? (loop as unknown[]) : [];
    const items = resolve(collection);
    const isKnown =
      typeof identifier === "string" &&
      isFields(body) &&
      Array.isArray(items) &&
      items.every((item) => typeof item === "string" && !item.includes("${"));
    count += isKnown ? items.length : 0;
    if (!isKnown || count > most) {
      isComplete = false;
      return [];
    }
    return items.flatMap((item) =>
      Object.entries(walk(substituted(body, identifier, item as string)) as Fields),
    );
  }
}

/**
 * Replaces `${Name}` and `&{Name}`; the latter drops characters that logical ids cannot contain. References
 * are replaced too.
 */
function substituted(value: unknown, identifier: string, item: string): unknown {
  if (typeof value === "string")
    return value
      .replaceAll(`\${${identifier}}`, item)
      .replaceAll(`&{${identifier}}`, item.replaceAll(/[^A-Za-z0-9]/g, ""));
  if (Array.isArray(value)) return value.map((one) => substituted(one, identifier, item));
  if (!isFields(value)) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && value["Ref"] === identifier) return item;
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      String(substituted(key, identifier, item)),
      substituted(inner, identifier, item),
    ]),
  );
}

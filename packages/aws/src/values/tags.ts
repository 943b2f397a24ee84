import { isFields } from "@ballast/model";
import { isKnownText, knownProperty } from "./known.ts";
import type { RefusedValue } from "./limit.ts";
import { refused, refusedAs, sources } from "./sources.ts";

const [longestKey, longestValue, most] = [128, 256, 50];

/** Tags that AWS refuses, on a resource of any type: a key belongs to its writer, and a value may be secret. */
export function* refusedTags(inputs: object): Iterable<RefusedValue> {
  const tags = knownProperty(inputs, "tags");
  if (!isFields(tags)) return;
  const keys = Object.keys(tags);
  if (keys.length > most) yield refused("tags", keys, `at most ${most} tags`, sources.tagging);
  for (const [index, key] of keys.entries()) {
    const value = knownProperty(tags, key);
    if (/^aws:/i.test(key))
      yield refusedAs(
        `tags[${index}]`,
        "has a tag whose key begins with aws:",
        "keys that do not begin with aws:",
        sources.tagging,
      );
    if ([...key].length > longestKey)
      yield refusedAs(
        `tags[${index}]`,
        `has a tag whose key has ${[...key].length} characters`,
        `keys of at most ${longestKey} characters`,
        sources.tagging,
      );
    if (typeof value === "string" && isKnownText(value) && [...value].length > longestValue)
      yield refusedAs(
        `tags[${index}]`,
        `has a tag whose value has ${[...value].length} characters`,
        `values of at most ${longestValue} characters`,
        sources.tagging,
      );
  }
}

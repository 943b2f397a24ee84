import { mapTexts, unknownValue, type PlannedResource } from "@ballast/model";
import { ignores } from "./options.ts";
import type { Marking } from "./references.ts";

/** Values that this stack computes, which a preview does not know, and values from other stacks, which it knows. */
interface Marks {
  own: Marking;
  elsewhere: Marking;
}

/**
 * A resource's inputs in a comparable form. A value that the preview does not know is taken from the update, with marks instead of
 * placeholders.
 */
export function documentOf(
  { inputs, unknown: paths, ignoreChanges }: PlannedResource,
  resolved: PlannedResource | undefined,
  { own, elsewhere }: Marks,
): Record<string, unknown> {
  const notKnown = new Set(paths);
  function at(value: unknown, update: unknown, path: string, keys: readonly string[]): unknown {
    if (value === unknownValue && notKnown.has(path))
      return update === undefined ? value : mapTexts(update, (text) => own(elsewhere(decoded(text))));
    if (typeof value === "string") return elsewhere(decoded(value));
    if (Array.isArray(value))
      return value.map((member, index) => {
        const inner = [...keys, String(index)];
        // Both sides get the same value in its place.
        if (ignores(ignoreChanges, inner)) return null;
        return at(member, memberOf(update, index), `${path}[${index}]`, inner);
      });
    if (typeof value !== "object" || value === null) return value;
    const document: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) {
      const inner = path === "" ? key : `${path}.${key}`;
      if (!ignores(ignoreChanges, [...keys, key]))
        document[key] = at(member, memberOf(update, key), inner, [...keys, key]);
    }
    return document;
  }
  return at(inputs, resolved?.inputs, "", []) as Record<string, unknown>;
}

function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

const base64 = /^(?:[A-Za-z0-9+/]{4}){10,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** A character that occurs in no text. */
const noText = /[\u0000-\u0008\u000e-\u001f\ufffd]/;

/** User data is passed as Base64; readers know it as a script. */
function decoded(text: string): string {
  if (!base64.test(text)) return text;
  const script = Buffer.from(text, "base64").toString("utf8");
  return noText.test(script) ? text : script;
}

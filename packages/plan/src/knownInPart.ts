import {
  documentIn,
  isAt,
  isFields,
  leaves,
  valueAt,
  type PlannedResource,
  type ResolvedResource,
} from "@ballast/model";
import { label, marking, readable, referred, type Marking } from "./difference/references.ts";

/**
 * Says of each property that a preview does not know as a whole what of it is known: a task's containers are, but for the ARN of
 * a secret that the update creates.
 *
 * @param resources - as a preview shows them.
 * @param resolved - as an update would register them.
 * @returns the resources, with `knownInPart` where something is.
 */
export function withKnownParts(
  resources: readonly PlannedResource[],
  resolved: readonly ResolvedResource[],
): PlannedResource[] {
  const updates = new Map(resolved.map((resource) => [resource.urn, resource]));
  const name = naming(resources, resolved);
  return resources.map((resource) => {
    const update = updates.get(resource.urn);
    const hidden = [...resource.secrets, ...(update?.secrets ?? [])];
    const parts = resource.unknown
      .filter((path) => !hidden.some((secret) => isAt(path, secret) || isAt(secret, path)))
      .flatMap((path): [string, unknown][] => {
        const value = valueAt(update?.inputs, path);
        const part = value === undefined ? undefined : named(opened(value), name);
        return part === undefined ? [] : [[path, part]];
      });
    return parts.length === 0 ? resource : { ...resource, knownInPart: Object.fromEntries(parts) };
  });
}

/** Puts words in place of what only an update decides. */
function naming(resources: readonly PlannedResource[], resolved: readonly ResolvedResource[]): Marking {
  const given = new Map(
    resources.map(({ urn, inputs }) => [urn, new Set([...leaves(inputs)].map(({ text }) => text))]),
  );
  const digits = marking(resolved);
  const words = new Map<string, string>();
  for (const { urn, custom, identifiers } of resolved) {
    for (const [text, path] of custom ? Object.entries(identifiers) : []) {
      // A name that the program gave is known, also where it is the id, and so is what another stack has.
      if (path.startsWith("outputs.") || given.get(urn)?.has(text)) continue;
      const isOwn = referred(digits(text)).includes(urn);
      const attribute = path === "id" && text.startsWith("arn:") ? "arn" : path;
      // Others may answer with it as well: a secret's version has the secret's ARN.
      if (isOwn || !words.has(text)) words.set(text, `[unknown: ${attribute} of ${label(urn)}]`);
    }
  }
  // Short names without digits of their own could be any word.
  const inside = [...words]
    .filter(([text]) => text.startsWith("arn:") || referred(digits(text)).length > 0)
    .sort(([one], [other]) => other.length - one.length);
  return (text) =>
    words.get(text) ??
    (readable(digits(inside.reduce((named, [one, what]) => named.replaceAll(one, what), text))) as string);
}

function named(value: unknown, name: Marking): unknown {
  if (typeof value === "string") return name(value);
  if (Array.isArray(value)) return value.map((member) => named(member, name));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [name(key), named(member, name)]));
}

/** The document in a text: JSON, or a text in Base64. */
function opened(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const document = documentIn(value);
  if (document !== undefined) return document;
  if (!/^[\w+/]{24,}={0,2}$/.test(value)) return value;
  const text = Buffer.from(value, "base64");
  return text.toString("base64") === value && !text.includes(0) ? text.toString() : value;
}

import { isFields, parsed } from "@ballast/model";
import { isPublicName, isSecretName } from "./names.ts";
import { numbered, secretPlacesInText, type SecretPlace } from "./texts.ts";
import { asText, isAbout, isPlaceholder, looksRandom, secretWithin, withoutPublicPem } from "./values.ts";

export { isSecretName } from "./names.ts";
export { secretsInText, secretPlacesInText, type SecretPlace } from "./texts.ts";

/**
 * Describes why a named value in clear text is a secret, without the name or the value: `sounds like a secret`, `holds a private key`.
 *
 * @param whole - a text; for a value that is not known yet, only the name is examined.
 * @returns undefined if neither the name nor the value indicates a secret.
 */
export function plainSecret(name: string, whole: unknown): string | undefined {
  if (typeof whole !== "string") return isSecretName(name) ? "sounds like a secret" : undefined;
  const value = withoutPublicPem(whole);
  const within = secretWithin(value);
  if (within !== undefined && !(within === looksRandom && isPublicName(name))) return `holds ${within}`;
  // Settings of a program in one text, or a document; also in Base64.
  const read = asText(value.trim()) ?? value;
  if (/[\s{]|\w=/.test(read) && secretPlaces(read).length > 0) return "holds a secret";
  return isSecretName(name) && !isAbout(value) && !isPlaceholder(value) ? "sounds like a secret" : undefined;
}

/** What of a secret a text holds by its form, in words; undefined if it only looks random, or holds none. */
export function certainSecret(text: string): string | undefined {
  const found = secretWithin(text);
  return found === looksRandom ? undefined : found;
}

/** The same of a document, in JSON or as values, and of every name and value in it, one by one. */
export function secretPlaces(document: unknown): SecretPlace[] {
  return numbered(placesIn(document));
}

function placesIn(document: unknown): SecretPlace[] {
  if (typeof document === "string") {
    const read = /^\s*[{[]/.test(document) ? parsed(document) : undefined;
    return read === undefined || read === null ? secretPlacesInText(document) : placesIn(read);
  }
  if (Array.isArray(document)) {
    // A command, word by word.
    if (document.every((one) => typeof one === "string")) return secretPlacesInText(document.join(" "));
    return document.flatMap(placesIn);
  }
  if (!isFields(document)) return [];
  const name = document["name"] ?? document["Name"] ?? document["key"] ?? document["Key"];
  const value = document["value"] ?? document["Value"];
  const entries =
    typeof name === "string" && value !== undefined ? [[name, value] as const] : Object.entries(document);
  return entries.flatMap(([key, inner]) => {
    if (typeof inner !== "string") {
      // What a parameter of a document is, if nobody sets it.
      const standard = isFields(inner) ? (inner["default"] ?? inner["Default"]) : undefined;
      const found = typeof standard === "string" ? plainSecret(key, standard) : undefined;
      return [...(found === undefined ? [] : [{ key, found: `${key} ${found}` }]), ...placesIn(inner)];
    }
    const found = plainSecret(key, inner);
    return found === undefined ? [] : [{ key, found: `${key} ${found}` }];
  });
}

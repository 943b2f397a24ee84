import { certainSecret, isSecretBearing } from "@ballast/contracts/plain";
import { leaves, topLevel, type Resource } from "@ballast/model";
import { plainPlaces } from "./plainPlaces.ts";
import { isReadByName, type PlainSecret } from "./plainSecrets.ts";

/**
 * Secrets that show by their form, such as a URL with a password, in any other text of a resource. Properties
 * that are made for a secret are left out: providers hide these.
 */
export function* inOtherTexts({ type, inputs }: Pick<Resource, "type" | "inputs">): Iterable<PlainSecret> {
  const own = (plainPlaces[type]?.reads ?? "").split(" ");
  for (const { path, text } of leaves(inputs)) {
    const names = path.replaceAll(/\[\d+\]/g, "");
    if (own.some((one) => names === one || names.startsWith(`${one}.`)) || isSecretBearing(path)) continue;
    if (own[0] === "" ? names.split(".").some(isReadByName) : /^tags(?:All)?$/i.test(topLevel(names)))
      continue;
    const found = certainSecret(text);
    if (found !== undefined) yield { part: names, what: `${names}, which holds ${found}` };
  }
}

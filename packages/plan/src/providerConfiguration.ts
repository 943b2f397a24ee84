import { documentIn, isFields, secretValue, type Fields } from "@ballast/model";

const hidden = /secret|token|password|accessKey/i;

/**
 * The configuration of a stack's default providers, keyed by package. Secret values are hidden, including those that are written in plain
 * text.
 *
 * @param values As the SDK keeps them.
 * @param project Its name; keys of the project and of Ballast do not configure a provider.
 */
export function providerConfigurations(
  values: Readonly<Record<string, string>>,
  encrypted: readonly string[],
  project: string,
): Record<string, Fields> {
  const configurations: Record<string, Fields> = {};
  const given = [...Object.entries(values), ...encrypted.map((key): [string, string] => [key, secretValue])];
  for (const [name, text] of given) {
    const [pack = "", key = ""] = name.split(":");
    if ([project, "ballast", "pulumi"].includes(pack) || key === "") continue;
    (configurations[pack] ??= {})[key] = masked(key, documentIn(text) ?? text);
  }
  return configurations;
}

function masked(key: string, value: unknown): unknown {
  if (hidden.test(key)) return secretValue;
  if (Array.isArray(value)) return value.map((one) => masked(key, one));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, masked(inner, one)]));
}

import data from "./trunking.json" with { type: "json" };

const supported = new Set(
  Object.entries(data.supported).flatMap(([family, sizes]) =>
    sizes.split(" ").map((size) => `${family}.${size}`),
  ),
);
const unsupportedTypes = new Set(data.unsupportedTypes.split(" "));
const unsupportedFamilies = new Set(data.unsupportedFamilies.split(" "));

/**
 * Whether ECS attaches a trunk to instances of a type, by AWS's list of 2023. Its table and its list of exceptions
 * contradict each other for a few types (`m5n.large`, `c5a.8xlarge`), and later types are in neither.
 *
 * @returns undefined if the list has no answer, or contradicts itself.
 */
export function isTrunked(type: string): boolean | undefined {
  const [family = ""] = type.split(".", 1);
  const isException = unsupportedTypes.has(type) || unsupportedFamilies.has(family);
  if (supported.has(type)) return isException ? undefined : true;
  return isException ? false : undefined;
}

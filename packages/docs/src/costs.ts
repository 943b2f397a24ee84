import { resourceType, type Charge } from "@ballast/aws";

/** What of these AWS charges for, by type. @throws {Error} for types of which nobody has said yet whether it does. */
export function chargesOf(types: Iterable<string>): [string, Charge][] {
  const asked = [...new Set(types)].filter((type) => type.startsWith("aws:")).sort();
  const unknown = asked.filter((type) => resourceType(type)?.charge === undefined);
  if (unknown.length > 0) {
    throw new Error(
      `The catalogue does not say whether AWS charges for ${unknown.join(", ")}. Look at AWS's page of prices, and fill in ` +
        "`charge` of their entries in packages/aws/src.",
    );
  }
  return asked.flatMap((type): [string, Charge][] => {
    const charge = resourceType(type)?.charge;
    return charge ? [[type, charge]] : [];
  });
}

import { resourceType, type Charge } from "@ballast/aws";
import { code, table } from "./markdown.ts";

/** @param counts How many of a type there are, by the heading of their column. */
export function chargesTable(
  types: Iterable<string>,
  counts: Record<string, (type: string) => number> = {},
): string {
  const rows = chargesOf(types).map(([type, { by, prices }]) => [
    code(type),
    ...Object.values(counts).map((count) => String(count(type))),
    by,
    `[prices](${prices})`,
  ]);
  return rows.length === 0
    ? "Nothing by itself."
    : table(["resource", ...Object.keys(counts), "by", ""], rows);
}

/** The charges of AWS for these resources, by type. @throws {Error} for types whose charges are not decided yet. */
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

import { columns, judgedTypes, resourceType, unknownColumns } from "@ballast/aws";
import { code, table } from "./markdown.ts";

/** What the catalogue knows of AWS types, and what it does not, by column. */
export function awsTypesPage(): string {
  const types = judgedTypes();
  const unknown = unknownColumns(types);
  const rows = columns.map((column) => {
    const of = unknown.filter((one) => one.column === column);
    const reasons = [...new Set(of.map(({ reason }) => reason ?? ""))].sort();
    return [code(column), String(of.length), reasons.join("; ")];
  });
  const replaced = types.filter((type) => resourceType(type)?.replacedBy !== undefined);
  return [
    "# What Ballast knows of AWS types",
    `Entries of packages/aws that must be complete: ${types.length} types, those that programs here register and those that store data. ` +
      `${unknown.length} columns of them are unknown. A difference counts a change that may replace a store as a loss, so what is ` +
      `unknown is never passed over. What replaces ${replaced.length} of them is known from the provider.`,
    table(["column", "unknown", "why"], rows),
  ].join("\n\n");
}

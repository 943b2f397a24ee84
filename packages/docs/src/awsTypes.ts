import { columns, judgedTypes, resourceType, unknownColumns } from "@ballast/aws";
import limits from "./limits.json" with { type: "json" };
import { code, table } from "./markdown.ts";

interface Limits {
  /** Properties that have a limit, of all. */
  limited: number;
  of: number;
  /** Names of the others, if they are the majority. */
  without?: string;
}

const limitsByType = Object.entries<Limits>(limits);

/** What the catalogue contains about AWS types, and what it lacks, by column. */
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
    ...limitsSection(),
  ].join("\n\n");
}

/** For how many properties a limit is known, by type. */
function limitsSection(): string[] {
  const sum = (of: (one: Limits) => number) => limitsByType.reduce((total, [, one]) => total + of(one), 0);
  const low = limitsByType.filter(([, { without }]) => without !== undefined);
  const share = ({ limited, of }: Limits): string => `${limited} of ${of}`;
  return [
    "## Properties with a limit",
    `The rule ${code("aws-refuses")} knows a limit for ${sum(({ limited }) => limited)} of ${sum(({ of }) => of)} properties of ` +
      `${limitsByType.length} types: an accepted value or range, a Boolean, a reference, or a name. A property with blocks counts as ` +
      `its members. Of ${low.length} types, most properties have none; the second table names them.`,
    table(
      ["type", "properties with checked values"],
      limitsByType.map(([type, one]) => [code(type), share(one)]),
    ),
    table(
      ["type", "properties whose values are not checked"],
      low.map(([type, { without = "" }]) => [code(type), without.split(" ").map(code).join(", ")]),
    ),
  ];
}

import { fields, many, parsed, text, type Fields } from "./read.ts";

export interface PolicyStatement {
  effect: string;
  actions: string[];
  resources: string[];
  /** All others are meant. */
  notResources: string[];
  services: string[];
  /** Whether its principal is everyone. */
  anyone: boolean;
  conditions: Fields;
}

export function statements(document: unknown): PolicyStatement[] {
  const given = fields(parsed(document))["Statement"];
  // A policy may have a single statement without a list.
  return (Array.isArray(given) ? (given as unknown[]) : given === undefined ? [] : [given])
    .map(fields)
    .map((statement) => ({
      effect: text(statement["Effect"]),
      actions: many(statement["Action"]),
      resources: many(statement["Resource"]),
      notResources: many(statement["NotResource"]),
      services: many(fields(statement["Principal"])["Service"]),
      anyone: [statement["Principal"], ...many(fields(statement["Principal"])["AWS"])].includes("*"),
      conditions: fields(statement["Condition"]),
    }));
}

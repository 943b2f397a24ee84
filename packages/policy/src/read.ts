// Reading properties whose types nobody guarantees: another team's stack may hold anything.

export type Fields = Record<string, unknown>;

export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Of a document, or of the JSON text of one. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** IAM writes one value without its list. */
export function many(value: unknown): string[] {
  return (Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value]).map(text);
}

export interface PolicyStatement {
  effect: string;
  actions: string[];
  resources: string[];
  /** All others are meant. */
  notResources: string[];
  services: string[];
  /** Whether its principal is everybody. */
  anyone: boolean;
  conditions: Fields;
}

export function statements(document: unknown): PolicyStatement[] {
  const given = fields(parsed(document))["Statement"];
  // One statement may stand without its list.
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

/** Whether a statement speaks of what comes without TLS. */
export function isOfClearText({ conditions }: PolicyStatement): boolean {
  return text(fields(conditions["Bool"])["aws:SecureTransport"]) === "false";
}

export function containers(taskDefinition: Fields): Fields[] {
  return list(parsed(taskDefinition["containerDefinitions"])).map(fields);
}

/** Whether an address range is the whole internet. */
export function isAnywhere(range: unknown): boolean {
  return range === "0.0.0.0/0" || range === "::/0";
}

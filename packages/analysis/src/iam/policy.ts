/** A statement of a policy with every list written as a list. */
export interface PolicyStatement {
  effect: "Allow" | "Deny";
  /** Patterns of actions; with `not`, all but these. */
  actions: Patterns;
  /** Patterns of ARNs; with `not`, all but these. */
  resources: Patterns;
  /** Operator, then key, then values. */
  conditions: Record<string, Record<string, string[]>>;
}

export interface Patterns {
  not: boolean;
  values: string[];
}

export interface Policy {
  statements: PolicyStatement[];
}

const known = new Set(["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]);

/**
 * Reads an identity policy in IAM's JSON.
 *
 * @throws {Error} for an element that this evaluation does not know: what cannot be judged must not pass as harmless.
 */
export function parsePolicy(json: string): Policy {
  const document = JSON.parse(json) as { Statement?: unknown };
  const statements = listOf(document.Statement) as Record<string, unknown>[];
  return { statements: statements.map(parseStatement) };
}

function parseStatement(statement: Record<string, unknown>): PolicyStatement {
  const unknown = Object.keys(statement).filter(
    (element) => statement[element] !== undefined && !known.has(element),
  );
  if (unknown.length > 0)
    throw new Error(
      `Cannot evaluate a statement with ${unknown.join(", ")}; known: ${[...known].join(", ")}.`,
    );
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny")
    throw new Error(`Effect: ${JSON.stringify(effect)} is unknown; allowed: "Allow", "Deny".`);
  return {
    effect,
    actions: patternsOf(statement, "Action"),
    resources: patternsOf(statement, "Resource"),
    conditions: conditionsOf(statement["Condition"]),
  };
}

function patternsOf(statement: Record<string, unknown>, element: "Action" | "Resource"): Patterns {
  const plain = statement[element];
  const negated = statement[`Not${element}`];
  if ((plain === undefined) === (negated === undefined))
    throw new Error(`A statement needs either ${element} or Not${element}.`);
  return { not: negated !== undefined, values: textsOf(plain ?? negated) };
}

function conditionsOf(condition: unknown): PolicyStatement["conditions"] {
  const operators = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>);
  return Object.fromEntries(
    operators.map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, textsOf(values)])),
    ]),
  );
}

/** JSON lets a Boolean or a number stand for its text. */
function textsOf(value: unknown): string[] {
  return listOf(value).map((entry) => {
    if (typeof entry === "string") return entry;
    if (typeof entry === "boolean" || typeof entry === "number") return String(entry);
    throw new Error(`${JSON.stringify(entry)} is not a text; it cannot be a pattern or a condition's value.`);
  });
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

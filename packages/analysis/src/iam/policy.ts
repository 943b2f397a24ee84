/** A policy statement in which every element is a list. Elements are parsed on first access. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  /** Action patterns; with `not`, all other actions. */
  readonly actions: Patterns;
  /** ARN patterns; with `not`, all other resources. A trust policy concerns only its role, so covers all. */
  readonly resources: Patterns;
  /**
   * The statement's principals; undefined in an identity policy, which applies to the identity that has it.
   */
  readonly principals: Principals | undefined;
  /** Values, keyed by operator and then by condition key. */
  readonly conditions: Record<string, Record<string, string[]>>;
}

export interface Patterns {
  not: boolean;
  values: string[];
}

export interface Principals {
  not: boolean;
  values: Principal[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*`. */
  kind: string;
  /** An ARN, an account, a service's name, or `*`. */
  value: string;
}

export interface Policy {
  statements: PolicyStatement[];
}

type Fields = Record<string, unknown>;

const known = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * Parses a policy's JSON.
 *
 * @throws {Error} for an unknown element, so that a policy that cannot be evaluated never counts as harmless.
 */
export function parsePolicy(json: string): Policy {
  const document = JSON.parse(json) as { Statement?: unknown };
  const statements = listOf(document.Statement) as Fields[];
  return { statements: statements.map(parseStatement) };
}

function parseStatement(statement: Fields): PolicyStatement {
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
  for (const element of ["Action", "Resource"])
    if (
      (statement[element] === undefined) === (statement[`Not${element}`] === undefined) &&
      (element === "Action" || !hasPrincipal(statement))
    )
      throw new Error(`A statement needs either ${element} or Not${element}.`);
  for (const value of Object.values(statement)) textsIn(value);
  return read(statement);
}

/**
 * The statements of a policy in JSON or as object, with a single statement without list and element names in
 * any case accepted. Errors are not reported: a value that is not text is read as empty and matches nothing,
 * and a statement with principals but without actions covers all actions.
 */
export function policyStatements(document: unknown): PolicyStatement[] {
  return listOf(element(objectOf(document), "statement"))
    .map(objectOf)
    .filter((statement) => /^(allow|deny)$/i.test(String(element(statement, "effect"))))
    .map(read);
}

function read(statement: Fields): PolicyStatement {
  return {
    effect: String(element(statement, "effect")).toLowerCase() === "deny" ? "Deny" : "Allow",
    get actions() {
      return patternsOf(statement, "action") ?? { not: hasPrincipal(statement), values: [] };
    },
    get resources() {
      return patternsOf(statement, "resource") ?? { not: hasPrincipal(statement), values: [] };
    },
    get principals() {
      return principalsOf(statement);
    },
    get conditions() {
      return conditionsOf(element(statement, "condition"));
    },
  };
}

function hasPrincipal(statement: Fields): boolean {
  return nameOf(statement, "principal") !== undefined || nameOf(statement, "notprincipal") !== undefined;
}

function patternsOf(statement: Fields, name: "action" | "resource"): Patterns | undefined {
  const plain = element(statement, name);
  if (plain !== undefined) return { not: false, values: textsOf(plain) };
  const negated = element(statement, `not${name}`);
  return negated === undefined ? undefined : { not: true, values: textsOf(negated) };
}

function principalsOf(statement: Fields): Principals | undefined {
  const plain = element(statement, "principal");
  const given = plain ?? element(statement, "notprincipal");
  if (given === undefined) return undefined;
  const not = plain === undefined;
  if (typeof given === "string")
    return { not, values: [{ kind: given === "*" ? "*" : "AWS", value: given }] };
  const values = Object.entries(objectOf(given)).flatMap(([kind, of]) =>
    textsOf(of).map((value) => ({ kind, value })),
  );
  return { not, values };
}

function conditionsOf(condition: unknown): PolicyStatement["conditions"] {
  return Object.fromEntries(
    Object.entries(objectOf(condition)).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(objectOf(keys)).map(([key, values]) => [key, textsOf(values)])),
    ]),
  );
}

function nameOf(of: Fields, name: string): string | undefined {
  return Object.keys(of).find((key) => key.toLowerCase() === name);
}

function element(of: Fields, name: string): unknown {
  const found = nameOf(of, name);
  return found === undefined ? undefined : of[found];
}

function objectOf(value: unknown): Fields {
  if (typeof value === "string") {
    try {
      return objectOf(JSON.parse(value) as unknown);
    } catch {
      return {};
    }
  }
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** JSON policies may contain a Boolean or number instead of a text. */
function textsOf(value: unknown): string[] {
  return listOf(value).map((entry) =>
    typeof entry === "string" || typeof entry === "boolean" || typeof entry === "number" ? String(entry) : "",
  );
}

function textsIn(value: unknown): void {
  if (Array.isArray(value)) for (const entry of value) textOf(entry);
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) textsIn(inner);
}

function textOf(entry: unknown): void {
  if (!["string", "boolean", "number"].includes(typeof entry))
    throw new Error(
      `${JSON.stringify(entry)} is not a string, so it cannot be a pattern or a condition value.`,
    );
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

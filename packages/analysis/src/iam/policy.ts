/** A statement of a policy with every list written as a list. Elements are read when they are asked for. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  /** Patterns of actions; with `not`, all but these. */
  readonly actions: Patterns;
  /** Patterns of ARNs; with `not`, all but these. A trust policy is about its own role alone: none of it is left out. */
  readonly resources: Patterns;
  /** Whom it is about; undefined in an identity policy, which is about its bearer. */
  readonly principals: Principals | undefined;
  /** Operator, then key, then values. */
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
 * Reads a policy in IAM's JSON.
 *
 * @throws {Error} for an element that this evaluation does not know: what cannot be judged must not pass as harmless.
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
 * The statements of a policy as its writer left it: as JSON or as an object, one statement without its list, names of elements in any
 * case. What IAM refuses is not reported: a value that is not a text reads as an empty one, which matches nothing, and a statement about
 * principals that lacks its actions is about all of them.
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

/** JSON lets a Boolean or a number stand for its text. */
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

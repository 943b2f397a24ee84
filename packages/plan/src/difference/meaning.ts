import { isFields, type Fields } from "@ballast/model";

/*
 * Documents with what they mean in one form: policies by `PoliciesAreEquivalent` of awspolicyequivalence, container definitions by
 * `containerDefinitionsAreEquivalent` in internal/service/ecs/task_definition_equivalency.go of terraform-provider-aws (both read in
 * November 2026).
 */

/** @param path Of the property that holds the document. */
export function inOneForm(document: unknown, path: readonly string[]): unknown {
  if (path.at(-1) === "containerDefinitions" && Array.isArray(document)) return document.map(container);
  return isFields(document) && "Statement" in document ? policy(document) : document;
}

function policy(document: Fields): Fields {
  const statements = [document["Statement"]].flat();
  return { ...document, Statement: statements.map((one) => (isFields(one) ? statement(one) : one)) };
}

function statement(given: Fields): Fields {
  return mapped(given, (value, key) => {
    if (key === "Effect" && typeof value === "string") return capitalized(value);
    if (/^(Not)?(Action|Resource)$/.test(key)) return many(value);
    if (/^(Not)?Principal$/.test(key) && isFields(value))
      return mapped(value, (who, kind) => many(who).map((one) => (kind === "AWS" ? accountOf(one) : one)));
    if (key !== "Condition" || !isFields(value)) return value;
    return mapped(value, (keys) =>
      isFields(keys)
        ? mapped(keys, (values) =>
            many(values).map((one) => (typeof one === "string" ? one : JSON.stringify(one))),
          )
        : keys,
    );
  });
}

function many(value: unknown): unknown[] {
  return [...new Set<unknown>([value].flat())];
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** An account may stand for its root. */
function accountOf(principal: unknown): unknown {
  return typeof principal === "string"
    ? principal.replace(/^arn:[\w-]+:iam::(\d{12}):root$/, "$1")
    : principal;
}

/** Without what stands for a default. */
function container(given: unknown): unknown {
  if (!isFields(given)) return given;
  const { essential, portMappings, ...rest } = withoutEmpty(given);
  return {
    ...rest,
    ...(essential !== true && essential !== undefined && { essential }),
    ...(Array.isArray(portMappings) && { portMappings: portMappings.map(portMapping) }),
  };
}

function portMapping(given: unknown): unknown {
  if (!isFields(given)) return given;
  const { protocol = "tcp", hostPort = 0, containerPort, ...rest } = given;
  // In the mode awsvpc, a port has the same number on both sides.
  const isFree = hostPort === 0 || hostPort === containerPort;
  return { ...rest, containerPort, ...(protocol !== "tcp" && { protocol }), ...(!isFree && { hostPort }) };
}

function withoutEmpty(given: Fields): Fields {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function mapped(given: Fields, map: (value: unknown, key: string) => unknown): Fields {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, map(value, key)]));
}

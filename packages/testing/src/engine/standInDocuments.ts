import { isFields } from "@ballast/model";

/**
 * The text of a document in one form, as the provider compares documents: `PoliciesAreEquivalent` of awspolicyequivalence,
 * `NormalizeJsonString` of terraform-plugin-sdk, and `containerDefinitionsAreEquivalent` of the provider. Any other text as it is.
 */
export function documentText(text: string, path: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text;
  }
  if (path === "containerDefinitions" && Array.isArray(document))
    document = document.map(container).sort(byText);
  else if (isFields(document) && "Statement" in document)
    document = { ...document, Statement: [document["Statement"]].flat().map(statement).sort(byText) };
  return JSON.stringify(ordered(document));
}

function statement(given: unknown): unknown {
  if (!isFields(given)) return given;
  const sets = (value: unknown): unknown =>
    isFields(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sets(inner)]))
      : [
          ...new Set([value].flat().map((one) => String(one).replace(/^arn:aws:iam::(\d{12}):root$/, "$1"))),
        ].sort();
  return ordered(
    Object.fromEntries(
      Object.entries(given).map(([key, value]) => {
        if (["Sid", "Effect"].includes(key)) return [key, String(value).toLowerCase()];
        return [key, value === "*" && /Principal/.test(key) ? value : sets(value)];
      }),
    ),
  );
}

function container(given: unknown): unknown {
  const {
    essential = true,
    portMappings = [],
    environment = [],
    secrets = [],
    ...rest
  } = given as {
    essential?: boolean;
    portMappings?: Record<string, unknown>[];
    environment?: unknown[];
    secrets?: unknown[];
  };
  return ordered({
    ...Object.fromEntries(
      Object.entries(rest).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
    ),
    essential,
    environment: environment.map(ordered).sort(byText),
    secrets: secrets.map(ordered).sort(byText),
    portMappings: portMappings.map(({ hostPort = 0, protocol = "tcp", ...one }) => ({
      ...one,
      protocol,
      hostPort: hostPort === one["containerPort"] ? 0 : hostPort,
    })),
  });
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  );
}

import { z } from "zod";
import { loadScenario, parseStackName } from "../../scenarios.ts";

type Settings = Record<string, unknown>;

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, JsonSchema>;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
}

/** A stack's settings with another value of one of them. */
export interface Choice {
  label: string;
  settings: Settings;
}

/** Settings that need more than one value, by stack. */
const together: Record<string, Record<string, Settings>> = {
  "private-registry-dev": {
    "a cache of an open registry": {
      registry: { mode: "pullThroughCache", upstream: "quay", prefix: "quay" },
    },
  },
};

/** Every value of each setting that has a list of them, as one change of a stack's committed settings. The program may refuse it. */
export async function choicesOf(stack: string, committed: Settings): Promise<Choice[]> {
  const scenario = parseStackName(stack)?.scenario;
  if (scenario === undefined) throw new Error(`${stack} is not a stack of a scenario.`);
  const { settings } = await loadScenario(scenario);
  const schema = z.toJSONSchema(settings.schema, { unrepresentable: "any", io: "input" }) as JsonSchema;
  const single = [...leavesOf(schema, [])].map(({ path, value }) => ({
    label: `${stack}, ${path.join(".")}: ${String(value)}`,
    settings: changed(committed, path, value),
  }));
  const several = Object.entries(together[stack] ?? {}).map(([label, more]) => ({
    label: `${stack}, ${label}`,
    settings: { ...committed, ...more },
  }));
  return [...single, ...several];
}

function* leavesOf(
  { type, enum: values, const: only, properties = {}, oneOf, anyOf }: JsonSchema,
  path: string[],
): Iterable<{ path: string[]; value: unknown }> {
  if (only !== undefined) yield { path, value: only };
  for (const value of values ?? (type === "boolean" ? [true, false] : [])) yield { path, value };
  for (const form of oneOf ?? anyOf ?? []) yield* leavesOf(form, path);
  for (const [key, property] of Object.entries(properties)) yield* leavesOf(property, [...path, key]);
}

function changed(settings: Settings, [key = "", ...rest]: string[], value: unknown): Settings {
  const inner = settings[key];
  return {
    ...settings,
    [key]: rest.length === 0 ? value : changed(isObject(inner) ? inner : {}, rest, value),
  };
}

const isObject = (value: unknown): value is Settings =>
  typeof value === "object" && value !== null && !Array.isArray(value);

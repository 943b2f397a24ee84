import { loadScenario, type scenarios } from "../scenarios.ts";

type Settings = Record<string, unknown>;

const reason = "the engine tests are done with it";
/** Where scenarios have a load balancer's protection. */
const places = [[], ["site"], ["gate"]];

/**
 * A stack's settings with every protection off that keeps a destroy from ending: each store and each load balancer with a
 * reason of its own, as the scenario's own schema asks for them.
 */
export async function discarding(scenario: string, settings: Settings): Promise<Settings> {
  const { schema } = (await loadScenario(scenario as keyof typeof scenarios)).settings;
  const changed = structuredClone(settings);
  Object.assign(changed, { retention: "discard", retentionReason: {} });
  for (const { path } of schema.safeParse(changed).error?.issues ?? []) put(changed, path, reason);
  for (const place of places) {
    const protectionOff = structuredClone(changed);
    put(protectionOff, [...place, "loadBalancerProtection"], { enabled: false, reason });
    if (schema.safeParse(protectionOff).success) Object.assign(changed, protectionOff);
  }
  schema.parse(changed);
  return changed;
}

function put(settings: Settings, path: readonly PropertyKey[], value: unknown): void {
  const [key, ...rest] = path.map(String);
  if (key === undefined) return;
  if (rest.length === 0) settings[key] = value;
  else if (typeof settings[key] === "object") put(settings[key] as Settings, rest, value);
}

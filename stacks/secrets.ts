import { loadScenario, parseStackName } from "./scenarios.ts";
import type { DeclaredSecret } from "./shared/settings.ts";

/**
 * The secrets that a stack's settings call for and its deployer sets. The offline plan, which has none of them,
 * stands in for them and lists the commands still needed; the engine tests make throw-away ones. It stands beside
 * index.ts because Pulumi allows that module no export but the program.
 *
 * @param settings The stack's settings as they stand in its file; secrets of settings that are refused are none.
 */
export async function declaredSecrets(
  stack: string,
  settings: unknown,
): Promise<Record<string, DeclaredSecret>> {
  const name = parseStackName(stack);
  if (name === undefined) return {};
  const scenario = await loadScenario(name.scenario);
  const parsed = scenario.settings.schema.safeParse(settings);
  return parsed.success ? (scenario.settings.secrets?.(parsed.data) ?? {}) : {};
}

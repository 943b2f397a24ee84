import type { Site } from "@ballast/contracts";
import type { SettingsDefinition } from "./shared/settings.ts";
import { splitStackName } from "./shared/stackName.ts";

/** What a scenario's index.ts exports; importing it registers nothing. */
export interface Scenario<Settings = unknown> {
  settings: SettingsDefinition<Settings>;
  default(settings: Settings, site: Site): Promise<Record<string, unknown>> | Record<string, unknown>;
}

/** Every scenario by its name, loaded only when its stack runs. */
export const scenarios = {
  clair: () => import("./clair/index.ts"),
  "cloudstor-spot": () => import("./cloudstor-spot/index.ts"),
  delivery: () => import("./delivery/index.ts"),
  "fsx-windows": () => import("./fsx-windows/index.ts"),
  "invento-windows": () => import("./invento-windows/index.ts"),
  network: () => import("./network/index.ts"),
  placement: () => import("./placement/index.ts"),
  "private-registry": () => import("./private-registry/index.ts"),
  "rexray-ebs": () => import("./rexray-ebs/index.ts"),
  "rexray-efs": () => import("./rexray-efs/index.ts"),
} satisfies Record<string, () => Promise<unknown>>;

export type ScenarioName = keyof typeof scenarios;

/** The environments for which settings are committed; a team may add files for others. */
const environments = ["dev", "prod"];

export interface StackName {
  scenario: ScenarioName;
  environment: string;
}

/** @returns undefined if there is no such scenario, or no environment. */
export function parseStackName(name: string): StackName | undefined {
  const { scenario = "", environment = "" } = splitStackName(name) ?? {};
  return Object.hasOwn(scenarios, scenario) ? { scenario: scenario as ScenarioName, environment } : undefined;
}

export function stackNames(): string[] {
  return Object.keys(scenarios).flatMap((scenario) =>
    environments.map((environment) => `${scenario}-${environment}`),
  );
}

export async function loadScenario(name: ScenarioName): Promise<Scenario> {
  return (await scenarios[name]()) as Scenario;
}

import type { Site } from "@ballast/contracts";
import type { SettingsDefinition } from "./shared/settings.ts";
import { splitStackName, type NameParts } from "@ballast/model";

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

/** How stacks are named, for messages. */
export const stackNameForm =
  "<scenario>-<environment>, or <scenario>_<instance>-<environment> for another one in the same environment; scenarios are " +
  `${Object.keys(scenarios).join(", ")}, and an environment is a word of a–z and 0–9, such as dev`;

/** @returns undefined if there is no such scenario, or the name has another form. */
export function parseStackName(name: string): (NameParts & { scenario: ScenarioName }) | undefined {
  const parts = splitStackName(name);
  if (parts === undefined || !Object.hasOwn(scenarios, parts.scenario)) return undefined;
  return { ...parts, scenario: parts.scenario as ScenarioName };
}

/** The stacks whose settings every scenario has here. */
export function stackNames(): string[] {
  return Object.keys(scenarios).flatMap((scenario) => [`${scenario}-dev`, `${scenario}-prod`]);
}

export async function loadScenario(name: ScenarioName): Promise<Scenario> {
  return (await scenarios[name]()) as Scenario;
}

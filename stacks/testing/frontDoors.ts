import type { ResolvedResource } from "@ballast/model";
import { scenarios } from "../scenarios.ts";
import { openThisProject, settingsOf } from "./scenarioTests.ts";

export const scenarioNames = Object.keys(scenarios);

/** Where a scenario's front door is among its settings. */
const nested: Record<string, string> = { clair: "site" };

export const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0";
/** A range of the internet (RFC 5737). */
export const office = { office: "198.51.100.0/24" };

/** What faces the internet: MySQL, which speaks TLS by itself, takes no certificate. */
export function publicDoor(scenario: string): Record<string, unknown> {
  return {
    clients: office,
    internetFacing: true,
    ...(scenario !== "rexray-ebs" && { certificateArn }),
  };
}

/** Top-level settings of a scenario's dev stack with another front door. */
export async function withDoor(
  scenario: string,
  door: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { values } = (await openThisProject()).configurationOf(`${scenario}-dev`);
  const settings = settingsOf(values) as Record<string, object>;
  const key = nested[scenario];
  return key === undefined ? { ...settings, ...door } : { ...settings, [key]: { ...settings[key], ...door } };
}

/** The load balancers that people come to; Clair's own is for builds alone. */
export function doorsOf(resources: readonly ResolvedResource[]): ResolvedResource[] {
  return resources.filter(
    ({ type, urn }) => type === "aws:lb/loadBalancer:LoadBalancer" && !urn.includes("ClairScanner"),
  );
}

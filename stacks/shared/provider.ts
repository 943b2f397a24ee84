import { given, quoted } from "@ballast/contracts";
import { nearest } from "@ballast/model";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "./configSecret.ts";
import { configValue } from "./configValue.ts";
import { accountListFaults } from "./providerAccounts.ts";
import { shapeFaults } from "./providerShapes.ts";
import { tagFaults } from "./providerTags.ts";
import { regionFaults } from "./region.ts";
import { SettingsRefusal, type SettingFault } from "./refusal.ts";

/**
 * The configuration of the AWS provider, as far as a mistake in it shows only while a stack is deployed, or never.
 *
 * @param mostDefaultTags Of a scenario. @default - as many as most resources can have
 * @throws {pulumi.RunError} that lists every fault.
 */
export function checkProvider(mostDefaultTags?: number): void {
  const keys = Object.keys(pulumi.runtime.allConfig());
  const faults = [
    ...keys.flatMap(namespaceFaults),
    ...keys.filter((key) => key.startsWith("aws:")).flatMap(keyFaults),
    ...textFaults("aws:region", true),
    ...regionFaults(),
    ...textFaults("aws:profile", false),
    ...shapeFaults(),
    ...accountListFaults(),
    ...tagFaults(mostDefaultTags),
  ];
  if (faults.length > 0) throw new SettingsRefusal(faults);
}

/** The packages that stacks configure; others are their users' own. */
function namespaceFaults(key: string): SettingFault[] {
  const known = [pulumi.getProject(), "aws", "awsx", "docker-build", "pulumi"];
  const [namespace = "", name = ""] = key.split(":");
  const meant = known.includes(namespace) ? undefined : nearest(namespace, known, 2);
  if (meant === undefined || namespace.length < 3) return [];
  const text = `has an unknown namespace, ${given(namespace)}. Did you mean ${meant}:${name}? Rename it, or remove it.`;
  return [{ path: [key], text }];
}

function keyFaults(key: string): SettingFault[] {
  const known = Object.keys(aws.config).filter((name) => name !== "requireRegion");
  const name = key.slice("aws:".length);
  if (known.includes(name)) return [];
  const meant = nearest(name, known);
  const ask = meant === undefined ? "" : ` Did you mean aws:${meant}?`;
  const text = `is not a key of the AWS provider.${ask} Allowed: ${known.join(", ")}. Rename it, or remove it.`;
  return [{ path: [key], text }];
}

function textFaults(key: "aws:region" | "aws:profile", isRequired: boolean): SettingFault[] {
  if (isConfigSecret(key)) return [];
  const value = configValue(key);
  const example = { "aws:region": "aws:region: eu-central-1", "aws:profile": "aws:profile: ballast-dev" }[
    key
  ];
  if (value === undefined)
    return isRequired ? [{ path: [key], text: `is missing. Add it, for example ${example}` }] : [];
  // A name may consist of digits. What a region's name is, regionFaults says.
  if (["number", "boolean"].includes(typeof value)) return [];
  if (typeof value === "string" && (isRequired || /^\S+$/.test(value))) return [];
  const state = value === null ? "has no value" : `is ${quoted(key, value)}`;
  return [{ path: [key], text: `${state}; expected: one text. Write, for example, ${example}` }];
}

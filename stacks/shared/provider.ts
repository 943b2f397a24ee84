import { given, isSecretBearing, kindOf, quoted } from "@ballast/contracts";
import { isFields, nearest } from "@ballast/model";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "./configSecret.ts";
import { configValue } from "./configValue.ts";
import { checkNames } from "./names.ts";
import { regionFaults } from "./region.ts";
import { SettingsRefusal, type SettingFault } from "./refusal.ts";

/** The limits of a tag: TagKey and TagValue of Amazon ECS's API model, botocore 1.44.8 (2026-11). */
const longestTagKey = 128;
const longestTagValue = 256;
const tagCharacters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * The configuration of the AWS provider, as far as a mistake in it shows only while a stack is deployed, or never.
 *
 * @throws {pulumi.RunError} that lists every fault.
 */
export function checkProvider(): void {
  const keys = Object.keys(pulumi.runtime.allConfig());
  const faults = [
    ...keys.flatMap(namespaceFaults),
    ...keys.filter((key) => key.startsWith("aws:")).flatMap(keyFaults),
    ...textFaults("aws:region", true),
    ...regionFaults(),
    ...textFaults("aws:profile", false),
    ...tagFaults(),
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

function tagFaults(): SettingFault[] {
  const path = ["aws:defaultTags"];
  const value = configValue("aws:defaultTags");
  if (value === undefined) return [];
  const form = "expected: tags: with a key and a text for each tag. Write tags: { Project: ballast }";
  if (!isFields(value)) return [{ path, text: `is ${kindOf(value)}; ${form}` }];
  const unknown = Object.keys(value).filter((key) => key !== "tags");
  if (unknown.length > 0)
    return unknown.map((key) => ({
      path: [...path, key],
      text: "is not a key of aws:defaultTags; allowed: tags. Write each tag below tags.",
    }));
  const { tags } = value;
  if (!isFields(tags)) return [{ path: [...path, "tags"], text: `is ${kindOf(tags)}; ${form}` }];
  const names = checkNames([...path, "tags"], tags);
  return [
    ...names,
    ...Object.entries(tags).flatMap(([key, tag]) => tagFault([...path, "tags", key], key, tag)),
  ];
}

function tagFault(path: string[], key: string, tag: unknown): SettingFault[] {
  const shown = isSecretBearing(key) ? kindOf(tag) : given(tag);
  const texts = [
    (key.length > longestTagKey || key === "") &&
      `has ${key.length} characters in its key; AWS allows 1 to ${longestTagKey}. Change the key.`,
    /^aws:/i.test(key) && "begins with aws:, which AWS keeps for itself. Use another key.",
    (!tagCharacters.test(key) || (typeof tag === "string" && !tagCharacters.test(tag))) &&
      "has characters that AWS does not allow in tags; allowed: letters, digits, spaces and _ . : / = + - @. Remove them.",
    typeof tag === "string"
      ? tag.length > longestTagValue &&
        `has ${tag.length} characters; AWS allows ${longestTagValue} at the most. Shorten it.`
      : tag === null
        ? "has no value; expected: a text. Write one, or remove the tag."
        : `is ${shown}; expected: a text. ${typeof tag === "object" ? "Write one text" : "Put it in quotes"}.`,
  ];
  return texts.filter((text) => text !== false).map((text) => ({ path, text }));
}

import { given, isSecretBearing, kindOf } from "@ballast/contracts";
import { isFields } from "@ballast/model";
import { configValue } from "./configValue.ts";
import { checkNames } from "./names.ts";
import type { SettingFault } from "./refusal.ts";

/** Of a tag in AWS: TagKey and TagValue of Amazon ECS's API model, botocore 1.44.8 (2026-11). */
const longestTagKey = 128;
const longestTagValue = 256;
const tagCharacters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of one resource (AWS General Reference, "Tagging your AWS resources", 2026-11). */
const mostTags = 50;

/** Of them, those left for what components write themselves, such as `Name`. */
export const componentTags = 5;

const usualMost = mostTags - componentTags;

/** @param most Default tags that the stack's resources can have. @default - as many as most resources of AWS can have */
export function tagFaults(most = usualMost): SettingFault[] {
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
    ...countFaults([...path, "tags"], Object.keys(tags).length, most),
    ...names,
    ...Object.entries(tags).flatMap(([key, tag]) => tagFault([...path, "tags", key], key, tag)),
  ];
}

function countFaults(path: string[], count: number, most: number): SettingFault[] {
  if (count <= most) return [];
  const why =
    most === usualMost
      ? `AWS allows ${mostTags} on a resource, and components add up to ${componentTags} of their own`
      : `a resource of this stack has no room for more`;
  const text = `has ${count} tags; allowed: up to ${most}, because ${why}. Remove ${count - most} of them.`;
  return [{ path, text }];
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

import { fields, text, type Fields } from "@ballast/model";
import type { NeedyResource } from "./doctor/needs/resource.ts";

/** The tags that identify a planned resource in AWS. The resource's own tags override the provider's default tags. */
export function tagsOf({ inputs }: NeedyResource, configuration: Fields): Map<string, string> {
  const all = { ...fields(fields(configuration["defaultTags"])["tags"]), ...fields(inputs["tags"]) };
  return new Map(
    Object.entries(all).flatMap(([key, value]) => (text(value) === "" ? [] : [[key, text(value)]])),
  );
}

/** Formats tags for messages. */
export function written(tags: Map<string, string>): string {
  return [...tags].map(([key, value]) => `${key}=${value}`).join(", ") || "of any kind";
}

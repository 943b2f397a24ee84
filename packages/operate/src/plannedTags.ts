import { fields, text, type Fields } from "@ballast/model";
import type { NeedyResource } from "./doctor/needs/resource.ts";

/** By which a planned resource is known in AWS: its own tags before the provider's. */
export function tagsOf({ inputs }: NeedyResource, configuration: Fields): Map<string, string> {
  const all = { ...fields(fields(configuration["defaultTags"])["tags"]), ...fields(inputs["tags"]) };
  return new Map(
    Object.entries(all).flatMap(([key, value]) => (text(value) === "" ? [] : [[key, text(value)]])),
  );
}

/** For messages. */
export function written(tags: Map<string, string>): string {
  return [...tags].map(([key, value]) => `${key}=${value}`).join(", ") || "of any kind";
}

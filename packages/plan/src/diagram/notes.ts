import { resourceType } from "@ballast/aws";
import type { ResolvedResource } from "@ballast/model";

/** The facts about a resource that a reviewer needs first, in a few words each. */
export function notesOf(resource: ResolvedResource, parts: readonly ResolvedResource[]): string[] {
  const ofType = (type: string): ResolvedResource[] => parts.filter((part) => part.type === type);
  const facts = resourceType(resource.type)?.notes?.(resource, ofType) ?? [];
  return [...facts, resource.protect && "protected"].filter(
    (note) => typeof note === "string" && note !== "",
  ) as string[];
}

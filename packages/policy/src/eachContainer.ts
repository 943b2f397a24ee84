import { containers, text, type Resource, type Stack } from "@ballast/model";
import type { Rule, Violation } from "./rule.ts";

type ContainerCheck = (
  container: Record<string, unknown>,
  taskDefinition: Resource,
  stack: Stack,
) => Iterable<string | Pick<Violation, "part" | "message">>;

/** What is found is about the container, or about something in it. */
export function eachContainer(check: ContainerCheck): Rule["check"] {
  return function* (resource, stack) {
    for (const container of containers(resource.inputs)) {
      for (const violation of check(container, resource, stack)) {
        if (typeof violation === "string") yield { part: nameOf(container), message: violation };
        else yield { ...violation, part: `${nameOf(container)}/${violation.part}` };
      }
    }
  };
}

export function nameOf(container: Record<string, unknown>): string {
  return text(container["name"]);
}

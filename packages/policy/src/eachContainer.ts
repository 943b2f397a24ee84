import { text, type Fields, type Resource, type Stack } from "@ballast/model";
import type { Rule, Violation } from "./rule.ts";
import { workloadsOf, type Workload } from "./workloads.ts";

type ContainerCheck = (
  container: Fields,
  workload: Workload,
  stack: Stack,
) => Iterable<string | Pick<Violation, "part" | "message">>;

type WorkloadCheck = (
  workload: Workload,
  resource: Resource,
) => Iterable<string | Pick<Violation, "part" | "message">>;

/** A rule that checks each container. Findings concern the container, or a part of it. */
export function eachContainer(check: ContainerCheck): Rule["check"] {
  return function* (resource, stack) {
    for (const workload of workloadsOf(resource)) {
      for (const container of workload.containers) {
        const name = partOf(workload.name, nameOf(container));
        for (const violation of check(container, workload, stack)) {
          if (typeof violation === "string") yield { part: name, message: violation };
          else yield { ...violation, part: partOf(name, violation.part) };
        }
      }
    }
  };
}

/**
 * A rule that checks each workload (containers that run together). Findings concern the workload, or a part
 * of it.
 */
export function eachWorkload(check: WorkloadCheck): Rule["check"] {
  return function* (resource) {
    for (const workload of workloadsOf(resource)) {
      for (const violation of check(workload, resource)) {
        const { part, message } =
          typeof violation === "string" ? { part: undefined, message: violation } : violation;
        const own = partOf(workload.name, part);
        const where = workload.name === "" ? "" : `${workload.name} `;
        yield { ...(own !== "" && { part: own }), message: `${where}${message}` };
      }
    }
  };
}

function partOf(...names: (string | undefined)[]): string {
  return names.filter((name) => name !== undefined && name !== "").join("/");
}

export function nameOf(container: Fields): string {
  return text(container["name"]);
}

import { given, type Faults } from "@ballast/contracts";
import type { ContainerArgs } from "./containers.ts";

/**
 * Containers that wait for each other never start, and one that waits for the end of an essential container starts when the
 * task ends. ECS refuses both (API reference, ContainerDependency, 2026-11-25), but only when it is deployed.
 */
export function checkStartOrder(faults: Faults, containers: Record<string, ContainerArgs>): void {
  for (const [name, { dependsOn = {} }] of Object.entries(containers)) {
    for (const [other, condition] of Object.entries(dependsOn)) {
      const path = `containers.${name}.dependsOn.${other}`;
      if (!Object.hasOwn(containers, other) || other === name) continue;
      const circle = pathBetween(containers, other, name);
      if (circle)
        faults.add(
          path,
          `has a circular dependency: ${[name, ...circle].join(" waits for ")}; none of them would start. Remove one of these dependencies.`,
        );
      if ((condition === "COMPLETE" || condition === "SUCCESS") && containers[other]?.essential !== false)
        faults.add(
          path,
          `waits for the end of ${given(other)}, which is essential, so its end ends the task. ` +
            `Set containers.${other}.essential to false, or wait for "START" or "HEALTHY".`,
        );
    }
  }
}

/** The names from one container to another, along what each waits for; undefined if there is no such way. */
function pathBetween(
  containers: Record<string, ContainerArgs>,
  from: string,
  to: string,
  seen = new Set<string>(),
): string[] | undefined {
  if (from === to) return [to];
  if (seen.has(from) || !Object.hasOwn(containers, from)) return undefined;
  seen.add(from);
  for (const next of Object.keys(containers[from]?.dependsOn ?? {})) {
    const rest = pathBetween(containers, next, to, seen);
    if (rest) return [from, ...rest];
  }
  return undefined;
}

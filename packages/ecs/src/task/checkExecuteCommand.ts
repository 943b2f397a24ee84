import { isOn, listed, type Faults } from "@ballast/contracts";
import type { TaskPlace } from "./shape.ts";
import type { TaskDefinitionArgs } from "./taskDefinitionArgs.ts";

/**
 * Refuses ECS Exec where no container could be entered. ECS starts its agent in each container, and the agent creates files there: AWS
 * supports no read-only root file system, with volumes for those files neither (ECS developer guide, "Monitor Amazon ECS containers
 * with ECS Exec", Considerations, read 2026-11-27). A container whose agent ends runs on, so others may be read-only.
 */
export function checkExecuteCommand(
  faults: Faults,
  { executeCommand, containers }: TaskDefinitionArgs,
  { windows }: TaskPlace,
): void {
  if (!executeCommand || windows) return;
  const all = Object.entries(containers).filter(
    ([name, one]) => one.logRouter === undefined && !ends(name, containers),
  );
  if (all.length === 0 || all.some(([, { readonlyRootFilesystem }]) => !isOn(readonlyRootFilesystem))) return;
  faults.add(
    "executeCommand",
    `ECS Exec needs a container with a writable root file system, and ${listed(all.map(([name]) => name))} ${all.length === 1 ? "has" : "have"} ` +
      "none. Set readonlyRootFilesystem: { enabled: false, reason } on the container that people use with ECS Exec, or leave executeCommand out.",
  );
}

/** A container that others wait for to end is not there to be entered. */
function ends(name: string, containers: TaskDefinitionArgs["containers"]): boolean {
  return (
    containers[name]?.essential === false &&
    Object.values(containers).some(({ dependsOn = {} }) =>
      ["COMPLETE", "SUCCESS"].includes(
        (Object.hasOwn(dependsOn, name) ? dependsOn[name] : undefined) ?? "START",
      ),
    )
  );
}

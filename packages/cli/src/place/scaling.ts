import {
  explainUnplaced,
  managedSizes,
  type ManagedProvider,
  type ManagedSize,
  type Simulation,
} from "@ballast/placement";
import colors from "picocolors";
import { grid } from "../grid.ts";

/** The sizes of the groups after the events. */
export function sizesOf(simulation: Simulation, providers: readonly ManagedProvider[]): ManagedSize[] {
  const instances = [...simulation.instances.map(({ spec }) => spec), ...simulation.lost];
  const [services, runs] = [false, true].map((isRun) =>
    simulation.workloads.filter(({ standalone }) => standalone === isRun).map(({ spec }) => spec),
  );
  return managedSizes(providers, instances, services ?? [], runs);
}

export function sizesText(sizes: readonly ManagedSize[]): string[] {
  if (sizes.length === 0) return ["managed scaling: no group here is scaled by ECS"];
  return [
    grid(
      ["capacity provider", "tasks", "needed", "target capacity", "instances", "size of its group"],
      sizes.map((one) => [
        one.capacityProvider,
        String(one.tasks),
        one.needed === undefined ? colors.red(`more than ${one.maximumSize}`) : String(one.needed),
        `${one.targetCapacity} %`,
        String(one.instances),
        `${one.minimumSize} to ${one.maximumSize}`,
      ]),
    ),
    ...sizes.flatMap(({ capacityProvider, waiting }) =>
      waiting.map((one) => colors.red(`at the maximum of ${capacityProvider}, ${explainUnplaced(one)}`)),
    ),
  ];
}

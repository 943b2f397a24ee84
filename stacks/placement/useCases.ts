import type { PlacementConstraint, PlacementStrategy } from "@ballast/contracts";
import {
  besideService,
  distinctInstance,
  instanceFamily,
  memberOf,
  presets,
  random,
} from "@ballast/placement";
import { onColor } from "./runTask.ts";
import type { Settings } from "./settings.ts";

/** The capacity in which each task definition's tasks run. */
export const capacityKeys = {
  app: "general",
  monitor: "general",
  cache: "general",
  web: "general",
  gpu: "gpu",
};

/** One way to say where tasks go. */
export interface UseCase {
  /** Which of the task definitions it runs. */
  runs: keyof typeof capacityKeys;
  /** The capacity that brings its instances. @default - the one of `runs` in `capacityKeys` */
  on?: string;
  /** None for a daemon. */
  desiredCount: number | undefined;
  constraints?: PlacementConstraint[];
  strategies?: PlacementStrategy[];
  /** @default 100; 0 for a daemon */
  minimumHealthyPercent?: number;
}

/** Families with NVIDIA GPUs that can be had today; the post's g2 and p2 are gone. */
const gpuFamilies = ["g4dn", "g5", "g6"];

export interface UseCases {
  cache: UseCase;
  /** Beside the cache. */
  web: UseCase;
  /** By the name of their service. */
  others: Record<string, UseCase>;
}

/** The post's use cases. */
export function useCases({ tasks, colors }: Settings, cacheServiceName: string): UseCases {
  return {
    // Each web server has a cache to itself, which another team runs.
    cache: { runs: "cache", desiredCount: tasks.cache, constraints: [distinctInstance] },
    web: {
      runs: "web",
      desiredCount: tasks.web,
      constraints: [distinctInstance, memberOf(besideService(cacheServiceName))],
      // Where each cache has its web server, a new one has no place before an old one stops (`ecs-deployable`).
      ...(tasks.web === tasks.cache && { minimumHealthyPercent: tasks.web > 1 ? 50 : 0 }),
    },
    others: {
      // A first try: where it lands does not matter.
      "one-task": { runs: "app", desiredCount: tasks.one },
      "random-ten": { runs: "app", desiredCount: tasks.randomTen, strategies: [random] },
      // The same as a service, which keeps the number when tasks fail.
      "random-many": { runs: "app", desiredCount: tasks.randomMany, strategies: [random] },
      // An instance that fails takes as few as possible with it.
      "spread-hosts": {
        runs: "app",
        desiredCount: tasks.spreadHosts,
        strategies: presets.instanceAvailability,
      },
      // On each instance: today by a daemon, which follows every instance that comes or goes …
      monitoring: { runs: "monitor", desiredCount: undefined },
      // … and as the post has it, which reaches as many instances as it wants tasks.
      "monitoring-distinct": {
        runs: "monitor",
        desiredCount: tasks.distinct,
        constraints: [distinctInstance],
      },
      // A zone may fail, and no instance is kept that is not needed.
      "zones-then-memory": {
        runs: "app",
        desiredCount: tasks.zonesThenMemory,
        strategies: presets.availabilityAndEfficiency,
      },
      gpu: {
        runs: "gpu",
        desiredCount: tasks.gpu,
        constraints: [memberOf(instanceFamily(...gpuFamilies))],
      },
      // The green tasks on the green instances, the blue tasks on the blue ones.
      ...Object.fromEntries(
        Object.keys(colors).map((color): [string, UseCase] => [
          `on-${color}`,
          {
            runs: "app",
            on: color,
            desiredCount: tasks.colored ?? 1,
            constraints: [onColor(color)],
          },
        ]),
      ),
    },
  };
}

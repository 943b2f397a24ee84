import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { changed, madeUp, type Inputs } from "./resources.ts";

/** A change that makes a good stack violate a rule. */
export type Breaking = (good: readonly Resource[]) => readonly Resource[];

/** Changes the first resource of a type, or the one with this name. */
export function broken(
  type: string,
  change: Inputs | ((resource: Resource) => void),
  name?: string,
): Breaking {
  return (good) => changed(good, type, change, name);
}

/** Removes all resources of a type. */
export function without(type: string): Breaking {
  return (good) => good.filter((resource) => resource.type !== type);
}

/** Adds a resource that another team might create. */
export function adding(type: string, inputs: Inputs): Breaking {
  return (good) => [...good, madeUp(type, "mine", inputs)];
}

/** Applies several changes in sequence. */
export function together(...changes: Breaking[]): Breaking {
  return (good) => changes.reduce((stack, change) => change(stack), good);
}

/** Changes every container of the first task definition. */
export function inContainer(change: (container: Inputs) => void): Breaking {
  return broken(aws.taskDefinition, ({ inputs }) => {
    const containers = JSON.parse(inputs["containerDefinitions"] as string) as Inputs[];
    containers.forEach(change);
    inputs["containerDefinitions"] = JSON.stringify(containers);
  });
}

/** Gives the first task definition another kind of volume. */
export function mounting(volume: Inputs, operatingSystemFamily = "LINUX"): Breaking {
  return broken(aws.taskDefinition, {
    volumes: [{ name: "data", ...volume }],
    runtimePlatform: { operatingSystemFamily, cpuArchitecture: "X86_64" },
  });
}

/** The object at a path in a resource's inputs. */
export function nested({ inputs }: Resource, ...path: string[]): Inputs {
  return path.reduce<Inputs>((at, key) => at[key] as Inputs, inputs);
}

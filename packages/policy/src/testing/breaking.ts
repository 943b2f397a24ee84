import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { changed, madeUp, type Inputs } from "./resources.ts";

/** What makes a good stack one that is not. */
export type Breaking = (good: readonly Resource[]) => readonly Resource[];

/** Changes the first resource of a type, or the one of this name. */
export function broken(
  type: string,
  change: Inputs | ((resource: Resource) => void),
  name?: string,
): Breaking {
  return (good) => changed(good, type, change, name);
}

/** Leaves out what is of a type. */
export function without(type: string): Breaking {
  return (good) => good.filter((resource) => resource.type !== type);
}

/** Adds a resource of another team's making. */
export function adding(type: string, inputs: Inputs): Breaking {
  return (good) => [...good, madeUp(type, "mine", inputs)];
}

/** Changes one thing after another. */
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

/** The first task definition with another kind of volume. */
export function mounting(volume: Inputs, operatingSystemFamily = "LINUX"): Breaking {
  return broken(aws.taskDefinition, {
    volumes: [{ name: "data", ...volume }],
    runtimePlatform: { operatingSystemFamily, cpuArchitecture: "X86_64" },
  });
}

/** The object that stands at a path in a resource's inputs. */
export function nested({ inputs }: Resource, ...path: string[]): Inputs {
  return path.reduce<Inputs>((at, key) => at[key] as Inputs, inputs);
}

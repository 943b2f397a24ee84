import { satisfies } from "../query/evaluate.ts";
import { parseQuery } from "../query/parse.ts";
import type { Query } from "../query/query.ts";
import type { PlacementConstraint } from "../rules/types.ts";
import { interfacesOf, type Instance } from "./instance.ts";
import type { TaskSpec } from "./task.ts";

/** One step of the funnel: what an instance must have to get past it. */
export interface Step {
  /** For people: `cpu: 256 units`. */
  name: string;
  passes(instance: Instance): boolean;
}

/** How the instances fared with one task. */
export interface Funnel {
  instances: number;
  /** Instances by the step at which they left, in the funnel's order; those that removed none are left out. */
  removed: { step: string; instances: number }[];
  left: number;
}

/** The funnel for one kind of task: ECS's own needs, then the constraints, in their order. */
export function stepsOf(
  task: TaskSpec,
  group: string,
  { capacityProviders, constraints }: { capacityProviders: string[]; constraints: PlacementConstraint[] },
): Step[] {
  const { cpu, memoryMiB, gpus = 0, hostPorts = [], requires = {} } = task;
  const interfaces = interfacesOf(task);
  const steps: Step[] = [{ name: "not draining", passes: (instance) => !instance.draining }];
  if (capacityProviders.length > 0) {
    steps.push({
      name: `capacity provider ${capacityProviders.join(" or ")}`,
      passes: ({ capacityProvider = "" }) => capacityProviders.includes(capacityProvider),
    });
  }
  for (const [name, value] of Object.entries(requires)) {
    steps.push({ name: `${name} ${value}`, passes: ({ attributes }) => attributes[name] === value });
  }
  steps.push(
    { name: `${cpu} CPU units`, passes: ({ left }) => left.cpu >= cpu },
    { name: `${memoryMiB} MiB of memory`, passes: ({ left }) => left.memoryMiB >= memoryMiB },
  );
  if (gpus > 0) steps.push({ name: `${gpus} GPUs`, passes: ({ left }) => left.gpus >= gpus });
  for (const port of hostPorts) steps.push({ name: `port ${port}`, passes: ({ ports }) => !ports.has(port) });
  if (interfaces > 0)
    steps.push({ name: "a network interface", passes: ({ left }) => left.interfaces >= interfaces });
  return [...steps, ...constraints.map((constraint) => constraintStep(constraint, group))];
}

function constraintStep({ type, expression = "" }: PlacementConstraint, group: string): Step {
  if (type === "distinctInstance") return { name: type, passes: ({ groups }) => !groups.has(group) };
  const { query }: { query: Query } = parseQuery(expression);
  return { name: expression, passes: (instance) => satisfies(instance, query) };
}

/** Which instances are left for the next task, kept up to date one instance at a time. */
export class Eligibility {
  readonly #steps: Step[];
  /** The step at which each instance leaves; the number of steps if none. */
  readonly #exits = new Map<Instance, number>();
  readonly #counts: number[];

  constructor(steps: Step[], instances: Iterable<Instance>) {
    this.#steps = steps;
    this.#counts = new Array<number>(steps.length + 1).fill(0);
    for (const instance of instances) this.update(instance);
  }

  /** @returns whether the instance is left. */
  update(instance: Instance): boolean {
    const before = this.#exits.get(instance);
    const failed = this.#steps.findIndex((step) => !step.passes(instance));
    const exit = failed < 0 ? this.#steps.length : failed;
    if (before !== undefined) this.#count(before, -1);
    this.#exits.set(instance, exit);
    this.#count(exit, 1);
    return exit === this.#steps.length;
  }

  get funnel(): Funnel {
    return {
      instances: this.#exits.size,
      removed: this.#steps
        .map(({ name }, position) => ({ step: name, instances: this.#counts[position] ?? 0 }))
        .filter(({ instances }) => instances > 0),
      left: this.#counts[this.#steps.length] ?? 0,
    };
  }

  #count(exit: number, by: number): void {
    this.#counts[exit] = (this.#counts[exit] ?? 0) + by;
  }
}

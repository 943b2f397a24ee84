import type { PlacementConstraint } from "../rules/types.ts";
import { Eligibility, possibleOf, stepsOf, verdictOfSteps, type Step } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import { fitOf, type Fit } from "./requirements.ts";
import type { TaskSpec, WorkloadSpec } from "./task.ts";
import type { Unplaced } from "./tasks.ts";

/** The requirements of a workload's tasks on an instance. */
export class Asked {
  readonly needs: TaskSpec;
  readonly steps: Step[];
  /** Steps that select the intended instances: attributes that ECS requires, and constraints. */
  readonly bounds: Step[];
  readonly #group: string;
  readonly #capacityProviders: string[];
  readonly #constraints: PlacementConstraint[];

  constructor(
    needs: TaskSpec,
    group: string,
    { capacityProviders = [], constraints = [] }: Pick<WorkloadSpec, "capacityProviders" | "constraints">,
  ) {
    this.needs = needs;
    this.#group = group;
    this.#capacityProviders = capacityProviders;
    this.#constraints = constraints;
    this.steps = this.#stepsFor(needs);
    this.bounds = this.#boundsFor(needs);
  }

  /** The same workload with another task definition. */
  with(needs: TaskSpec): Asked {
    return new Asked(needs, this.#group, {
      capacityProviders: this.#capacityProviders,
      constraints: this.#constraints,
    });
  }

  /** Whether a task that starts can make another instance eligible, because an expression uses task groups. */
  get asksForTasks(): boolean {
    return [...(this.needs.constraints ?? []), ...this.#constraints].some(({ expression = "" }) =>
      /task:|runningTasksCount/.test(expression),
    );
  }

  fitOf(instance: Instance): Fit {
    return fitOf(this.steps, instance);
  }

  /**
   * Whether a running task's instance still satisfies the attributes and constraints. If that is unknown, it counts
   * as satisfied.
   */
  meansAlso(instance: Instance, needs: TaskSpec): boolean {
    instance.release(needs, this.#group);
    const { removedAt } = verdictOfSteps(this.bounds, instance);
    instance.take(needs, this.#group);
    return removedAt === undefined;
  }

  /** Tasks that wait, and the steps that ruled out the instances. */
  waiting(
    workload: string,
    tasks: number,
    instances: Iterable<Instance>,
    { funnel } = new Eligibility(this.steps, instances),
  ): Unplaced {
    const possible = possibleOf(this.steps, instances);
    return { workload, tasks, funnel, ...(possible > 0 && { possible }) };
  }

  #boundsFor({ requires = {}, constraints = [] }: TaskSpec): Step[] {
    return this.#stepsFor({ cpu: 0, memoryMiB: 0, networkMode: "none", requires, constraints });
  }

  #stepsFor(task: TaskSpec): Step[] {
    return stepsOf(task, this.#group, {
      capacityProviders: this.#capacityProviders,
      constraints: [...(task.constraints ?? []), ...this.#constraints],
    });
  }
}

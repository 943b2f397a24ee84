import { verdictOf } from "../query/evaluate.ts";
import { parseQuery } from "../query/parse.ts";
import { printQuery } from "../query/print.ts";
import { comparisons, type Query } from "../query/query.ts";
import { unknownFor, type Verdict } from "../query/verdict.ts";
import type { PlacementConstraint } from "../rules/types.ts";
import type { Resources } from "./resources.ts";
import { interfacesOf, type Instance } from "./instance.ts";
import { portsOf, portsOfInstance } from "./ports.ts";
import type { TaskSpec } from "./task.ts";

/** One step of the filter: the requirement that an instance must meet. */
export interface Step {
  /** For messages: `cpu: 256 units`. */
  name: string;
  passes(instance: Instance): Verdict;
  /** Whether the instance would pass with its maximum resources. @default - if `passes` is false, it would not */
  mayPass?(instance: Instance): boolean;
  /** The instance's value if it fails the step: `128 left of 2048`. @default none */
  found?(instance: Instance): string;
  /** Parts that must all be true, to report the one that is not. @default none */
  clauses?: Step[];
}

/** The result of filtering the instances for one task. */
export interface Funnel {
  instances: number;
  /** Instances by the step that ruled them out, in the order of the steps; steps that ruled out none are left out. */
  removed: { step: string; instances: number }[];
  left: number;
  /** Instances for which the result is unknown, and why. @default none */
  unknown?: { instances: number; reasons: string[] };
}

/** The filter for one kind of task: ECS's own requirements, then the constraints, in their order. */
export function stepsOf(
  task: TaskSpec,
  group: string,
  { capacityProviders, constraints }: { capacityProviders: string[]; constraints: PlacementConstraint[] },
): Step[] {
  const { cpu, memoryMiB, gpus = 0, requires = {} } = task;
  const interfaces = interfacesOf(task);
  const steps: Step[] = [
    { name: "agent connected", passes: ({ agentConnected }) => agentConnected },
    { name: "not draining", passes: ({ draining }) => !draining, found: ({ status }) => status },
  ];
  if (capacityProviders.length > 0) {
    steps.push({
      name: `capacity provider ${capacityProviders.join(" or ")}`,
      passes: ({ capacityProvider = "" }) => capacityProviders.includes(capacityProvider),
      found: ({ capacityProvider }) => capacityProvider ?? "none",
    });
  }
  for (const [name, value] of Object.entries(requires)) {
    steps.push({
      name: `${name} ${value}`.trim(),
      passes: (instance) => hasAttribute(instance, name, value),
      found: ({ attributes }) => (Object.hasOwn(attributes, name) ? String(attributes[name]) : "missing"),
    });
  }
  steps.push(
    roomFor("cpu", cpu, `${cpu} CPU units`),
    roomFor("memoryMiB", memoryMiB, `${memoryMiB} MiB of memory`),
  );
  if (gpus > 0) steps.push(roomFor("gpus", gpus, `${gpus} GPUs`));
  steps.push(...portSteps(task));
  if (interfaces > 0) steps.push(roomFor("interfaces", interfaces, "a network interface"));
  return [...steps, ...constraints.map((constraint) => constraintStep(constraint, group))];
}

/** An unknown amount may be enough for any requirement above 0. */
function roomFor(resource: keyof Resources, amount: number, name: string): Step {
  return {
    name,
    passes: ({ left, notSimulated }) =>
      notSimulated === undefined || amount === 0
        ? hasRoom(left[resource], amount, resource)
        : unknownFor(notSimulated),
    mayPass: ({ left, total, most }) => left[resource] + most[resource] - total[resource] >= amount,
    found: ({ left, total }) => `${left[resource]} left of ${total[resource]}`,
  };
}

/** NaN means unknown. */
function hasRoom(left: number, amount: number, resource: keyof Resources): Verdict {
  return Number.isNaN(left) ? unknownFor(`the ${resource} of its type are unknown`) : left >= amount;
}

function portSteps(task: TaskSpec): Step[] {
  const { tcp, udp } = portsOf(task);
  const count = new Set(tcp).size + new Set(udp).size;
  if (count === 0) return [];
  return [
    ...tcp.map((port): Step => ({ name: `port ${port}`, passes: ({ ports }) => !ports.has(port) })),
    ...udp.map((port): Step => ({ name: `port ${port}/udp`, passes: ({ udpPorts }) => !udpPorts.has(port) })),
    {
      name: `at most ${portsOfInstance} reserved ports`,
      passes: ({ ports, udpPorts }) => ports.size + udpPorts.size + count <= portsOfInstance,
      found: ({ ports, udpPorts }) => `${ports.size + udpPorts.size} are in use`,
    },
  ];
}

/** The number of instances that would pass with their maximum resources. */
export function possibleOf(steps: readonly Step[], instances: Iterable<Instance>): number {
  return [...instances].filter((instance) =>
    steps.every((step) => step.passes(instance) === true || (step.mayPass?.(instance) ?? false)),
  ).length;
}

function hasAttribute(instance: Instance, name: string, value: string): Verdict {
  if (Object.hasOwn(instance.attributes, name)) return instance.attributes[name] === value;
  const missing = instance.unknownAttribute(name);
  return missing === undefined ? false : unknownFor(`attribute:${name} ${missing.why}`);
}

function constraintStep({ type, expression = "" }: PlacementConstraint, group: string): Step {
  if (type === "distinctInstance") return { name: type, passes: ({ groups }) => !groups.has(group) };
  const { query }: { query: Query } = parseQuery(expression);
  const step = queryStep(query, expression);
  return query.kind === "and" ? { ...step, clauses: query.queries.map((one) => queryStep(one)) } : step;
}

function queryStep(query: Query, name = printQuery(query)): Step {
  return {
    name,
    passes: (instance) => verdictOf(instance, query),
    found: (instance) => valuesOf(instance, query),
  };
}

/** The instance's values of the subjects in a query. */
function valuesOf({ attributes, groups }: Instance, query: Query): string {
  const subjects = new Set(comparisons(query).map(({ subject }) => subject));
  return [...subjects]
    .flatMap((subject) => {
      if (subject === "task:group") return groups.size === 0 ? "no tasks" : [...groups.keys()].join(", ");
      if (!subject.startsWith("attribute:")) return [];
      const name = subject.slice("attribute:".length);
      return Object.hasOwn(attributes, name) ? String(attributes[name]) : "missing";
    })
    .join("; ");
}

const passedAll = {};

/** Whether an instance passes all steps. An unknown result counts only if no other step rules the instance out. */
export function verdictOfSteps(
  steps: readonly Step[],
  instance: Instance,
): { removedAt?: number; reasons?: string[] } {
  let reasons: string[] | undefined;
  // An index loop, because this runs for every instance and every service.
  for (let position = 0; position < steps.length; position += 1) {
    const verdict = steps[position]?.passes(instance);
    if (verdict === true) continue;
    if (verdict === false) return { removedAt: position };
    if (verdict !== undefined) reasons = [...(reasons ?? []), ...verdict.unknown];
  }
  return reasons === undefined ? passedAll : { reasons };
}

/** The eligible instances for the next task, updated one instance at a time. */
export class Eligibility {
  readonly #steps: Step[];
  readonly #instances: readonly Instance[];
  /** The step that ruled out each instance. Eligible instances are not stored, because they are the majority. */
  readonly #exits = new Map<Instance, number>();
  readonly #counts: number[];
  readonly #unknown = new Map<Instance, string[]>();

  constructor(steps: Step[], instances: Iterable<Instance>) {
    this.#steps = steps;
    this.#instances = [...instances];
    this.#counts = new Array<number>(steps.length).fill(0);
    for (const instance of this.#instances) this.#look(instance);
  }

  /** Evaluates one instance again. @returns whether it is eligible. */
  update(instance: Instance): boolean {
    const before = this.#exits.get(instance);
    if (before !== undefined) this.#count(before, -1);
    this.#exits.delete(instance);
    this.#unknown.delete(instance);
    this.#look(instance);
    return this.#isLeft(instance);
  }

  /** Instances whose eligibility is unknown. */
  get unknown(): ReadonlyMap<Instance, string[]> {
    return this.#unknown;
  }

  get left(): Instance[] {
    return this.#instances.filter((instance) => this.#isLeft(instance));
  }

  /** Instances that are or may be eligible. */
  get possible(): Instance[] {
    return [...this.left, ...this.#unknown.keys()];
  }

  get funnel(): Funnel {
    const reasons = new Set([...this.#unknown.values()].flat());
    return {
      instances: this.#instances.length,
      removed: this.#steps
        .map(({ name }, position) => ({ step: name, instances: this.#counts[position] ?? 0 }))
        .filter(({ instances }) => instances > 0),
      left: this.#instances.length - this.#exits.size - this.#unknown.size,
      ...(reasons.size > 0 && { unknown: { instances: this.#unknown.size, reasons: [...reasons] } }),
    };
  }

  #look(instance: Instance): void {
    const { removedAt, reasons } = verdictOfSteps(this.#steps, instance);
    if (reasons !== undefined) this.#unknown.set(instance, reasons);
    if (removedAt === undefined) return;
    this.#exits.set(instance, removedAt);
    this.#count(removedAt, 1);
  }

  #isLeft(instance: Instance): boolean {
    return !this.#exits.has(instance) && !this.#unknown.has(instance);
  }

  #count(exit: number, by: number): void {
    this.#counts[exit] = (this.#counts[exit] ?? 0) + by;
  }
}

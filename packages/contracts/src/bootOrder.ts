import { BootCondition, BootPhase, type BootStep, type InstancePart } from "./parts.ts";
import type { Faults } from "./faults.ts";
import { given, listed } from "./quoting.ts";

type Parts = Record<string, InstancePart> | undefined;

/** The first phase in which the machine itself meets a condition; undefined if only a step can provide it. */
const withoutStep: Record<BootCondition, BootPhase | undefined> = {
  network: BootPhase.BeforeAgent,
  docker: BootPhase.BeforeAgent,
  ssmAgent: BootPhase.BeforeAgent,
  agent: BootPhase.AfterAgent,
  volume: undefined,
  volumePlugin: undefined,
  domain: BootPhase.BeforeAgent,
  share: undefined,
};

const position: Record<BootPhase, number> = { beforeAgent: 0, afterAgent: 1 };

/** Conditions that no step can provide, because the machine starts them. */
const machineOwn: readonly string[] = [
  BootCondition.Network,
  BootCondition.Docker,
  BootCondition.SsmAgent,
  BootCondition.Agent,
];

interface Step {
  name: string;
  path: string;
  step: BootStep;
}

/** The conditions that a step of a phase can wait for without a step that provides them. */
export function machineConditions(phase: BootPhase): BootCondition[] {
  return Object.values(BootCondition).filter((condition) => {
    const from = withoutStep[condition];
    return from !== undefined && position[from] <= position[phase];
  });
}

/**
 * The steps in an order in which each comes after what it waits for; where nothing asks for another order, the one in which they are
 * given. What cannot be ordered is a fault.
 */
export function orderBootSteps(
  faults: Faults,
  parts: Parts,
  merged: Record<string, BootStep>,
): Record<string, BootStep> {
  const steps = Object.entries(merged).map(([name, step]): Step => {
    const owner = Object.entries(parts ?? {}).find(([, part]) => part.bootSteps?.[name] === step)?.[0];
    return { name, path: `parts.${owner}.bootSteps.${name}`, step };
  });
  const before = new Map(steps.map((one, place) => [one, stepsBefore(faults, one, place, steps)]));
  return Object.fromEntries(sorted(faults, steps, before).map(({ name, step }) => [name, step]));
}

/** The steps that a step waits for. */
function stepsBefore(faults: Faults, own: Step, place: number, steps: Step[]): Step[] {
  const { path, step } = own;
  for (const word of step.provides ?? []) {
    if (machineOwn.includes(word))
      faults.add(`${path}.provides`, `${given(word)} is provided by the machine; leave it out.`);
    else if (!isWord(word)) faults.add(`${path}.provides`, notAWord(word));
  }
  // A step without `waitsFor` may rely on all earlier steps.
  if (step.waitsFor === undefined)
    return steps.slice(0, place).filter((one) => one.step.phase === step.phase);
  return step.waitsFor.flatMap((word) => {
    const providers = steps.filter((one) => one !== own && one.step.provides?.includes(word));
    for (const late of providers.filter((one) => isLater(one.step, step))) {
      faults.add(
        `${path}.waitsFor`,
        `${given(word)} is provided by ${late.path}, which runs after the ECS agent, but this step runs before it. ` +
          'Use phase "afterAgent" for this step.',
      );
    }
    if (providers.length === 0) checkUnprovided(faults, own, word, steps);
    return providers.filter((one) => one.step.phase === step.phase);
  });
}

function isLater(one: BootStep, other: BootStep): boolean {
  return position[one.phase] > position[other.phase];
}

function checkUnprovided(faults: Faults, { path, step }: Step, word: string, steps: Step[]): void {
  const possible = machineConditions(step.phase);
  if (possible.some((condition) => condition === word)) return;
  if (Object.entries(withoutStep).some(([condition, from]) => condition === word && from !== undefined)) {
    faults.add(
      `${path}.waitsFor`,
      `${given(word)} starts after this step, so the step would never end. Use phase "afterAgent" for this step.`,
    );
    return;
  }
  const provided = steps.flatMap((one) => one.step.provides ?? []);
  faults.add(
    `${path}.waitsFor`,
    isWord(word)
      ? `no step provides ${given(word)}. Steps and machine provide ${listed([...new Set([...possible, ...provided])])}. ` +
          "Add the part whose step provides it."
      : notAWord(word),
  );
}

function isWord(word: string): boolean {
  return /^[a-z][A-Za-z0-9]*$/.test(word);
}

function notAWord(word: string): string {
  return `${given(word)} is not a condition. Use lower camel case, for example "volume".`;
}

/** A stable topological order. */
function sorted(faults: Faults, steps: Step[], before: Map<Step, Step[]>): Step[] {
  const ordered: Step[] = [];
  const waiting = [...steps];
  const needed = (one: Step): Step[] => (before.get(one) ?? []).filter((other) => !ordered.includes(other));
  while (waiting.length > 0) {
    const next = waiting.find((one) => needed(one).length === 0);
    if (next === undefined) {
      addCycle(faults, waiting, needed);
      return [...ordered, ...waiting];
    }
    ordered.push(next);
    waiting.splice(waiting.indexOf(next), 1);
  }
  return ordered;
}

function addCycle(faults: Faults, [first]: Step[], needed: (one: Step) => Step[]): void {
  const chain: Step[] = [];
  for (let one = first; one !== undefined && !chain.includes(one); [one] = needed(one)) chain.push(one);
  const last = chain.at(-1);
  const [start] = last ? needed(last) : [];
  const cycle = start ? chain.slice(chain.indexOf(start)) : chain;
  const [own] = cycle;
  if (!own) return;
  const names = [...cycle, own].map(({ name }) => given(name)).join(" waits for ");
  faults.add(
    `${own.path}.waitsFor`,
    `the boot steps wait for one another: ${names}. A step without waitsFor waits for every step before it; ` +
      "declare what each of them needs.",
  );
}

import { movesOf, type State, type System } from "./machine.ts";
import { search, type Found } from "./search.ts";

/** What may go wrong in one search. */
export interface Budget {
  faults: number;
  cuts: number;
}

/** @param needed Facts without which a task must not come, each with what it is. */
export function judge(
  system: System & { start(left: State["left"]): State },
  needed: Record<string, string>,
  budget: Budget,
): Found {
  const wrong = ({ facts, left }: State): string | undefined => {
    if (facts["registered"] !== undefined) {
      const missing = Object.entries(needed).find(([fact, value]) => facts[fact] !== value);
      if (missing) return `the agent takes tasks without ${missing.join(" ")}`;
      if (facts["config"] === undefined) return "the agent starts without its cluster";
    }
    if (facts["power"] !== undefined && facts["said"] === undefined)
      return "it powers off and does not say why";
    if (facts["said"] !== undefined && left.came === 0) return "it fails although nothing has gone wrong";
    return undefined;
  };
  const isEnd = ({ facts, processes, left }: State): boolean => {
    // State Manager goes on for ever.
    const isQuiet = processes.every(({ name }) => name.startsWith("State Manager"));
    if (facts["registered"] !== undefined)
      // Where the agent keeps trying, it may join after the report.
      return (
        isQuiet &&
        facts["power"] === undefined &&
        (facts["said"] === undefined || facts["stays"] !== undefined)
      );
    // User data itself logs and powers off; it has no report.
    const isTold = facts["told"] !== undefined || facts["said"] === "user data" || left.came > 1;
    const isVisible = facts["said"] !== undefined && isTold;
    return (
      left.came > 0 &&
      isVisible &&
      (facts["power"] !== undefined || (facts["stays"] !== undefined && isQuiet))
    );
  };
  return search<State>({
    start: system.start({ ...budget, came: 0 }),
    moves: (state) => movesOf(system, state),
    wrong,
    isEnd,
    keyOf,
    show: ({ facts, processes }) =>
      JSON.stringify([
        Object.entries(facts).filter(([fact]) => !/^(file|loaded|start|startup|task|enabled):/.test(fact)),
        processes.map((process) => {
          const one = system.programs.get(process.program)?.instructions[process.pc];
          return `${process.name} at ${one?.step ?? ""}: ${one?.line ?? ""} ${JSON.stringify(process.env)}`;
        }),
      ]),
  });
}

const factKeys = new WeakMap<object, string>();

function keyOf({ facts, processes, left }: State): string {
  let key = factKeys.get(facts);
  if (key === undefined) {
    key = JSON.stringify(facts);
    factKeys.set(facts, key);
  }
  for (const { name, pc, env } of processes) key += `|${name}@${pc}${JSON.stringify(env)}`;
  return `${key}|${left.faults},${left.cuts},${left.came}`;
}

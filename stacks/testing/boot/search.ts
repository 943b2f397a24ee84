/** One move of a machine: a step of what runs on it, a fault, or a cut of its power. */
export interface Move<State> {
  label: string;
  kind: "step" | "fault" | "cut";
  to: State;
}

export interface Model<State> {
  start: State;
  /** In which no fault and no cut has happened yet. */
  moves(state: State): Move<State>[];
  /** What must never be. */
  wrong(state: State): string | undefined;
  /** Whether the state is one in which a boot may end. */
  isEnd(state: State): boolean;
  show(state: State): string;
  /** Equal for equal states. */
  keyOf(state: State): string;
}

export interface Found {
  states: number;
  transitions: number;
  /** Orders of moves from the start to an end, by shortest ways. */
  interleavings: number;
  /** What is wrong, with the moves that lead there. */
  faults: string[];
}

const most = 400_000;

/**
 * Every state that any order of moves reaches, breadth-first. Nothing may be wrong in any, and from each of them steps alone must
 * lead to an end: a state from which none is reached waits for what never comes.
 */
export function search<State>({ start, moves, wrong, isEnd, show, keyOf }: Model<State>): Found {
  const states: State[] = [start];
  const known = new Map<string, number>([[keyOf(start), 0]]);
  const from: { state: number; label: string }[] = [{ state: -1, label: "" }];
  const depth: number[] = [0];
  const orders: number[] = [1];
  const backward: number[][] = [[]];
  const ends: number[] = [];
  const problems = new Map<string, number>();
  let transitions = 0;
  for (let at = 0; at < states.length; at += 1) {
    const state = states[at] as State;
    const problem = wrong(state);
    if (problem !== undefined && !problems.has(problem)) problems.set(problem, at);
    if (isEnd(state)) ends.push(at);
    for (const { label, kind, to } of moves(state)) {
      transitions += 1;
      const key = keyOf(to);
      let next = known.get(key);
      if (next === undefined) {
        next = states.push(to) - 1;
        if (next > most) throw new Error(`more than ${most} states`);
        known.set(key, next);
        from.push({ state: at, label });
        depth.push((depth[at] ?? 0) + 1);
        orders.push(0);
        backward.push([]);
      }
      if (depth[next] === (depth[at] ?? 0) + 1) orders[next] = (orders[next] ?? 0) + (orders[at] ?? 0);
      if (kind === "step") backward[next]?.push(at);
    }
  }
  const good = new Set(ends);
  for (const at of good) for (const before of backward[at] ?? []) good.add(before);
  const stuck = states.findIndex((_, at) => !good.has(at));
  const trace = (at: number): string => {
    const labels: string[] = [];
    for (let one = at; one > 0; one = from[one]?.state ?? -1) labels.unshift(from[one]?.label ?? "");
    return `after ${labels.join("; ") || "nothing"}: ${show(states[at] as State)}`;
  };
  return {
    states: states.length,
    transitions,
    interleavings: ends.reduce((sum, at) => sum + (orders[at] ?? 0), 0),
    faults: [
      ...[...problems].map(([problem, at]) => `${problem}, ${trace(at)}`),
      ...(stuck < 0 ? [] : [`waits for what never comes, ${trace(stuck)}`]),
    ],
  };
}

/** Tasks by job and host, of the earlier and the present task definition. */
export interface State {
  old: number[][];
  now: number[][];
}

export function stateText({ old, now }: State): string {
  return `${old.join(";")} ${now.join(";")}`;
}

export function changed(state: State, which: "old" | "now", position: number, at: number, by: number): State {
  const counts = state[which].map((row, job) =>
    job === position ? row.map((count, host) => (host === at ? count + by : count)) : row,
  );
  return { ...state, [which]: counts };
}

/** As it is when the job at a position has just got a new task definition. */
export function deployed({ now }: State, position: number): State {
  const none = (row: number[]): number[] => row.map(() => 0);
  return {
    old: now.map((row, job) => (job === position ? row : none(row))),
    now: now.map((row, job) => (job === position ? none(row) : row)),
  };
}

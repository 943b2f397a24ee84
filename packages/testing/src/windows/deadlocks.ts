/** One thing that a process does; the next one comes when it is done. */
export interface Operation {
  /** `runs` waits for the end of the process that it starts; `starts` does not; `waitsFor` needs somebody else to start it. */
  does: "starts" | "runs" | "waitsFor";
  /** Name of a process: a service, a scheduled task, user data. */
  process: string;
}

/** What each process does, in its order. A process that does nothing may be left out. */
export type Processes = Record<string, Operation[]>;

/**
 * The operations that are never done: each waits for what starts only after it, or never. Empty for an order in which every
 * process gets to its end.
 *
 * An operation is done if all before it are, and if what it waits for is started by an operation that is done itself.
 *
 * @param first The process that starts by itself.
 * @returns `<process> <position>`, only the first one of each process.
 */
export function deadlocks(processes: Processes, first: string): string[] {
  const started = new Set([first]);
  const progress = new Map<string, number>();
  const operations = (process: string) => processes[process] ?? [];
  const ended = (process: string) =>
    started.has(process) && (progress.get(process) ?? 0) >= operations(process).length;
  for (let changed = true; changed;) {
    changed = false;
    for (const process of [...started]) {
      const position = progress.get(process) ?? 0;
      const next = operations(process)[position];
      if (!next) continue;
      if (next.does !== "waitsFor" && !started.has(next.process)) {
        started.add(next.process);
        changed = true;
      }
      const isDone = next.does === "runs" ? ended(next.process) : started.has(next.process);
      if (!isDone) continue;
      progress.set(process, position + 1);
      changed = true;
    }
  }
  return [...started]
    .filter((process) => !ended(process))
    .map((process) => `${process} ${String(progress.get(process) ?? 0)}`)
    .sort();
}

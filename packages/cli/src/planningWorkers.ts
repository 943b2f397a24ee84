import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import type { Answer } from "./planningAnswer.ts";

/**
 * Minimum number of stacks per worker. With fewer, a worker takes longer to start than it saves, because it loads the
 * SDK and plans the networks of its stacks.
 */
const stacksOfWorker = 3;
/** Maximum number of workers. Each loads the SDK, so more workers need much memory and save little time. */
const mostWorkers = 4;
/** Memory of one worker. */
const bytesOfWorker = 2 ** 30;

/**
 * The number of processes for this many stacks; 1 means that this process plans them.
 *
 * @param load The load average of the last minute. If it exceeds the number of cores, workers would only compete for
 *   processor time.
 */
export function workersFor(
  stacks: number,
  cores = availableParallelism(),
  memory = process.availableMemory(),
  load = loadavg()[0] ?? 0,
): number {
  if (load > 1.5 * cores) return 1;
  const most = Math.min(
    cores,
    mostWorkers,
    Math.floor(stacks / stacksOfWorker),
    Math.floor(memory / bytesOfWorker),
  );
  return Math.max(most, 1);
}

/**
 * Plans stacks in several processes. If the caller awaits the answers in the order of the stacks, the output equals
 * that of one process. If a stack's worker fails, the caller plans the stack itself.
 */
export class PlanningWorkers {
  readonly #waiting: { stack: string; settle: (answer: Answer | undefined) => void }[] = [];
  readonly #answers = new Map<string, Promise<Answer | undefined>>();
  readonly #children = new Set<ChildProcess>();

  /** @param isCached Whether the workers cache plans for later runs. */
  constructor(root: string, stacks: readonly string[], count: number, isCached: boolean) {
    for (const stack of stacks) {
      const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
      this.#answers.set(stack, promise);
      this.#waiting.push({ stack, settle: resolve });
    }
    for (let one = 0; one < count; one += 1) this.#start(root, isCached);
  }

  /** @returns undefined if this process must plan the stack. */
  answerFor(stack: string): Promise<Answer | undefined> {
    return this.#answers.get(stack) ?? Promise.resolve(undefined);
  }

  /** Ends the workers after they have written their cached plans. */
  end(): void {
    this.#waiting.length = 0;
    for (const child of this.#children) if (child.connected) child.disconnect();
  }

  #start(root: string, isCached: boolean): void {
    const child = fork(join(import.meta.dirname, "planningWorker.ts"), [root, isCached ? "cached" : "new"], {
      serialization: "advanced",
    });
    this.#children.add(child);
    let settle: ((answer: Answer | undefined) => void) | undefined;
    const next = (): void => {
      const task = this.#waiting.shift();
      settle = task?.settle;
      if (task !== undefined)
        child.send(task.stack, (error) => {
          if (error) failed();
        });
    };
    const failed = (): void => {
      this.#children.delete(child);
      settle?.(undefined);
      settle = undefined;
      if (this.#children.size > 0) return;
      // No worker is left for the waiting stacks.
      for (const task of this.#waiting.splice(0)) task.settle(undefined);
    };
    child.on("message", (answer: Answer) => {
      settle?.(answer);
      next();
    });
    child.on("error", failed);
    child.on("exit", failed);
    next();
  }
}

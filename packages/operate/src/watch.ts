import { setTimeout as sleep } from "node:timers/promises";
import { AwsError, OperateError } from "./operateError.ts";

/** How long to follow something, how often to look, and whom to tell. */
export interface Pace {
  timeoutSeconds: number;
  /** @default 5 */
  pollSeconds?: number;
  /** Ends the following: what was asked of AWS stays asked. @default - nothing does */
  signal?: AbortSignal;
  /** Is told how far it is, each time something changed. @default - nobody is */
  say?: (line: string) => void;
}

/** Why something was no longer followed; `last` is how far it was. */
export class Cut extends Error {
  override name = "Cut";
  readonly why: "timeout" | "interrupted";
  readonly last: string;

  constructor(why: Cut["why"], last: string) {
    super(`${why}: ${last}`);
    this.why = why;
    this.last = last;
  }

  get began(): string {
    return this.why === "timeout" ? "Timed out" : "Interrupted";
  }
}

/** What ended a command, for people; undefined for a fault of ours. */
export function explained(error: unknown): string | undefined {
  if (error instanceof Cut) return `${error.began}: ${error.last}.`;
  return error instanceof OperateError ? error.message : undefined;
}

function waitingIfTransient(error: unknown): { waiting: string } {
  if (!(error instanceof AwsError) || !error.isTransient) throw error;
  return { waiting: `${error.action} failed with ${error.code}, retrying` };
}

/** One clock for all that one command waits for. */
export class Watch {
  readonly #pace: Pace;
  readonly #begun = performance.now();
  #last = "";

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Whole seconds since it began. */
  get seconds(): number {
    return Math.round((performance.now() - this.#begun) / 1000);
  }

  /**
   * Looks until there is something to return. Where AWS throttles, fails by itself or cannot be reached, it looks again.
   *
   * @param look says how far it is, by its word `waiting`, or what came of it. It may be called again after any of its calls.
   * @throws {Cut} when time is up or somebody interrupts.
   */
  async until<T>(look: () => Promise<{ waiting: string } | { done: T }>): Promise<T> {
    const { signal, timeoutSeconds, pollSeconds = 5 } = this.#pace;
    for (;;) {
      if (signal?.aborted) throw new Cut("interrupted", this.#last);
      const seen = await look().catch(waitingIfTransient);
      if ("done" in seen) return seen.done;
      this.say(seen.waiting);
      const left = timeoutSeconds - (performance.now() - this.#begun) / 1000;
      if (left <= 0) throw new Cut("timeout", this.#last);
      try {
        await sleep(Math.min(pollSeconds, left) * 1000, undefined, signal ? { signal } : {});
      } catch {
        throw new Cut("interrupted", this.#last);
      }
    }
  }

  say(line: string): void {
    if (line === this.#last) return;
    this.#last = line;
    this.#pace.say?.(line);
  }
}

/** The same for one thing only. */
export function until<T>(pace: Pace, look: () => Promise<{ waiting: string } | { done: T }>): Promise<T> {
  return new Watch(pace).until(look);
}

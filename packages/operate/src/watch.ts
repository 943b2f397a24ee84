import { setTimeout as sleep } from "node:timers/promises";
import { AwsError, OperateError } from "./operateError.ts";

/** How long to wait for something, how often to poll, and where to report progress. */
export interface Pace {
  timeoutSeconds: number;
  /** @default 5 */
  pollSeconds?: number;
  /** Stops waiting; calls that AWS has accepted are not undone. @default none */
  signal?: AbortSignal;
  /** Called with a progress message whenever the state changes. @default - no progress messages */
  say?: (line: string) => void;
}

/** Waiting ended before the result; `last` is the last progress message. */
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

/** The message for an error that ended a command; undefined for a programming error. */
export function explained(error: unknown): string | undefined {
  if (error instanceof Cut) return `${error.began}: ${error.last}.`;
  return error instanceof OperateError ? error.message : undefined;
}

/** The words for a transient error, after which the call is repeated. @throws every other error. */
export function retrying(error: unknown): string {
  if (!(error instanceof AwsError) || !error.isTransient) throw error;
  return `${error.action} failed with ${error.code}, retrying`;
}

/** Waits for several things with one common time limit. */
export class Watch {
  readonly #pace: Pace;
  readonly #begun = performance.now();
  #last = "";

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Seconds since this watch was created, rounded. */
  get seconds(): number {
    return Math.round((performance.now() - this.#begun) / 1000);
  }

  /**
   * Polls until `look` returns `done`. Transient AWS errors (throttling, internal errors, no connection) are ignored,
   * and `look` is called again.
   *
   * @param look returns a progress message as `waiting`, or the result as `done`. A call may fail at any AWS call in
   *   it, and is then repeated from its start.
   * @throws {Cut} when the time limit is reached or the user interrupts.
   */
  async until<T>(look: () => Promise<{ waiting: string } | { done: T }>): Promise<T> {
    const { signal, timeoutSeconds, pollSeconds = 5 } = this.#pace;
    for (;;) {
      if (signal?.aborted) throw new Cut("interrupted", this.#last);
      const seen = await look().catch((error: unknown) => ({ waiting: retrying(error) }));
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

/** Polls as Watch.until does, with a separate time limit. */
export function until<T>(pace: Pace, look: () => Promise<{ waiting: string } | { done: T }>): Promise<T> {
  return new Watch(pace).until(look);
}

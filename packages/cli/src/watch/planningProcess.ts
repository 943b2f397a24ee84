import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Answer, Asked } from "./worker.ts";

/** Plans in a child process, which is replaced when modules that it has loaded change. */
export class PlanningProcess {
  #child: ChildProcess | undefined;
  #answer: ((answer: Answer) => void) | undefined;

  /** Plans once; only one call at a time is allowed. */
  plan(asked: Asked): Promise<Answer> {
    const child = this.#child ?? this.#started();
    return new Promise((resolve) => {
      this.#answer = resolve;
      child.send(asked, (error) => {
        if (error) this.#ended(child, error.message);
      });
    });
  }

  /** Ends the process. A plan in progress gets no answer. */
  replace(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#answer = undefined;
    // A busy process would not handle another signal.
    child?.kill("SIGKILL");
  }

  #started(): ChildProcess {
    const child = fork(join(import.meta.dirname, "worker.ts"), { serialization: "advanced" });
    this.#child = child;
    child.on("message", (answer: Answer) => {
      if (this.#child === child) this.#answer?.(answer);
    });
    child.on("error", (error) => this.#ended(child, error.message));
    child.on("exit", (code, signal) => this.#ended(child, `it ended with ${code ?? signal}`));
    return child;
  }

  #ended(child: ChildProcess, why: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#answer?.({ error: `The planning process does not respond: ${why}. Its messages are above.` });
    this.#answer = undefined;
  }
}

import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Answer, Asked } from "./worker.ts";

/** Plans in a process that can be replaced, when the modules that it has loaded have changed. */
export class PlanningProcess {
  #child: ChildProcess | undefined;

  async plan(asked: Asked): Promise<Answer> {
    this.#child ??= fork(join(import.meta.dirname, "worker.ts"), { serialization: "advanced" });
    const child = this.#child;
    return new Promise((resolve) => {
      const answered = (answer: Answer): void => {
        child.off("exit", ended);
        resolve(answer);
      };
      const ended = (code: number | null): void => {
        child.off("message", answered);
        this.#child = undefined;
        resolve({ error: `The process that plans has ended with status ${code}; its messages are above.` });
      };
      child.once("message", answered);
      child.once("exit", ended);
      child.send(asked);
    });
  }

  replace(): void {
    this.#child?.kill();
    this.#child = undefined;
  }
}

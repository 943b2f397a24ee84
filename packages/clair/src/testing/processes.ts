import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";

/** Processes that run until `close` ends them, and what they say meanwhile. */
export class Processes {
  readonly #children: ChildProcess[] = [];
  log = "";

  keep(child: ChildProcess): void {
    this.#children.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (text: Buffer) => {
        this.log += text.toString();
      });
  }

  get ids(): number[] {
    return this.#children.flatMap(({ pid }) => pid ?? []);
  }

  /** Ends what was started, the last first, and waits for it. */
  async close(): Promise<void> {
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      // PostgreSQL's fast shutdown; the others end by it as well.
      child.kill("SIGINT");
      const impatient = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(impatient);
    }
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** @returns 0 where nobody answers. */
export async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  try {
    return (await fetch(url, { headers })).status;
  } catch {
    return 0;
  }
}

export async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come up.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Processes that run until `close` ends them, and what they say meanwhile. */
export class Processes {
  readonly #children: ChildProcess[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "processes-"));
  readonly #file = join(this.#folder, "log");

  /** What they print goes to a file: nobody reads a pipe while the test waits for a command, and a full one stops its writer. */
  keep(command: string, args: string[], options: SpawnOptions = {}): void {
    const output = openSync(this.#file, "a");
    this.#children.push(spawn(command, args, { ...options, stdio: ["ignore", output, output] }));
    closeSync(output);
  }

  get log(): string {
    return readFileSync(this.#file, { encoding: "utf8", flag: "a+" });
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
    rmSync(this.#folder, { recursive: true, force: true });
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

/** @returns 0 if there is no response. */
export async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  try {
    return (await fetch(url, { headers })).status;
  } catch {
    return 0;
  }
}

export async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 240_000;
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come up.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Where tools/testClair.ts put Clair's programs, and crane, which serves a registry. */
export function program(name: "clair" | "clairctl" | "crane"): string {
  return join(process.env["BALLAST_CLAIR_FOLDER"] ?? "", name);
}

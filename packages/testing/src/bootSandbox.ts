import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BootRun {
  status: number | null;
  /** What the script said, and what its commands printed. */
  output: string;
  /** The stand-in commands that were run, with their arguments, in their order. */
  calls: string[];
}

/**
 * A machine for boot scripts: a folder in place of /, and commands of the test's own in place of those that would change
 * a machine. Everything else is real: the script runs in bash, with real text tools.
 *
 * A stand-in is a bash body; it gets the arguments, sees the folder as $ROOT, and may keep state in $STATE.
 */
export class BootSandbox {
  readonly #folder = mkdtempSync(join(tmpdir(), "boot-"));
  readonly root = join(this.#folder, "root");
  readonly #state = join(this.#folder, "state");
  readonly #commands = join(this.#folder, "bin");
  readonly #calls = join(this.#folder, "calls");

  constructor(commands: Record<string, string>) {
    for (const folder of [this.root, this.#state, this.#commands]) mkdirSync(folder);
    for (const folder of ["etc", "var/log", "dev", "opt", "run"])
      mkdirSync(join(this.root, folder), { recursive: true });
    // Waiting is for real machines.
    this.stand({ sleep: "", systemctl: "", shutdown: "", ...commands });
  }

  /** Adds stand-ins, or changes some. */
  stand(commands: Record<string, string>): void {
    for (const [name, body] of Object.entries(commands)) {
      const path = join(this.#commands, name);
      writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> "$CALLS"\n${body}\n`);
      chmodSync(path, 0o755);
    }
  }

  run(script: string): BootRun {
    writeFileSync(this.#calls, "");
    const { status, stdout, stderr, error } = spawnSync("bash", ["-s"], {
      input: this.#relocated(script),
      encoding: "utf8",
      timeout: 60_000,
      env: {
        PATH: `${this.#commands}:${process.env["PATH"] ?? ""}`,
        ROOT: this.root,
        STATE: this.#state,
        CALLS: this.#calls,
      },
    });
    if (error) throw error;
    const calls = readFileSync(this.#calls, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    return { status, output: stdout + stderr, calls };
  }

  /** A file of the machine; undefined if there is none. */
  file(path: string): string | undefined {
    const inside = join(this.root, path);
    return existsSync(inside) ? readFileSync(inside, "utf8") : undefined;
  }

  /** What stand-ins keep, by name. */
  get state(): string[] {
    return readdirSync(this.#state).sort();
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Absolute paths of the machine lead into the folder; those of its programs and of /dev/null stay. */
  #relocated(script: string): string {
    return script
      .replaceAll(
        /(?<![\w$}.:/-])\/(etc|var|opt|run|dev|mnt|data|srv)\b(?!\/(null|zero))/g,
        `${this.root}/$1`,
      )
      .replace("exec > >(tee -a", "exec > >(exec tee -a");
  }
}

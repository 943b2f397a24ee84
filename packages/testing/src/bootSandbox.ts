import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The ECS agent registers as soon as it knows its cluster, and answers only then. */
const agentJoins = `case "$*" in *:51678/*) grep --quiet ECS_CLUSTER "$ROOT/etc/ecs/ecs.config"; exit ;; esac\n`;

export interface BootRun {
  status: number | null;
  /** What user data and the units that it started printed. */
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

  #path = process.env["PATH"] ?? "";

  constructor(commands: Record<string, string>) {
    for (const folder of [this.root, this.#state, this.#commands]) mkdirSync(folder);
    for (const folder of ["etc/systemd/system", "var/log", "dev", "opt", "run"])
      mkdirSync(join(this.root, folder), { recursive: true });
    // Waiting is for real machines.
    this.stand({
      sleep: "",
      systemctl: "",
      shutdown: "",
      curl: 'PATH="${PATH#*:}" exec curl "$@"',
      ...commands,
    });
  }

  /** This machine's own command is not found any more; a stand-in of that name is. */
  lack(name: string): void {
    const folder = join(this.#folder, `without-${name}`);
    mkdirSync(folder);
    for (const from of this.#path.split(":").filter((one) => existsSync(one)))
      for (const file of readdirSync(from).filter((one) => one !== name && !existsSync(join(folder, one))))
        symlinkSync(join(from, file), join(folder, file));
    this.#path = folder;
  }

  /** Adds stand-ins, or changes some. */
  stand(commands: Record<string, string>): void {
    for (const [name, body] of Object.entries(commands)) {
      const path = join(this.#commands, name);
      const first = name === "curl" ? agentJoins : "";
      writeFileSync(path, `#!/bin/bash\n${first}echo "${name} $*" >> "$CALLS"\n${body}\n`);
      chmodSync(path, 0o755);
    }
  }

  /** Runs user data, and then, as systemd does after cloud-init, the units that it started without waiting. */
  run(userData: string): BootRun {
    writeFileSync(this.#calls, "");
    let { status, output } = this.#bash(this.#relocated(userData));
    for (const unit of this.#started()) {
      if (status !== 0) break;
      const script = /^ExecStart=(.*)$/m.exec(readFileSync(unit, "utf8"))?.[1] ?? "";
      const run = this.#bash(readFileSync(script, "utf8"));
      status = run.status;
      output += run.output;
    }
    return { status, output, calls: this.#lines() };
  }

  #started(): string[] {
    return this.#lines()
      .filter((call) => call.startsWith("systemctl start --no-block "))
      .flatMap((call) => call.split(" ").slice(3))
      .map((unit) => join(this.root, "etc/systemd/system", unit))
      .filter((path) => existsSync(path));
  }

  #lines(): string[] {
    return readFileSync(this.#calls, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  }

  #bash(script: string): { status: number | null; output: string } {
    const { status, stdout, stderr, error } = spawnSync("bash", ["-s"], {
      input: script,
      encoding: "utf8",
      timeout: 60_000,
      env: {
        PATH: `${this.#commands}:${this.#path}`,
        ROOT: this.root,
        STATE: this.#state,
        CALLS: this.#calls,
      },
    });
    if (error) throw error;
    return { status, output: stdout + stderr };
  }

  /** A file of the machine; undefined if there is none. */
  file(path: string): string | undefined {
    const inside = join(this.root, path);
    return existsSync(inside) ? readFileSync(inside, "utf8") : undefined;
  }

  /** The state that simulated commands keep, by name. */
  get state(): string[] {
    return readdirSync(this.#state).sort();
  }

  /** Reads what a fake command stored under this name. */
  stateOf(name: string): string {
    return readFileSync(join(this.#state, name), "utf8");
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Rewrites absolute paths of a script to point into the folder, except those of programs and of /dev/null. */
  #relocated(script: string): string {
    return script
      .replaceAll(
        /(?<![\w$}.:/-])\/(etc|var|opt|run|dev|mnt|data|srv)\b(?!\/(null|zero))/g,
        `${this.root}/$1`,
      )
      .replaceAll("exec > >(tee -a", "exec > >(exec tee -a");
  }
}

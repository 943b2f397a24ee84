import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { copiedSettings } from "./generators/environment/copiedSettings.ts";
import { readPulumiProject } from "./inputs/pulumiProject.ts";

/** This repository's top folder. */
const repository = join(import.meta.dirname, "../../..");

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * A copy of the working tree, uncommitted files included, as one commit on the branch main of a repository of its own. It
 * shares what is installed here, and links its own workspace packages; Nx's cache and the plans stay inside it.
 */
export class ScratchClone {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "ballast-scratch-")));
  readonly #calls = join(this.root, "node_modules", "calls.log");

  constructor() {
    for (const file of gitFiles()) cpSync(join(repository, file), join(this.root, file));
    const modules = join(repository, "node_modules");
    for (const name of readdirSync(modules).filter(
      (name) => ![".cache", ".bin", "@ballast"].includes(name),
    )) {
      this.link(join(modules, name), `node_modules/${name}`);
    }
    // A workspace package is linked by a path from its link, which leads to the clone's own.
    for (const folder of ["@ballast", ".bin"]) {
      for (const name of readdirSync(join(modules, folder))) {
        const path = join(modules, folder, name);
        const relative = lstatSync(path).isSymbolicLink() && readlinkSync(path).startsWith(".");
        this.link(relative ? readlinkSync(path) : path, `node_modules/${folder}/${name}`);
      }
    }
    this.run("git", "init", "--quiet", "--initial-branch", "main");
    this.commit();
  }

  link(target: string, path: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(target, join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Changes files in a way that changes nothing for who reads them. */
  touch(...paths: string[]): void {
    for (const path of paths) appendFileSync(join(this.root, path), "\n");
  }

  /** @returns the new commit. */
  commit(): string {
    this.run("git", "add", "--all");
    const who = [
      "-c",
      "user.name=tester",
      "-c",
      "user.email=tester@example.com",
      "-c",
      "core.hooksPath=/dev/null",
    ];
    this.run("git", ...who, "commit", "--quiet", "--allow-empty", "--message", "a change");
    return this.run("git", "rev-parse", "HEAD").stdout.trim();
  }

  /** Puts a command in the place of `ballast` that only notes how it is called. */
  noteCallsOfBallast(): void {
    const path = join(this.root, "node_modules/.bin/ballast");
    rmSync(path);
    writeFileSync(path, `#!/bin/sh\necho "$@" >> ${this.#calls}\necho "ran: $@"\n`);
    chmodSync(path, 0o755);
  }

  /** How `ballast` was called since the last question, sorted. */
  callsOfBallast(): string[] {
    const calls = existsSync(this.#calls) ? readFileSync(this.#calls, "utf8") : "";
    rmSync(this.#calls, { force: true });
    return calls.split("\n").filter(Boolean).sort();
  }

  /** The files of the clone, by path, that a program of its reads while it runs well; modules that it loads among them. */
  filesReadBy(...program: string[]): string[] {
    const [tracer, trace] = ["tracer.mjs", "trace.log"].map((name) => join(this.root, "node_modules", name));
    writeFileSync(tracer ?? "", tracing);
    rmSync(trace ?? "", { force: true });
    const { status, stderr } = this.attempt(
      { TRACE: trace ?? "" },
      "node",
      "--import",
      tracer ?? "",
      ...program,
    );
    if (status !== 0) throw new Error(`${program.join(" ")} ended with ${status}:\n${stderr}`);
    return [...new Set(readFileSync(trace ?? "", "utf8").split("\n"))]
      .filter((path) => path.startsWith(`${this.root}/`) && !path.includes("/node_modules/"))
      .map((path) => path.slice(this.root.length + 1))
      .sort();
  }

  /** @throws if it fails. */
  run(command: string, ...args: string[]): Outcome {
    const outcome = this.attempt({}, command, ...args);
    if (outcome.status === 0) return outcome;
    throw new Error(
      `${command} ${args.join(" ")} ended with ${outcome.status}:\n${outcome.stdout}${outcome.stderr}`,
    );
  }

  attempt(environment: Record<string, string>, command: string, ...args: string[]): Outcome {
    return spawnSync(command, args, {
      cwd: this.root,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { ...this.environment(), ...environment },
    });
  }

  /** Of a command that runs in the clone: its own programs first, and nothing of an Nx around this test. */
  environment(): Record<string, string> {
    return {
      ...outsideNx(process.env),
      PATH: `${join(this.root, "node_modules/.bin")}:${process.env["PATH"]}`,
      CI: "true",
      NX_DAEMON: "false",
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, ".nx/workspace-data"),
    };
  }

  /** Adds and commits copies of the dev environment, as the generator makes them. @returns the names of their stacks. */
  addEnvironments(count: number): string[] {
    const dev = readPulumiProject(this.root).stacks.filter(({ environment }) => environment === "dev");
    const stacks = Array.from({ length: count }, (_nothing, number) => `env${number}`).flatMap((name) =>
      dev.map(({ name: stack }) => {
        const copy = stack.replace(/-dev$/, `-${name}`);
        const text = this.read(settingsOf(stack));
        this.write(
          settingsOf(copy),
          copiedSettings(text, { name, from: "dev", region: undefined, account: undefined }),
        );
        return copy;
      }),
    );
    this.commit();
    return stacks;
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The path of a stack's settings. */
export function settingsOf(stack: string): string {
  return `stacks/environments/Pulumi.${stack}.yaml`;
}

/** Notes what a program loads and reads. */
const tracing = `
import fs from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";

const files = new Set();
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) files.add(fileURLToPath(url));
    return next(url, context);
  },
});
for (const [owner, name] of [[fs, "readFileSync"], [fs, "readFile"], [fs.promises, "readFile"]]) {
  const read = owner[name];
  owner[name] = (path, ...rest) => {
    if (typeof path === "string") files.add(fs.realpathSync(path));
    return read.call(owner, path, ...rest);
  };
}
syncBuiltinESMExports();
// Processes that it starts add theirs.
process.on("exit", () => fs.appendFileSync(process.env.TRACE, [...files, ""].join("\\n")));
`;

/** Jest may run under Nx itself, or within a pull request, and says so to its children. */
function outsideNx(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([name, value = ""]) =>
    /^(NX_|BALLAST_|JEST_|GIT_|NODE_ENV$)/.test(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

function gitFiles(): string[] {
  const { stdout } = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repository,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(repository, file)));
}

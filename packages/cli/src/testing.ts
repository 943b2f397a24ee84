import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Call {
  /** Text on standard input. @default - empty */
  input?: string;
  /** Changes to this process's environment; undefined removes a variable. @default none */
  env?: Record<string, string | undefined>;
  /** The working directory. @default - this repository */
  cwd?: string;
  /** Called with the process after it has started. @default none */
  started?: (child: ChildProcess) => void;
}

/** What a command printed in a situation, for a golden file: without times, and without the time that passed. */
export function situation(what: string, { status, stdout, stderr }: Ran): string {
  const text = `# ${what} (exit status ${status})\n${stdout}${stderr.replaceAll(/^(?=.)/gm, "! ")}`;
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/ after \d+ s\./g, " after <n> s.")
    .replaceAll(/( for )[^.]+?(\. ECS will stop)/g, "$1<time>$2");
}

/** Runs the command as a user does, asynchronously. */
export function ballast(args: string[], { input = "", env = {}, cwd, started }: Call = {}): Promise<Ran> {
  const root = join(__dirname, "../../..");
  const child = spawn(process.execPath, [join(root, "packages/cli/bin/ballast.mjs"), ...args], {
    cwd: cwd ?? root,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", ...env },
  });
  const ran: Ran = { status: null, stdout: "", stderr: "" };
  child.stdout.on("data", (text: Buffer) => (ran.stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (ran.stderr += text.toString()));
  child.stdin.end(input);
  started?.(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (status) => resolve({ ...ran, status }));
  });
}

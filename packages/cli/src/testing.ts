import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Call {
  /** Typed on standard input. @default - nothing: it ends at once */
  input?: string;
  /** Differences from this process's environment; undefined takes one away. @default - none */
  env?: Record<string, string | undefined>;
  /** The folder it is typed in. @default - this repository */
  cwd?: string;
  /** Is given the process once it runs. @default - nobody is */
  started?: (child: ChildProcess) => void;
}

/** The command as a person runs it, while the test goes on. */
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

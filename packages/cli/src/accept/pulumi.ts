import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { installedPulumi, OperateError, thisMachine, type Pace } from "@ballast/operate";
import { redacted, withoutSecrets } from "./redact.ts";

const windows = process.platform === "win32";

/** Runs the pulumi command in a project's folder. */
export class PulumiRunner {
  readonly #root: string;
  readonly #log: string;

  /** @param log File to which everything is appended that the command says. */
  constructor(root: string, log: string) {
    this.#root = root;
    this.#log = log;
  }

  /**
   * @returns what it printed on standard output.
   * @throws {OperateError} with the end of what it said, if it fails or if its time is up.
   */
  async run(args: string[], { signal, timeoutSeconds, say }: Pace): Promise<string> {
    if (signal?.aborted === true)
      throw new OperateError(`pulumi ${args[0]} was interrupted before it started.`);
    const bin = join(this.#root, "node_modules", ".bin");
    const child = spawn(
      installedPulumi(thisMachine(), this.#root),
      [...args, "--non-interactive", "--color=never"],
      {
        cwd: this.#root,
        // Programs need the Node of node_modules.
        env: { ...process.env, PATH: [bin, process.env["PATH"]].join(delimiter) },
        stdio: ["ignore", "pipe", "pipe"],
        shell: windows,
        // A Ctrl-C reaches it once, from here: by a second one it gives up what it is doing.
        detached: !windows,
      },
    );
    const said = { out: "", all: "" };
    const heard = (line: string): void => {
      said.all += `${line}\n`;
      appendFileSync(this.#log, `${withoutSecrets(line)}\n`, { mode: 0o600 });
      if (line.trim() !== "") say?.(redacted(line.trim()));
    };
    // Whole lines: a part of a secret is not known for one, nor a part of a letter for that.
    createInterface({ input: child.stdout }).on("line", (line) => {
      said.out += `${line}\n`;
      heard(line);
    });
    createInterface({ input: child.stderr }).on("line", heard);
    let ended: "timeout" | "interrupted" | undefined;
    const stop = (why: typeof ended): void => {
      ended ??= why;
      child.kill("SIGINT");
    };
    const timer = setTimeout(() => stop("timeout"), timeoutSeconds * 1000);
    const interrupt = (): void => stop("interrupted");
    signal?.addEventListener("abort", interrupt, { once: true });
    return new Promise<string>((resolve, reject) => {
      child.once("error", (error) => reject(new OperateError(`pulumi cannot be run: ${error.message}`)));
      child.once("close", (status) => {
        if (status === 0 && ended === undefined) return resolve(said.out);
        const why =
          ended === "timeout"
            ? `took longer than ${Math.round(timeoutSeconds / 60)} minutes`
            : ended === "interrupted"
              ? "was interrupted"
              : `ended with ${status}`;
        reject(new OperateError(`pulumi ${args[0]} ${why}. It said:\n${redacted(said.all).trim()}`));
      });
    }).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", interrupt);
    });
  }

  /** Names of the stacks that were initialized, and how many resources each has. */
  async stacks(pace: Pace): Promise<Map<string, number>> {
    const listed = JSON.parse(await this.run(["stack", "ls", "--json"], quiet(pace))) as {
      name: string;
      resourceCount?: number;
    }[];
    // Pulumi's own service names the organization and project before it.
    return new Map(listed.map(({ name, resourceCount = 0 }) => [name.replace(/^.*\//, ""), resourceCount]));
  }

  /** Of a stack that stands; what is secret is shown as `[secret]`. */
  async outputs(stack: string, pace: Pace): Promise<Record<string, unknown>> {
    const text = await this.run(["stack", "output", "--json", "--stack", stack], quiet(pace));
    return JSON.parse(text) as Record<string, unknown>;
  }
}

/** Answers for machines are nothing to show. */
function quiet({ signal, timeoutSeconds }: Pace): Pace {
  return { timeoutSeconds, ...(signal && { signal }) };
}

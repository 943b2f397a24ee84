import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { installedPulumi, OperateError, thisMachine, type Pace } from "@ballast/operate";
import { redacted, withoutSecrets } from "./redact.ts";

const windows = process.platform === "win32";

/** An entry of `pulumi stack history --json`. */
export interface PulumiUpdate {
  /** `update`, `destroy`, `refresh`, `import`, `rename` */
  kind: string;
  /** In ISO 8601 format. */
  startTime: string;
  message: string;
}

/** Runs the pulumi command in a project's folder. */
export class PulumiRunner {
  readonly #root: string;
  readonly #log: string;

  /** @param log File to which all output of the command is appended. */
  constructor(root: string, log: string) {
    this.#root = root;
    this.#log = log;
  }

  /**
   * @returns the standard output.
   * @throws {OperateError} with the end of the output, if the command fails or its time limit is reached.
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
        // The programs require the Node in node_modules.
        env: { ...process.env, PATH: [bin, process.env["PATH"]].join(delimiter) },
        stdio: ["ignore", "pipe", "pipe"],
        shell: windows,
        // A separate process group, so that Ctrl-C reaches the command only once, from here. After a second one, it
        // would abort its operation.
        detached: !windows,
      },
    );
    const said = { out: "", all: "" };
    const heard = (line: string): void => {
      said.all += `${line}\n`;
      appendFileSync(this.#log, `${withoutSecrets(line)}\n`, { mode: 0o600 });
      if (line.trim() !== "") say?.(redacted(line.trim()));
    };
    // Only whole lines are passed on, because a part of a secret or of a character would not be recognized.
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

  /**
   * Names of the initialized stacks, with their number of resources; a stack that was never updated has no count.
   * Stacks of other organizations are excluded: their names contain a slash, and `--stack` with a plain name never
   * selects them (backend/httpstate/stack.go of Pulumi 3.255).
   */
  async stacks(pace: Pace): Promise<Map<string, number>> {
    const listed = JSON.parse(await this.run(["stack", "ls", "--json"], quiet(pace))) as {
      name: string;
      resourceCount?: number;
    }[];
    return new Map(
      listed
        .filter(({ name }) => !name.includes("/"))
        .map(({ name, resourceCount = 0 }) => [name, resourceCount]),
    );
  }

  /** The URL of the backend, and the user. */
  async backend(pace: Pace): Promise<string> {
    const { url, user } = JSON.parse(await this.run(["whoami", "--json"], quiet(pace))) as {
      url: string;
      user: string;
    };
    return `${url} as ${user}`;
  }

  /**
   * Updates, destructions and refreshes of a stack, newest first, back to the one that started at this time; all of
   * them if none did.
   */
  async updatesAfter(stack: string, startTime: string | undefined, pace: Pace): Promise<PulumiUpdate[]> {
    const found: PulumiUpdate[] = [];
    for (let page = 1; ; page += 1) {
      const args = [
        "stack",
        "history",
        "--json",
        "--page-size",
        "50",
        "--page",
        String(page),
        "--stack",
        stack,
      ];
      const updates = JSON.parse(await this.run(args, quiet(pace))) as PulumiUpdate[];
      const last = updates.findIndex((update) => update.startTime === startTime);
      found.push(...(last < 0 ? updates : updates.slice(0, last)));
      if (last >= 0 || updates.length < 50) return found;
    }
  }

  /** The outputs of a deployed stack. Secrets are shown as `[secret]`. */
  async outputs(stack: string, pace: Pace): Promise<Record<string, unknown>> {
    const text = await this.run(["stack", "output", "--json", "--stack", stack], quiet(pace));
    return JSON.parse(text) as Record<string, unknown>;
  }
}

/** JSON output is not shown to the user. */
function quiet({ signal, timeoutSeconds }: Pace): Pace {
  return { timeoutSeconds, ...(signal && { signal }) };
}

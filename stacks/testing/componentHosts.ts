import { spawn, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { resolve } from "node:path";

/** What Pulumi's language host of Node.js starts for a PulumiPlugin.yaml, with the plugin's folder. */
const launcher = require.resolve("@pulumi/pulumi/cmd/run-plugin");

/** The components of packages, served to an engine as Pulumi itself would have them served. */
export class ComponentHosts {
  /** For `PULUMI_DEBUG_PROVIDERS`: `ballast-network:4711`. */
  readonly providers: string[];
  readonly #processes: ChildProcess[];

  private constructor(providers: string[], processes: ChildProcess[]) {
    this.providers = providers;
    this.#processes = processes;
  }

  /** @param folders Of the packages, by their names without the scope. */
  static async start(folders: Record<string, string>): Promise<ComponentHosts> {
    const processes: ChildProcess[] = [];
    const providers = await Promise.all(
      Object.entries(folders).map(async ([name, folder]) => {
        const host = spawn(process.execPath, [launcher, resolve(folder)], { cwd: tmpdir() });
        processes.push(host);
        return `ballast-${name}:${await portOf(host)}`;
      }),
    );
    return new ComponentHosts(providers, processes);
  }

  stop(): void {
    for (const host of this.#processes) host.kill();
  }
}

/** A provider's first line is the port on which it listens. */
function portOf(host: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((found, failed) => {
    host.stderr?.on("data", (data: Buffer) => (said += data.toString()));
    host.stdout?.on("data", (data: Buffer) => {
      const [, port] = /^(\d+)\n/.exec(data.toString()) ?? [];
      if (port !== undefined) found(port);
    });
    host.once("exit", (code) => failed(new Error(`A component host ended with ${code}:\n${said}`)));
  });
}

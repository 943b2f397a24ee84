import { createServer, type Server } from "node:http";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { EngineSandbox, EngineStack } from "@ballast/testing/engine";
import run from "../../index.ts";

interface Answer {
  status: number;
  stdout: string;
}

/** What AWS does when a stack comes up or goes; the stand-in providers' cloud and the emulator know nothing of one another. */
export interface Follower {
  up(stack: string, outputs: Record<string, unknown>): Promise<void>;
  destroyed(stack: string): Promise<void>;
}

/**
 * The `pulumi` command for processes that a test starts: a program on the PATH hands its arguments to this server, which runs the real
 * engine on the sandbox's stand-in providers. Programs run here, as in all engine tests.
 */
export class PulumiServer {
  readonly #sandbox: EngineSandbox;
  readonly #settings: string;
  readonly #follower: Follower;
  readonly #server: Server;
  readonly #stacks = new Map<string, EngineStack>();
  backend = "file:///state";
  /** Every call, in order. */
  readonly calls: string[] = [];

  /** @param settings Folder of the project's settings files, which the sandbox has a copy of. */
  constructor(sandbox: EngineSandbox, settings: string, follower: Follower) {
    this.#sandbox = sandbox;
    this.#settings = settings;
    this.#follower = follower;
    this.#server = createServer((request, response) => {
      let body = "";
      request.on("data", (text: Buffer) => (body += text.toString()));
      request.on("end", () => {
        const args = JSON.parse(body) as string[];
        void this.#answer(args)
          .catch((error: unknown) => ({ status: 1, stdout: (error as Error).message }))
          .then((answer) => response.end(JSON.stringify(answer)));
      });
    });
  }

  /** @returns a folder with a program `pulumi`. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    const folder = join(this.#sandbox.folder, "commands");
    mkdirSync(folder, { recursive: true });
    const program = `#!/usr/bin/env node
fetch("http://127.0.0.1:${port}", { method: "POST", body: JSON.stringify(process.argv.slice(2)) })
  .then((answer) => answer.json())
  .then(({ status, stdout }) => { process.stdout.write(stdout + "\\n", () => process.exit(status)); });
`;
    writeFileSync(join(folder, "pulumi"), program);
    chmodSync(join(folder, "pulumi"), 0o755);
    return folder;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(args: string[]): Promise<Answer> {
    const at = args.indexOf("--message");
    const message = at < 0 ? undefined : args[at + 1];
    const words = args
      .filter((word) => (!word.startsWith("-") || word === "--stack") && word !== message)
      .join(" ");
    this.calls.push(words);
    const [, name = ""] = /--stack (\S+)|stack init (\S+)/.exec(words)?.filter(Boolean) ?? [];
    const [first = "", second = ""] = args;
    switch (first === "stack" ? `stack ${second}` : first) {
      case "version":
        return { status: 0, stdout: "v3.255.0" };
      case "whoami":
        return { status: 0, stdout: JSON.stringify({ user: "jane", url: this.backend }) };
      case "stack history":
        return { status: 0, stdout: JSON.stringify(await this.#history(name, args)) };
      case "stack ls":
        return { status: 0, stdout: JSON.stringify(await this.#listed()) };
      case "stack init":
        this.#stacks.set(name, await this.#open(name));
        return { status: 0, stdout: `Created stack '${name}'` };
      case "up": {
        const { succeeded, log } = await this.#stack(name).up(undefined, message);
        if (succeeded) await this.#follower.up(name, await this.#outputs(name));
        return { status: succeeded ? 0 : 255, stdout: log };
      }
      case "preview": {
        const { changes } = await this.#stack(name).preview();
        const isClean = Object.keys(changes).every((change) => change === "same");
        return { status: isClean ? 0 : 1, stdout: JSON.stringify(changes) };
      }
      case "stack output":
        return { status: 0, stdout: JSON.stringify(await this.#outputs(name)) };
      case "destroy": {
        const { succeeded, log } = await this.#stack(name).destroy(message);
        if (succeeded) await this.#follower.destroyed(name);
        return { status: succeeded ? 0 : 255, stdout: log };
      }
      case "stack rm":
        this.#stacks.delete(name);
        return { status: 0, stdout: `Stack '${name}' has been removed!` };
      default:
        return { status: 1, stdout: `unknown: ${args.join(" ")}` };
    }
  }

  /** What the real engine kept, by pages. */
  async #history(
    name: string,
    args: string[],
  ): Promise<{ kind: string; startTime: string; message: string }[]> {
    const size = Number(args[args.indexOf("--page-size") + 1]);
    const end = size * Number(args[args.indexOf("--page") + 1]);
    const all = await this.#stack(name).history();
    return all
      .map(({ kind, startTime, message }) => ({ kind, startTime: startTime.toISOString(), message }))
      .slice(end - size, end);
  }

  async #listed(): Promise<{ name: string; resourceCount: number }[]> {
    return Promise.all(
      [...this.#stacks].map(async ([name, stack]) => ({
        name,
        resourceCount: (await stack.resources()).length,
      })),
    );
  }

  #open(name: string): Promise<EngineStack> {
    const file = `Pulumi.${name}.yaml`;
    // The command may have written it since the copy was made.
    cpSync(join(this.#settings, file), join(this.#sandbox.folder, "settings", file));
    return this.#sandbox.stack(name, run);
  }

  #stack(name: string): EngineStack {
    const found = this.#stacks.get(name);
    if (found === undefined) throw new Error(`error: no stack named '${name}' found`);
    return found;
  }

  /** As the command shows them: secrets out of sight. */
  async #outputs(name: string): Promise<Record<string, unknown>> {
    const all = await this.#stack(name).resources();
    const outputs = all.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
    const shown = (value: unknown): unknown =>
      typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value
        ? "[secret]"
        : value;
    return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, shown(value)]));
  }
}

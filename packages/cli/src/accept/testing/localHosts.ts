import type { SSMClient } from "@aws-sdk/client-ssm";
import { powershellParser, powershellSyntax } from "@ballast/testing/scripts";
import { Interpreter, ScriptError, text, type Call, type Value } from "@ballast/testing/powershell";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A running container, as Docker lists it. */
interface RunningContainer {
  task: string;
  name: string;
  environment: Record<string, string>;
}

export interface Ended {
  Status: string;
  ResponseCode: number;
  StandardOutputContent: string;
  StandardErrorContent: string;
}

/**
 * Simulates the SSM Agents: a script that is sent to a host runs locally, in bash or in the project's PowerShell
 * interpreter. `docker` is a short stand-in that knows one container.
 */
export class LocalHosts {
  readonly folder = mkdtempSync(join(tmpdir(), "host-"));
  /** Folders of the host that are replaced by local folders. */
  readonly folders: Record<string, string> = {};
  /** Content of files on a Windows share, by path. */
  readonly files = new Map<string, string>();
  /** Keys of the Windows registry in the container. */
  readonly registry = new Map<string, Record<string, string>>();
  container: RunningContainer | undefined;
  /** Databases of SQL Server by the name of their host: rows of the run's table. */
  readonly servers = new Map<string, Set<string>>();
  readonly #ended = new Map<string, Ended>();

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Maps a folder of the host to a local folder. */
  mount(path: string, ...children: string[]): string {
    const here = join(this.folder, path);
    mkdirSync(here, { recursive: true });
    for (const child of children) mkdirSync(join(here, child));
    this.folders[path] = here;
    return here;
  }

  /** A stand-in for the Systems Manager client with two calls. */
  get ssm(): SSMClient {
    const send = async ({ input }: { input: Record<string, unknown> }): Promise<unknown> => {
      const id = input["CommandId"];
      if (typeof id === "string") return this.#ended.get(id);
      const CommandId = `command-${this.#ended.size}`;
      const { commands } = input["Parameters"] as { commands: string[] };
      const isWindows = input["DocumentName"] === "AWS-RunPowerShellScript";
      this.#ended.set(CommandId, isWindows ? await this.#powershell(commands) : this.#bash(commands));
      return { Command: { CommandId } };
    };
    return { send } as unknown as SSMClient;
  }

  /** Runs a Bash script with the host's folders and programs. */
  #bash(lines: string[]): Ended {
    const programs = join(this.folder, "programs");
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, "docker"), docker, { mode: 0o755 });
    const script = Object.entries(this.folders).reduce(
      (all, [path, here]) => all.replaceAll(path, here),
      lines.join("\n"),
    );
    const { task = "", name = "", environment = {} } = this.container ?? {};
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
      encoding: "utf8",
      env: {
        ...environment,
        PATH: `${programs}:${process.env["PATH"]}`,
        DOCKER_LABELS: this.container
          ? `label=com.amazonaws.ecs.task-arn=${task} label=com.amazonaws.ecs.container-name=${name}`
          : "",
      },
    });
    return ended(status ?? 1, stdout, stderr);
  }

  async #powershell(lines: string[]): Promise<Ended> {
    const script = lines.join("\n");
    const syntax = await powershellSyntax(script);
    if (syntax !== "fine") return ended(1, "", syntax);
    const [, encoded] = /-EncodedCommand (\S+)/.exec(script) ?? [];
    if (encoded === undefined) return ended(1, "", "only what runs in a container is modelled");
    const { task = "none", name = "none", environment = {} } = this.container ?? {};
    if (![`task-arn=${task}'`, `container-name=${name}'`].every((label) => script.includes(label)))
      return ended(1, "", "the container is not running");
    return this.runEncoded(encoded, environment);
  }

  /** Runs an encoded PowerShell command, as a container does. */
  async runEncoded(encoded: string, environment: Record<string, string>): Promise<Ended> {
    const variables = Object.entries(environment).map(([key, value]) => `$env:${key} = '${value}'`);
    const inner = [...variables, Buffer.from(encoded, "base64").toString("utf16le")].join("\n");
    const tree = (await powershellParser()).parse(inner);
    if (tree === null) return ended(1, "", "no tree");
    try {
      const run = new Interpreter((call) => this.#command(call)).run(tree.rootNode);
      let step = run.next();
      while (step.done !== true) step = run.next();
      return ended(0, text(step.value), "");
    } catch (error) {
      if (error instanceof ScriptError) return ended(1, "", error.message);
      throw error;
    }
  }

  *#command({ name, parameters, positional }: Call): Generator<number, Value> {
    const path = text(parameters["literalpath"] ?? parameters["path"]);
    switch (name) {
      case "Join-Path":
        return positional.map(text).join("\\");
      case "Set-Content":
        this.files.set(path, text(parameters["value"]));
        return undefined;
      case "Get-Content": {
        const found = this.files.get(path);
        if (found === undefined)
          throw new ScriptError(`Cannot find path '${path}' because it does not exist.`);
        return found;
      }
      case "New-Object": {
        if (positional.map(text).join() !== "System.Data.SqlClient.SqlConnection")
          throw new Error(`${positional.map(text).join()} is not modelled`);
        return sqlConnection(this.servers);
      }
      case "Get-ItemProperty": {
        const found = this.registry.get(path);
        if (found === undefined)
          throw new ScriptError(`Cannot find path '${path}' because it does not exist.`);
        return found;
      }
      default:
        throw new Error(`${name} is not modelled`);
    }
  }
}

/** A stand-in for SQL Server that supports only the statements of the run's table. */
function sqlConnection(servers: Map<string, Set<string>>): object {
  let rows: Set<string> | undefined;
  const mark = (statement: string): string => /'(accept-\w+|ballast-\w+)'\)?$/.exec(statement)?.[1] ?? "";
  const connection = {
    ConnectionString: "",
    Open: () => {
      const [, host = ""] =
        /^Server=tcp:([^,]+),1433;Database=master;User ID=admin;Password=for-tests;/.exec(
          connection.ConnectionString,
        ) ?? [];
      rows = servers.get(host);
      if (rows === undefined) throw new ScriptError(`A network-related error occurred: ${host}`);
    },
    CreateCommand: () => {
      const command = {
        CommandText: "",
        ExecuteNonQuery: () => (rows?.add(mark(command.CommandText)), 1),
        ExecuteScalar: () => (rows?.has(mark(command.CommandText)) === true ? 1 : 0),
      };
      return command;
    },
  };
  return connection;
}

const docker = `#!/bin/bash
case $1 in
ps)
  shift 2
  while [ $# -gt 0 ]; do
    [[ " $DOCKER_LABELS " = *" $2 "* ]] || exit 0
    shift 2
  done
  echo c0ffee
  ;;
exec)
  [ "$2 $3" = "--interactive c0ffee" ] || exit 125
  shift 3
  exec "$@"
  ;;
esac
`;

function ended(code: number, out: string, errors: string): Ended {
  return {
    Status: code === 0 ? "Success" : "Failed",
    ResponseCode: code,
    StandardOutputContent: out,
    StandardErrorContent: errors,
  };
}

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace, PulumiCommand, type InlineProgramArgs } from "@pulumi/pulumi/automation/index.js";
import { parse, stringify } from "yaml";
import { connectAnew } from "./connections.ts";
import { asWritten, EngineStack } from "./engineStack.ts";
import { writePolicyAnalyzer } from "./policyAnalyzer.ts";
import { siteLookups } from "@ballast/recording/lookups";
import { StandInCloud } from "./standInCloud.ts";
import { startProviders, type StandInProviders } from "./standInProviders.ts";

type Program = InlineProgramArgs["program"];

export interface SandboxOptions {
  /** Folder with Pulumi.yaml and the stacks' settings, of which the sandbox works on a copy. */
  project: string;
  /** Folder whose `bin/pulumi` is the command. @default - where tools/testEngine.ts has it: `BALLAST_PULUMI_ROOT` */
  pulumiRoot?: string;
  /** Providers beside the stand-ins that listen already: `ballast-network:4711`. */
  providers?: string[];
  /** Folder with `pulumi-language-yaml`, for a project that is written in YAML. */
  languages?: string;
}

/**
 * A place where the real engine deploys stacks: settings of its own, a backend in a temporary folder, and an AWS
 * account in memory. Nothing leaves the machine, and `close` leaves nothing behind.
 */
export class EngineSandbox {
  readonly cloud: StandInCloud;
  /** Everything that any operation said, to search for what should not be there. */
  log = "";
  /** Its copy of the project: settings lie in it as they do there. */
  readonly folder: string;
  readonly #project: string;
  readonly #settings: string;
  readonly #providers: StandInProviders;
  readonly #command: PulumiCommand;
  readonly #environment: Record<string, string>;

  private constructor(
    folder: string,
    project: string,
    settings: string,
    cloud: StandInCloud,
    providers: StandInProviders,
    command: PulumiCommand,
    environment: Record<string, string>,
  ) {
    this.folder = folder;
    this.#project = project;
    this.#settings = settings;
    this.cloud = cloud;
    this.#providers = providers;
    this.#command = command;
    this.#environment = environment;
  }

  static async open(
    {
      project,
      pulumiRoot = process.env["BALLAST_PULUMI_ROOT"] ?? "",
      providers = [],
      languages,
    }: SandboxOptions,
    region: string,
    accountId?: string,
  ): Promise<EngineSandbox> {
    connectAnew();
    const folder = mkdtempSync(join(tmpdir(), "ballast-engine-"));
    const {
      name = "",
      runtime,
      stackConfigDir = ".",
    } = parse(readFileSync(join(project, "Pulumi.yaml"), "utf8"), asWritten) as Record<string, string>;
    cpSync(join(project, stackConfigDir), join(folder, stackConfigDir), { recursive: true });
    mkdirSync(join(folder, "backend"));
    writePolicyAnalyzer(join(folder, "bin"));
    // A project in YAML is its program; any other program runs in this process.
    if (runtime !== "yaml")
      writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name, runtime: "nodejs", stackConfigDir }));
    const cloud = new StandInCloud(region, accountId);
    const command = await PulumiCommand.get({ root: pulumiRoot });
    const standIns = await startProviders(cloud);
    return new EngineSandbox(folder, name, join(folder, stackConfigDir), cloud, standIns, command, {
      PULUMI_DEBUG_PROVIDERS: [standIns.debugProviders, ...providers].join(","),
      PATH: [join(folder, "bin"), languages, process.env["PATH"]].filter(Boolean).join(delimiter),
    });
  }

  /** Uses credentials of this account from now on. */
  useAccount(accountId: string): void {
    this.cloud.lookups = siteLookups({ ...this.cloud.site, accountId });
  }

  close(): void {
    this.#providers.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Everything that was written to disk: states with their history and backups, settings, logs. */
  everythingWritten(): string {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
  }

  /** Runs the command as a person does, for what changes only the state. @returns what it said. */
  async pulumi(...args: string[]): Promise<string> {
    const env = { ...process.env, ...this.#variables() };
    return (await promisify(execFile)(this.#command.command, args, { cwd: this.folder, env })).stdout;
  }

  /** @param program Left out where the project's file is the program. */
  async stack(stackName: string, program?: Program): Promise<EngineStack> {
    const options = {
      workDir: this.folder,
      pulumiCommand: this.#command,
      envVars: this.#variables(),
    };
    const stack = await (program
      ? LocalWorkspace.createOrSelectStack({ stackName, projectName: this.#project, program }, options)
      : LocalWorkspace.createOrSelectStack({ stackName, workDir: this.folder }, options));
    return new EngineStack(
      stack,
      this.cloud,
      join(this.#settings, `Pulumi.${stackName}.yaml`),
      (text) => (this.log += text),
    );
  }

  #variables(): Record<string, string> {
    return {
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "nobody's",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...this.#environment,
    };
  }
}

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  LocalWorkspace,
  PulumiCommand,
  type Deployment,
  type EngineEvent,
  type InlineProgramArgs,
  type PolicyEvent,
  type Stack,
  type StepEventMetadata,
} from "@pulumi/pulumi/automation/index.js";
import { parse, parseDocument, stringify } from "yaml";
import { connectAnew } from "./connections.ts";
import { writePolicyAnalyzer, type PolicyPackPaths } from "./policyAnalyzer.ts";
import { StandInCloud } from "./standInCloud.ts";
import { startProviders, type StandInProviders } from "./standInProviders.ts";

type Program = InlineProgramArgs["program"];

/** Scalars stay the texts that they are in the file: what they stand for is Pulumi's to say. */
const asWritten = { schema: "failsafe" } as const;

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

/** Of a resource in a state, what tests look at. */
export interface StateResource {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  parent?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  protect?: boolean;
  /** URNs. */
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

/** A stack's state, exported. */
export interface StateDeployment {
  version: number;
  deployment: { resources?: StateResource[]; [member: string]: unknown };
}

/** What an operation of the engine came to. */
export interface Ended {
  succeeded: boolean;
  /** Everything the command said. */
  log: string;
}

/**
 * A place where the real engine deploys stacks: settings of its own, a backend in a temporary folder, and an AWS
 * account in memory. Nothing leaves the machine, and `close` leaves nothing behind.
 */
export class EngineSandbox {
  readonly cloud: StandInCloud;
  /** Everything that any operation said, to search for what should not be there. */
  log = "";
  readonly #folder: string;
  readonly #settings: string;
  readonly #providers: StandInProviders;
  readonly #command: PulumiCommand;
  readonly #environment: Record<string, string>;

  private constructor(
    folder: string,
    settings: string,
    cloud: StandInCloud,
    providers: StandInProviders,
    command: PulumiCommand,
    environment: Record<string, string>,
  ) {
    this.#folder = folder;
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
  ): Promise<EngineSandbox> {
    connectAnew();
    const folder = mkdtempSync(join(tmpdir(), "ballast-engine-"));
    const {
      name,
      runtime,
      stackConfigDir = ".",
    } = parse(readFileSync(join(project, "Pulumi.yaml"), "utf8"), asWritten) as Record<string, string>;
    cpSync(join(project, stackConfigDir), join(folder, stackConfigDir), { recursive: true });
    mkdirSync(join(folder, "backend"));
    writePolicyAnalyzer(join(folder, "bin"));
    // A project in YAML is its program; any other program runs in this process.
    if (runtime !== "yaml")
      writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name, runtime: "nodejs", stackConfigDir }));
    const cloud = new StandInCloud(region);
    const command = await PulumiCommand.get({ root: pulumiRoot });
    const standIns = await startProviders(cloud);
    return new EngineSandbox(folder, join(folder, stackConfigDir), cloud, standIns, command, {
      PULUMI_DEBUG_PROVIDERS: [standIns.debugProviders, ...providers].join(","),
      PATH: [join(folder, "bin"), languages, process.env["PATH"]].filter(Boolean).join(delimiter),
    });
  }

  close(): void {
    this.#providers.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Everything that was written to disk: states with their history and backups, settings, logs. */
  everythingWritten(): string {
    return readdirSync(this.#folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
  }

  /** @param program Left out where the project's file is the program. */
  async stack(stackName: string, program?: Program): Promise<EngineStack> {
    const options = {
      workDir: this.#folder,
      pulumiCommand: this.#command,
      envVars: {
        PULUMI_HOME: join(this.#folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(this.#folder, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "nobody's",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...this.#environment,
      },
    };
    const stack = await (program
      ? LocalWorkspace.createOrSelectStack({ stackName, projectName: "ballast", program }, options)
      : LocalWorkspace.createOrSelectStack({ stackName, workDir: this.#folder }, options));
    return new EngineStack(
      stack,
      this.cloud,
      join(this.#settings, `Pulumi.${stackName}.yaml`),
      (text) => (this.log += text),
    );
  }
}

/** A stack in a sandbox; each operation says how it ended instead of throwing. */
export class EngineStack {
  readonly #stack: Stack;
  readonly #cloud: StandInCloud;
  readonly #settingsFile: string;
  readonly #say: (text: string) => void;

  constructor(stack: Stack, cloud: StandInCloud, settingsFile: string, say: (text: string) => void) {
    this.#stack = stack;
    this.#cloud = cloud;
    this.#settingsFile = settingsFile;
    this.#say = say;
  }

  async setSecret(key: string, value: string): Promise<void> {
    await this.#stack.setConfig(key, { value, secret: true });
  }

  /** Sets keys of the sandbox's copy of the stack's configuration; undefined removes one. */
  configure(values: Record<string, unknown>): void {
    const file = parseDocument(readFileSync(this.#settingsFile, "utf8"), asWritten);
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) file.deleteIn(["config", key]);
      else file.setIn(["config", key], parseDocument(JSON.stringify(value), asWritten).contents);
    }
    writeFileSync(this.#settingsFile, file.toString());
  }

  /** Changes the object `ballast:settings` of the sandbox's copy. */
  changeSettings(change: Record<string, unknown>): void {
    const file = parseDocument(readFileSync(this.#settingsFile, "utf8"), asWritten);
    for (const [key, value] of Object.entries(change)) {
      const path = ["config", "ballast:settings", key];
      if (value === undefined) file.deleteIn(path);
      else file.setIn(path, parseDocument(JSON.stringify(value), asWritten).contents);
    }
    writeFileSync(this.#settingsFile, file.toString());
  }

  /** The steps that the engine would take, without those for providers and for the stack itself. */
  async preview(): Promise<{ steps: StepEventMetadata[]; changes: Record<string, number> }> {
    const events: EngineEvent[] = [];
    const result = await this.#stack.preview({ onEvent: (event) => events.push(event), onOutput: this.#say });
    const steps = events
      .flatMap((event) => (event.resourcePreEvent ? [event.resourcePreEvent.metadata] : []))
      .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"));
    return { steps, changes: { ...result.changeSummary } };
  }

  up(signal?: AbortSignal): Promise<Ended> {
    return this.#attempt((onOutput) => this.#stack.up({ onOutput, ...(signal && { signal }) }));
  }

  /** Previews or updates with a policy pack, and what its policies said. */
  async underPolicies(
    operation: "preview" | "up",
    { pack, config }: PolicyPackPaths,
  ): Promise<Ended & { violations: PolicyEvent[] }> {
    const violations: PolicyEvent[] = [];
    const policies = { policyPacks: [pack], ...(config !== undefined && { policyPackConfigs: [config] }) };
    const onEvent = ({ policyEvent }: EngineEvent): void => {
      if (policyEvent) violations.push(policyEvent);
    };
    const ended = await this.#attempt((onOutput) =>
      operation === "preview"
        ? this.#stack.preview({ ...policies, onEvent, onOutput })
        : this.#stack.up({ ...policies, onEvent, onOutput }),
    );
    return { ...ended, violations };
  }

  /**
   * As the command does it for a person: first a preview, in which a protected resource refuses the whole. Without it
   * (`--skip-preview`) the engine takes away everything around what is protected.
   */
  destroy(): Promise<Ended> {
    return this.#attempt(async (onOutput) => {
      await this.#stack.destroy({ onOutput, previewOnly: true });
      await this.#stack.destroy({ onOutput });
    });
  }

  /** What the engine believes to exist. */
  async resources(): Promise<StateResource[]> {
    return (await this.export()).deployment.resources ?? [];
  }

  /** The state as `pulumi stack export` writes it: with every secret in clear, so only stand-ins may be in it. */
  async export(): Promise<StateDeployment> {
    return await this.#stack.exportStack();
  }

  /** Takes a state for its own, as `pulumi stack import` does. Nothing of it comes to exist in the stand-in cloud. */
  async import({ version, deployment }: StateDeployment): Promise<void> {
    const settings: unknown = parse(readFileSync(this.#settingsFile, "utf8"), asWritten);
    const { encryptionsalt: salt } = settings as Record<string, unknown>;
    // Without its provider of secrets the engine cannot encrypt those that an exported state holds in clear.
    const ownSecrets = { secrets_providers: { type: "passphrase", state: { salt } } };
    const state: Deployment = { version, deployment: { ...deployment, ...ownSecrets } };
    await this.#stack.importStack(state);
  }

  async #attempt(operate: (onOutput: (text: string) => void) => Promise<unknown>): Promise<Ended> {
    let log = "";
    const listen = (text: string): void => {
      log += text;
      this.#say(text);
    };
    this.#cloud.startUpdate();
    try {
      await operate(listen);
      return { succeeded: true, log };
    } catch (error) {
      const message = (error as Error).message;
      this.#say(message);
      return { succeeded: false, log: log + message };
    }
  }
}

import { readFileSync, writeFileSync } from "node:fs";
import type {
  Deployment,
  EngineEvent,
  PolicyEvent,
  Stack,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/index.js";
import { parse, parseDocument } from "yaml";
import type { PolicyPackPaths } from "./policyAnalyzer.ts";
import type { StandInCloud } from "./standInCloud.ts";

/** Scalars stay the texts that they are in the file: what they stand for is Pulumi's to say. */
export const asWritten = { schema: "failsafe" } as const;

/** The properties of a resource in a state that tests use. */
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

/** The result of an operation of the engine. */
export interface Ended {
  succeeded: boolean;
  /** Everything the command said. */
  log: string;
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
    const result = await untraced(() =>
      this.#stack.preview({ onEvent: (event) => events.push(event), onOutput: this.#say }),
    );
    const steps = events
      .flatMap((event) => (event.resourcePreEvent ? [event.resourcePreEvent.metadata] : []))
      .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"));
    return { steps, changes: { ...result.changeSummary } };
  }

  up(signal?: AbortSignal, message?: string): Promise<Ended> {
    const more = { ...(signal && { signal }), ...(message !== undefined && { message }) };
    return this.#attempt((onOutput) => this.#stack.up({ onOutput, ...more }));
  }

  /** As `pulumi stack history` prints it, the newest first. */
  history(): ReturnType<Stack["history"]> {
    return this.#stack.history();
  }

  /** Learns what is gone: the program does not run for it. */
  refresh(): Promise<Ended> {
    return this.#attempt((onOutput) => this.#stack.refresh({ onOutput }));
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
   * Like `pulumi destroy` at a terminal: a preview comes first, and fails if any resource is protected. With `--skip-preview` the
   * engine would delete all resources that are not protected.
   */
  destroy(message?: string): Promise<Ended> {
    return this.#attempt(async (onOutput) => {
      await this.#stack.destroy({ onOutput, previewOnly: true });
      await this.#stack.destroy({ onOutput, ...(message !== undefined && { message }) });
    });
  }

  /** The resources in the engine's state. */
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
      await untraced(() => operate(listen));
      return { succeeded: true, log };
    } catch (error) {
      const message = (error as Error).message;
      this.#say(message);
      return { succeeded: false, log: log + message };
    }
  }
}

/**
 * Runs an operation in which the program runs too. The SDK writes down a trace for each promise and each resource: half
 * of a test's time, for output that is not read.
 */
async function untraced<Result>(operate: () => Promise<Result>): Promise<Result> {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Object.assign(Error, { prepareStackTrace: String, stackTraceLimit: 0 });
  try {
    return await operate();
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

import { openBackups, type Aws, type Backups } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { plannedStack } from "../../planning.ts";
import { storesOf } from "../../stackStores.ts";
import type { Evidence, StepContext } from "../step.ts";
import { stepsOf } from "../steps.ts";

/** Called when the second stack is deployed, with its settings. */
export type OnUp = (settings: Record<string, unknown>) => void;

/**
 * A deployed stack, and a stand-in for `pulumi` with a second stack. Deploying it only passes its settings to the
 * test. The settings determine what its tasks read.
 */
export class RestoreScene {
  readonly stack: string;
  readonly restored: string;
  readonly root = mkdtempSync(join(tmpdir(), "restore-"));
  readonly backups: Backups = openBackups("eu-central-1");
  readonly ran: string[] = [];
  readonly #scenario: string;
  readonly #known: Map<string, number>;
  readonly outputs: Record<string, Record<string, unknown>> = {};
  readonly record: AcceptanceRecord;
  /** The record as last saved. */
  saved?: AcceptanceRecord;
  onUp: OnUp = () => undefined;

  constructor(scenario: string) {
    this.#scenario = scenario;
    this.stack = `${scenario}-dev`;
    this.restored = `${scenario}_restored-dev`;
    this.#known = new Map([[this.stack, 10]]);
    this.record = {
      mark: "accept-0123456789ab",
      account: "123456789012",
      region: "eu-central-1",
    } as AcceptanceRecord;
    writeFileSync(
      join(this.root, "Pulumi.yaml"),
      "name: ballast\nmain: stacks/index.ts\nstackConfigDir: settings\nruntime: nodejs\n",
    );
    for (const name of ["stacks", "node_modules", "packages"])
      symlinkSync(resolve(name), join(this.root, name));
    mkdirSync(join(this.root, "settings"));
    const file = `Pulumi.${this.stack}.yaml`;
    cpSync(resolve("stacks/environments", file), join(this.root, "settings", file));
  }

  close(): void {
    rmSync(this.root, { recursive: true });
  }

  get settingsFile(): string {
    return join(this.root, "settings", `Pulumi.${this.restored}.yaml`);
  }

  /** The second stack's settings; empty before they are written. */
  settings(): Record<string, unknown> {
    if (!existsSync(this.settingsFile)) return {};
    const { config } = parse(readFileSync(this.settingsFile, "utf8")) as {
      config: Record<string, Record<string, unknown>>;
    };
    return config["ballast:settings"] ?? {};
  }

  async tagsOf(store: string): Promise<Record<string, string>> {
    const { project, plan } = await plannedStack(this.stack);
    const found = storesOf(project, plan).stores.find(({ name }) => name === store);
    if (found === undefined) throw new Error(`${this.stack} has no ${store}`);
    return found.tags;
  }

  /** Registers a function that is called after each call of a client, with the request and the response. */
  after(
    client: "backup" | "fsx" | "rds",
    heard: (call: string, input: Record<string, unknown>, output: Record<string, unknown>) => void,
  ): void {
    this.backups[client].middlewareStack.add(
      (next, { commandName = "" }: { commandName?: string }) =>
        async (args: { input: object }) => {
          const result = await next(args);
          heard(
            commandName.replace(/Command$/, ""),
            args.input as Record<string, unknown>,
            result.output as unknown as Record<string, unknown>,
          );
          return result;
        },
      { step: "initialize", name: `heard-${Math.random()}` },
    );
  }

  async context(aws: Partial<Aws>, more: Partial<StepContext["pace"]> = {}): Promise<StepContext> {
    const planned = await plannedStack(this.stack);
    return {
      stack: this.stack,
      planned: { ...planned, project: { ...planned.project, root: this.root } },
      record: this.record,
      save: () => void (this.saved = structuredClone(this.record)),
      tags: { Project: "ballast", Scenario: this.#scenario, Environment: "dev" },
      aws: aws as Aws,
      backups: this.backups,
      pulumi: {
        stacks: () => Promise.resolve(new Map(this.#known)),
        updatesAfter: () => Promise.resolve([]),
        outputs: (name: string) => Promise.resolve(this.outputs[name] ?? {}),
        run: (args: string[]) => Promise.resolve(this.#pulumi(args)),
      } as unknown as StepContext["pulumi"],
      pace: { timeoutSeconds: 30, pollSeconds: 0.05, ...more },
    };
  }

  #pulumi(args: string[]): string {
    const name = args.at(-1) ?? "";
    const [first = "", second = ""] = args;
    this.ran.push(first === "stack" ? `stack ${second}` : first);
    switch (first === "stack" ? `stack ${second}` : first) {
      case "stack init":
        this.#known.set(name, 0);
        break;
      case "up":
        this.#known.set(name, 10);
        this.onUp(this.settings());
        break;
      case "destroy":
        this.#known.set(name, 0);
        break;
      case "stack rm":
        this.#known.delete(name);
        break;
      default:
        throw new Error(`pulumi ${args.join(" ")}`);
    }
    return `${first} done`;
  }

  /** Runs the step with this id. */
  async run(id: string, context: StepContext): Promise<Evidence> {
    const step = stepsOf(this.#scenario, "dev").accepting.find((one) => one.id === id);
    if (step === undefined) throw new Error(`there is no step ${id}`);
    const reason = step.skip?.(context);
    return reason === undefined ? step.run(context) : { skipped: reason };
  }
}

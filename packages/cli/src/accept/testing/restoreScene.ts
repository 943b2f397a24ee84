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

/** What happens when the second stack comes up, with its settings. */
export type OnUp = (settings: Record<string, unknown>) => void;

/**
 * A stack that stands, and `pulumi` for a second one beside it: deploying that only tells a test what its settings are. What the settings
 * name is what its tasks read.
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
  /** As it was last kept. */
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

  /** Of the second stack; nothing before they are written. */
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

  /** Is called after each call of a client, with what was asked and what AWS answered. */
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

  /** A step of the run by its id. */
  async run(id: string, context: StepContext): Promise<Evidence> {
    const step = stepsOf(this.#scenario, "dev").accepting.find((one) => one.id === id);
    if (step === undefined) throw new Error(`there is no step ${id}`);
    const reason = step.skip?.(context);
    return reason === undefined ? step.run(context) : { skipped: reason };
  }
}

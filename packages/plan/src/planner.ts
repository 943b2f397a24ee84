import { leaves, secretValue, setSecretCommand, topLevel } from "@ballast/model";
import { stackOf } from "@ballast/analysis";
import { check, ExceptionError, type Finding } from "@ballast/policy";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import {
  decode,
  record,
  resolveOutputs,
  type Recording,
  type RecordedResource,
  type RecordOptions,
  type StackOutputs,
} from "@ballast/recording";
import { asIfIn, type Account } from "./account.ts";
import { stackReferences } from "./against/standsOn.ts";
import { clustersIn } from "./clusters.ts";
import { costSettingsIn } from "./cost/costSettings.ts";
import { acknowledgementsIn } from "./difference/acknowledgement.ts";
import { acknowledgementFindings } from "./difference/acknowledgementFindings.ts";
import { missingStack } from "./missingStack.ts";
import { openUnknowns, withKnownParts } from "./knownInPart.ts";
import { maskedOutputs, plannedResources } from "./mask.ts";
import { connectedRangesIn, placeFindings } from "./placeFindings.ts";
import { PlanError } from "./planError.ts";
import { settingsIn, type Project } from "./project.ts";
import { providerConfigurations } from "./providerConfiguration.ts";
import { explained, refuseClearText, refusedValues } from "./refusal.ts";
import { resolvedResources } from "./resolved.ts";
import type { StackFile } from "./stackFile.ts";
import type { StackPlan } from "./stackPlan.ts";

/** The organization name that Pulumi's local backends use. */
const organization = "organization";

type Outputs = ReturnType<typeof decode>;

/** Runs the function that makes a plan. */
export type Planning = (stack: string, plan: () => Promise<StackPlan>) => Promise<StackPlan>;

/**
 * Plans the stacks of one project in one process: the SDK is loaded once, and a stack that another one refers to is
 * planned once, however many refer to it.
 */
export class Planner {
  readonly #project: Project;
  readonly #plans = new Map<string, StackPlan>();
  readonly #deployed: Record<string, StackOutputs> = {};
  /** The resources of planned stacks, keyed by the stack's full name, including those of the stacks whose outputs they use. */
  readonly #registered: Record<string, readonly RecordedResource[]> = {};
  /** Address ranges to which the networks of planned stacks have routes, keyed by the stack's full name. */
  readonly #connected: Record<string, readonly string[]> = {};
  /** The accounts in what planned stacks register, by their full names, with whether settings name them. */
  readonly #accounts: Record<string, Account> = {};
  readonly #underWay: string[] = [];
  readonly #today: string | undefined;
  readonly #planning: Planning;

  /**
   * @param today The day on which exceptions from rules must be valid, as `2027-03-31`. @default - today
   * @param planning Wraps the planning of each stack. @default - no wrapper
   */
  constructor(project: Project, today?: string, planning: Planning = (_stack, plan) => plan()) {
    this.#project = project;
    this.#today = today;
    this.#planning = planning;
  }

  /** @throws {PlanError} with all errors of the program, its settings or its look-ups. */
  async plan(stack: string): Promise<StackPlan> {
    const known = this.#plans.get(stack);
    if (known) return known;
    const plan = await this.#planning(stack, () => this.#planned(stack));
    this.#plans.set(stack, plan);
    return plan;
  }

  async #planned(stack: string): Promise<StackPlan> {
    const started = performance.now();
    const { values, encrypted, file } = this.#project.configurationOf(stack);
    const acknowledged = acknowledgementsIn(values, this.#today);
    const { usage, budget } = costSettingsIn(stack, values, file);
    const settings = settingsIn(values, this.#project.name);
    const declared = await this.#project.declaredSecrets(stack, settings);
    refuseClearText(stack, this.#project.name, Object.keys(declared), values, file);
    const standIns = Object.fromEntries(
      Object.entries(declared).map(([key, { standIn }]) => [`${this.#project.name}:${key}`, standIn]),
    );
    // The program rejects keys that it does not read, including encrypted ones.
    const hidden = encrypted.filter((key) => key.startsWith(`${this.#project.name}:`));
    const config = { ...values, ...Object.fromEntries(hidden.map((key) => [key, secretValue])), ...standIns };
    const secretKeys = [...Object.keys(standIns), ...encrypted];

    const update = await this.#record(stack, config, secretKeys, {}, file);
    const preview = await this.#record(stack, config, secretKeys, { preview: true });
    const account = this.#accountOf(config);
    const foundations = this.#foundationsOf(update.resources, account);
    this.#deployed[this.#fullName(stack)] = asStackOutputs(update.result);
    this.#registered[this.#fullName(stack)] = [...update.resources, ...foundations];
    this.#accounts[this.#fullName(stack)] = account;
    this.#connected[this.#fullName(stack)] = connectedRangesIn(settings);
    const outputs = update.result.value as Record<string, unknown>;
    const standInAccount = account.isNamed ? undefined : account.id;
    const planned = plannedResources(preview.resources);
    const isAllKnown = planned.every((resource) => openUnknowns(resource).length === 0);
    // A value stays unknown if the program fails with values other than placeholders.
    const distinct = isAllKnown
      ? undefined
      : await this.#record(stack, config, secretKeys, { distinctOutputs: true }).catch(() => undefined);
    return {
      stack,
      region: values["aws:region"] ?? "",
      providers: providerConfigurations(values, encrypted, this.#project.name),
      ...(standInAccount !== undefined && { standInAccount }),
      resources: distinct ? withKnownParts(planned, update.resources, distinct.resources) : planned,
      resolved: resolvedResources(update.resources),
      outputs: maskedOutputs(preview.result),
      secretOutputs: secretOutputs(outputs),
      findings: [
        ...this.#findings(stack, update, outputs, foundations, standInAccount, file),
        ...acknowledgementFindings(acknowledged, this.#rootOf(stack), this.#today),
        ...placeFindings({
          urn: this.#rootOf(stack),
          region: values["aws:region"] ?? "",
          resources: update.resources,
          foundations,
          settings,
          connected: stackReferences(update.resources).flatMap((name) => this.#connected[name] ?? []),
        }),
      ],
      clusters: clustersIn(stackOf(update.resources)),
      commands: Object.keys(declared).map((key) => setSecretCommand(stack, key)),
      acknowledged: acknowledged.entries,
      ...(Object.keys(usage).length > 0 && { usage }),
      ...(budget !== undefined && { budget }),
      durationMs: Math.round(performance.now() - started),
    };
  }

  /** The account in what is recorded: the stack's own where a setting names it. */
  #accountOf(config: Record<string, string>): Account {
    const named = config[`${this.#project.name}:account`];
    const { accountId } = standInSite(config["aws:region"] ?? "", named);
    return { id: accountId, isNamed: named !== undefined };
  }

  /** The URN of the stack resource in the engine. */
  #rootOf(stack: string): string {
    const { name } = this.#project;
    return `urn:pulumi:${stack}::${name}::pulumi:pulumi:Stack::${name}-${stack}`;
  }

  /** The resources of the stacks whose outputs these resources use. */
  #foundationsOf(resources: readonly RecordedResource[], account: Account): RecordedResource[] {
    const found = stackReferences(resources).flatMap((name) =>
      (this.#registered[name] ?? []).map((one) => asIfIn(account, this.#accounts[name], one)),
    );
    return [...new Map(found.map((one) => [one.urn, one])).values()];
  }

  #findings(
    stack: string,
    update: Recording<Outputs>,
    outputs: Record<string, unknown>,
    foundations: readonly RecordedResource[],
    standInAccount: string | undefined,
    file: StackFile | undefined,
  ): Finding[] {
    try {
      return check(update.resources, outputs, {
        foundations,
        ...(standInAccount !== undefined && { standInAccount }),
        ...(this.#today !== undefined && { today: this.#today }),
      });
    } catch (error) {
      if (error instanceof ExceptionError) {
        const faults = error.faults.map((fault) => `${this.#project.name}:${fault}`);
        throw new PlanError(refusedValues(stack, faults, file));
      }
      throw error;
    }
  }

  /** Records the program. If it refers to a stack that is not planned yet, plans that stack first and starts again. */
  async #record(
    stack: string,
    config: Record<string, string>,
    secretConfigKeys: string[],
    mode: Pick<RecordOptions, "preview" | "distinctOutputs">,
    file?: StackFile,
  ): Promise<Recording<Outputs>> {
    const account = this.#accountOf(config);
    const site = standInSite(config["aws:region"] ?? "", account.id);
    for (;;) {
      let missing: string | undefined;
      const stacks = new Proxy(this.#deployed, {
        get: (deployed, name: string) => {
          if (!(name in deployed)) missing = name;
          return asIfIn(account, this.#accounts[name], deployed[name]);
        },
      });
      try {
        return await record(async () => decode(await resolveOutputs(await this.#project.program())), {
          organization,
          project: this.#project.name,
          stack,
          ...mode,
          config,
          secretConfigKeys,
          lookups: siteLookups(site),
          accountId: site.accountId,
          stacks,
        });
      } catch (error) {
        if (missing === undefined) throw new PlanError(explained(error as Error, file), { cause: error });
        await this.#planReferred(stack, missing);
      }
    }
  }

  async #planReferred(from: string, fullName: string): Promise<void> {
    const stack = fullName.split("/").at(-1) ?? "";
    this.#underWay.push(from);
    try {
      if (this.#underWay.includes(stack)) {
        throw new PlanError(`Stack references form a cycle: ${[...this.#underWay, stack].join(" → ")}.`);
      }
      if (fullName !== this.#fullName(stack) || !this.#project.stacks.includes(stack)) {
        throw missingStack(this.#project, from, stack, fullName);
      }
      await this.plan(stack);
    } finally {
      this.#underWay.pop();
    }
  }

  #fullName(stack: string): string {
    return `${organization}/${this.#project.name}/${stack}`;
  }
}

/** The resources of an update: they have placeholders for values that are unknown in a preview. */
function secretOutputs(outputs: Record<string, unknown>): string[] {
  return Object.entries(outputs).flatMap(([name, value]) =>
    [...leaves(value)].some(({ text }) => /^arn:[\w-]+:secretsmanager:/.test(text)) ? [name] : [],
  );
}

function asStackOutputs({ value, secrets }: Outputs): StackOutputs {
  return { outputs: value as Record<string, unknown>, secrets: [...new Set(secrets.map(topLevel))] };
}

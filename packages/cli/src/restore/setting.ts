import { isFields } from "@ballast/model";
import type { AdoptingSetting, Store, StoreKind } from "@ballast/operate";
import { PlanError, settingsIn, type Project, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { conflicts, refusalOfKnown } from "./conflicts.ts";

type Spelling = (value: string) => AdoptingSetting[];

const under =
  (key: string): Spelling =>
  (value) => [{ path: [key], value }];

/** An input that says what a store of a kind starts from, and how settings may say it. */
const adopting: Record<StoreKind, { input: string; spellings: Spelling[] }> = {
  ebs: { input: "snapshotId", spellings: [under("snapshotId")] },
  efs: {
    input: "fileSystemId",
    spellings: [
      under("fileSystemId"),
      under("restoredFileSystemId"),
      // The folder into which AWS Backup has restored is known only after listing the root.
      (value) => [
        { path: ["existing", "fileSystemId"], value },
        { path: ["existing", "path"], value: "/" },
      ],
    ],
  },
  fsx: { input: "backupId", spellings: [under("backupId")] },
  rds: { input: "snapshotIdentifier", spellings: [under("snapshotIdentifier")] },
  aurora: { input: "snapshotIdentifier", spellings: [under("snapshotIdentifier")] },
};

interface Container {
  path: string[];
  values: Record<string, unknown>;
}

/**
 * The settings by which a stack's store starts from a recovery point. Nobody writes down which those are: a candidate is planned, and
 * counts if the plan then has the store start from it, and every other store as before.
 *
 * @returns none if the stack has no such setting.
 */
export class SettingSearch {
  readonly #project: Project;
  readonly #stack: string;
  readonly #before: StackPlan;
  #refusal: string | undefined;

  constructor(project: Project, before: StackPlan) {
    this.#project = project;
    this.#stack = before.stack;
    this.#before = before;
  }

  /** Why the stack refuses settings that it has for the store of the last search. @default - it has none */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** @param zone Where the store is to lie, for EBS. @throws {PlanError} if the stack refuses the zone. */
  async settingsFor(store: Store, value: string, zone?: string): Promise<AdoptingSetting[]> {
    const { input, spellings } = adopting[store.kind];
    this.#refusal = undefined;
    for (const { path } of this.#containers(store)) {
      for (const spelling of spellings) {
        const own = spelling(value).map((one) => ({ ...one, path: [...path, ...one.path] }));
        const settings = await this.#adopting(own, path, store, { [input]: value });
        if (settings === undefined) continue;
        return zone === undefined || zone === store.inputs["availabilityZone"]
          ? settings
          : [...settings, await this.#zoneSetting(store, settings, zone)];
      }
    }
    return [];
  }

  /** The settings, and those to be taken out that the stack refuses beside them. */
  async #adopting(
    own: AdoptingSetting[],
    container: string[],
    store: Store,
    wanted: Record<string, string>,
  ): Promise<AdoptingSetting[] | undefined> {
    let refused: AdoptingSetting[] = [];
    for (;;) {
      const told = await this.#adopts([...own, ...refused], store, wanted);
      if (told === true) break;
      if (told === false) return undefined;
      const more = conflicts(told, this.#settings(), own, container);
      const added = more.filter((one) => !refused.some((other) => isSamePath(one.path, other.path)));
      if (added.length === 0) {
        this.#refusal ??= refusalOfKnown(told, own);
        return undefined;
      }
      refused = [...refused, ...added];
    }
    // A refusal may name more than what it refuses.
    for (const one of refused.length > 1 ? refused : []) {
      const fewer = refused.filter((other) => other !== one);
      if ((await this.#adopts([...own, ...fewer], store, wanted)) === true) refused = fewer;
    }
    return [...own, ...refused];
  }

  /** The nearest setting that moves this store, and no other. */
  async #zoneSetting(store: Store, settings: AdoptingSetting[], zone: string): Promise<AdoptingSetting> {
    const [{ path, value = "" } = { path: [] }] = settings;
    for (let depth = path.length - 1; depth >= 0; depth -= 1) {
      const one = { path: [...path.slice(0, depth), "availabilityZone"], value: zone };
      const wanted = { snapshotId: value, availabilityZone: zone };
      if ((await this.#adopts([...settings, one], store, wanted)) === true) return one;
    }
    throw new PlanError(
      `No setting of ${this.#stack} places only ${store.name} in ${zone}. Its network may have no subnet there: ` +
        `npx ballast plan ${this.#stack} shows what is missing once the zone is in its settings.`,
    );
  }

  /** Those whose keys are words of the store's name first, then the deepest. */
  #containers(store: Store): Container[] {
    const settings = this.#settings();
    const words = new Set(`${store.name}-${store.component ?? ""}`.split("-"));
    const fit = ({ path }: Container): number => path.filter((key) => words.has(key)).length;
    // The folder belongs to the file system that is adopted now, so both settings of `existing` are written again.
    const containers = [...containersIn(settings, [])].filter(({ path }) => path.at(-1) !== "existing");
    return containers.sort((one, other) => fit(other) - fit(one) || other.path.length - one.path.length);
  }

  #settings(): Record<string, unknown> {
    const { values } = this.#project.configurationOf(this.#stack);
    const settings = settingsIn(values, this.#project.name);
    return isFields(settings) ? settings : {};
  }

  /** @returns whether it does, or why the stack refuses the settings. */
  async #adopts(
    settings: AdoptingSetting[],
    store: Store,
    wanted: Record<string, string>,
  ): Promise<boolean | string> {
    try {
      const plan = await this.#planned(settings);
      return (
        hasInputs(plan, store, wanted) && isElsewhereTheSame(this.#before, plan, store, Object.keys(wanted))
      );
    } catch (error) {
      if (error instanceof PlanError) return error.message;
      throw error;
    }
  }

  #planned(settings: AdoptingSetting[]): Promise<StackPlan> {
    const project = this.#project;
    const stack = this.#stack;
    const changed = settings.reduce((all, { path, value }) => withValue(all, path, value), this.#settings());
    const configurationOf: Project["configurationOf"] = (name) => {
      const configuration = project.configurationOf(name);
      if (name !== stack) return configuration;
      const values = { ...configuration.values, [`${project.name}:settings`]: JSON.stringify(changed) };
      return { ...configuration, values };
    };
    return new Planner({ ...project, configurationOf }).plan(stack);
  }
}

function isSamePath(one: string[], other: string[]): boolean {
  return one.join("\0") === other.join("\0");
}

function* containersIn(values: Record<string, unknown>, path: string[]): Generator<Container> {
  yield { path, values };
  for (const [key, value] of Object.entries(values))
    if (isFields(value)) yield* containersIn(value, [...path, key]);
}

function withValue(
  all: Record<string, unknown>,
  [key = "", ...rest]: string[],
  value: string | undefined,
): Record<string, unknown> {
  if (rest.length === 0) return { ...all, [key]: value };
  const inner = all[key];
  return { ...all, [key]: withValue(isFields(inner) ? inner : {}, rest, value) };
}

/** An adopted file system is not in the plan: what mounts it is. */
function hasInputs({ resolved }: StackPlan, store: Store, wanted: Record<string, string>): boolean {
  const ofStore =
    store.kind === "efs"
      ? resolved.filter(({ parent, inputs }) => parent === parentOf(store) && "fileSystemId" in inputs)
      : resolved.filter(({ urn }) => urn === store.urn);
  return (
    ofStore.length > 0 &&
    ofStore.every(({ inputs }) => Object.entries(wanted).every(([key, value]) => inputs[key] === value))
  );
}

function parentOf({ urn = "", component, existing }: Store): string | undefined {
  if (existing) return existing.parent;
  if (component === undefined) return undefined;
  const [head = "", types = ""] = [
    urn.slice(0, urn.indexOf("::", urn.indexOf("::") + 2)),
    urn.split("::")[2],
  ];
  return `${head}::${types.slice(0, types.lastIndexOf("$"))}::${component}`;
}

function isElsewhereTheSame(before: StackPlan, after: StackPlan, store: Store, keys: string[]): boolean {
  const now = new Map(after.resolved.map((one) => [one.urn, one]));
  return before.resolved
    .filter(({ type, urn }) => urn !== store.urn && isSameType(type, store))
    .every(({ urn, inputs }) => keys.every((key) => now.get(urn)?.inputs[key] === inputs[key]));
}

function isSameType(type: string, { urn = "" }: Store): boolean {
  return urn.split("::")[2]?.endsWith(type) === true;
}

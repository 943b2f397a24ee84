import { isDeepStrictEqual } from "node:util";
import type { PlainSite } from "@ballast/model";
import { answerLookup, siteLookups, standInSite, type Lookups } from "@ballast/recording/lookups";
import type { Properties } from "@ballast/recording/wire";
import { StandInData } from "./standInData.ts";
import { builtImage, imageType } from "./standInImages.ts";
import { StandInTemplates } from "./standInTemplates.ts";
import { computed, type ResourceFacts } from "./standInValues.ts";

/** A resource that exists in the stand-in cloud. */
export interface Existing {
  id: string;
  urn: string;
  type: string;
  /** The inputs with decrypted secrets, as a provider receives them. */
  inputs: Properties;
  state: Properties;
  /** The values from which its id and names are generated. */
  facts: ResourceFacts;
}

const templateType = "aws:cloudformation/stack:Stack";

/** How a creation fails: immediately, or without a response until the update is cancelled. */
export type CreateFault = "refuse" | "hang";

/**
 * An AWS account in memory, for one engine test. It refuses what breaks an account's integrity: to delete what
 * others still refer to, to change or delete what does not exist.
 *
 * What it does not prove: that AWS accepts an input, that a policy suffices, that a script works, how long anything
 * takes, that anything becomes healthy, or what AWS itself adds to an input.
 */
export class StandInCloud {
  readonly site: PlainSite;
  lookups: Lookups;
  /** Asked before each creation, with the number of creations since the last call of `startUpdate`. */
  createFault: (creation: number, type: string) => CreateFault | undefined = () => undefined;
  faults = 0;
  /** Stands for the files from which images are built; a test changes it as people change the files. */
  filesToBuild = "the first files";
  /** The resources of templates, as CloudFormation would create and delete them. */
  readonly templates = new StandInTemplates();
  /** The data in its stores. */
  readonly data = new StandInData();
  readonly #existing = new Map<string, Existing>();
  readonly #generations = new Map<string, number>();
  readonly #hanging: ((error: Error) => void)[] = [];
  #creations = 0;

  /** @param accountId To which the credentials belong. @default - nobody's */
  constructor(region: string, accountId?: string) {
    this.site = standInSite(region, accountId);
    this.lookups = siteLookups(this.site);
  }

  get existing(): Existing[] {
    return [...this.#existing.values()];
  }

  startUpdate(): void {
    this.#creations = 0;
  }

  async create(urn: string, type: string, name: string, inputs: Properties): Promise<Existing> {
    this.#creations += 1;
    const fault = this.createFault(this.#creations, type);
    if (fault) {
      this.faults += 1;
      if (fault === "hang") await new Promise((_resolve, reject) => this.#hanging.push(reject));
      throw new Error(`the stand-in cloud was told to refuse creation ${this.#creations}, ${type} ${name}`);
    }
    this.data.check(type, inputs);
    this.#requireFreeName(type, inputs);
    // A replacement is made before the old one goes, and is another thing with another id.
    const generation = (this.#generations.get(urn) ?? 0) + 1;
    this.#generations.set(urn, generation);
    const facts = {
      urn: generation === 1 ? urn : `${urn}#${generation}`,
      type,
      name,
      inputs,
      site: this.site,
    };
    const made = type === imageType ? builtImage(facts, this.filesToBuild) : computed(facts);
    if (type === templateType) this.templates.create(facts);
    const existing = { id: made.id, urn, type, inputs, facts, state: { ...made.state, ...inputs } };
    if (this.#existing.has(keyOf(type, made.id))) throw new Error(`${type} ${made.id} exists already`);
    this.#existing.set(keyOf(type, made.id), existing);
    this.data.created(existing);
    return existing;
  }

  /** The engine gives up waiting; what hangs comes to nothing. */
  cancel(): void {
    for (const giveUp of this.#hanging.splice(0)) giveUp(new Error("the update was cancelled"));
  }

  read(type: string, id: string): Existing | undefined {
    return this.#existing.get(keyOf(type, id));
  }

  update(type: string, id: string, inputs: Properties): Existing {
    const existing = this.#must(type, id, "changed");
    // The provider sends what a program changes; what somebody else has changed meanwhile stays (`d.HasChange` of terraform-plugin-sdk).
    const changed = Object.entries(inputs).filter(
      ([property, value]) => !isDeepStrictEqual(value, existing.inputs[property]),
    );
    existing.state = { ...existing.state, ...Object.fromEntries(changed) };
    existing.inputs = inputs;
    existing.facts = { ...existing.facts, inputs };
    if (type === imageType)
      Object.assign(existing.state, builtImage(existing.facts, this.filesToBuild).state);
    if (type === templateType) existing.state["outputs"] = this.templates.update(existing.facts);
    return existing;
  }

  delete(type: string, id: string): void {
    const existing = this.#must(type, id, "deleted");
    // An ARN that was put in is another's: of the topic that a policy is for, of what a rule sends events to.
    const ownArn = "arn" in existing.inputs ? undefined : existing.state["arn"];
    const handles = [this.#isSetting(existing) ? undefined : existing.id, ownArn].filter(
      (handle) => typeof handle === "string" && handle.length > 11,
    );
    // ECS deregisters a revision that a service still uses.
    const isRevision = type === "aws:ecs/taskDefinition:TaskDefinition";
    const users = (isRevision ? [] : this.existing).filter(
      (other) =>
        other !== existing &&
        !watches.test(other.type) &&
        handles.some((handle) => mentions(uses(other), handle as string)),
    );
    if (users.length > 0) {
      const names = users.map((user) => `${user.type} ${user.id}`).join(", ");
      throw new Error(`${type} ${id} cannot be deleted while in use by ${names}`);
    }
    if (
      existing.inputs["enableDeletionProtection"] === true ||
      existing.inputs["deletionProtection"] === true
    ) {
      throw new Error(`${type} ${id} cannot be deleted while its deletion protection is on`);
    }
    if (type === templateType) this.templates.delete(existing.facts.urn);
    this.data.deleted(existing);
    this.#existing.delete(keyOf(type, id));
  }

  /** Something is gone, whatever others still say of it, as where a region or an operator took it. */
  lose({ type, id }: Existing): void {
    this.data.lost(this.#must(type, id, "lost"));
    this.#existing.delete(keyOf(type, id));
  }

  lookup(token: string, inputs: Properties): Properties {
    return answerLookup(token, inputs, this.lookups);
  }

  /** A setting of something else bears that one's id, and who names the id does not mean the setting. */
  #isSetting(existing: Existing): boolean {
    return (
      Object.values(existing.inputs).includes(existing.id) &&
      (existing.id.startsWith("arn:") ||
        this.existing.some(
          (other) => other !== existing && [other.id, other.state["name"]].includes(existing.id),
        ))
    );
  }

  /** Ids of servers are others than their names, of which one account has no two (RDS API reference, DBInstanceAlreadyExists). */
  #requireFreeName(type: string, { identifier }: Properties): void {
    if (type !== "aws:rds/instance:Instance" || typeof identifier !== "string") return;
    if (this.existing.some((other) => other.type === type && other.inputs["identifier"] === identifier))
      throw new Error(`${type} ${identifier} exists already`);
  }

  #must(type: string, id: string, done: string): Existing {
    const existing = this.#existing.get(keyOf(type, id));
    if (existing === undefined) throw new Error(`${type} ${id} does not exist and cannot be ${done}`);
    return existing;
  }
}

function keyOf(type: string, id: string): string {
  return `${type} ${id}`;
}

/** All but a role's trust: whom it names there may be gone, or not there yet. */
function uses({ inputs: { assumeRolePolicy: _trust, ...inputs } }: Existing): Properties {
  return inputs;
}

/** CloudWatch watches by names, and keeps nobody from deleting what has them. */
const watches = /^aws:cloudwatch\/(?:metricAlarm|compositeAlarm|dashboard):/;

/** Labels: they may say the same words as a name, and use nothing. */
const labels = ["alarmDescription", "description", "tags", "targetTags"];

function mentions(value: unknown, handle: string): boolean {
  // A longer name may begin with it.
  if (typeof value === "string")
    return value.split(handle).some((rest, index) => index > 0 && !/^[\w-]/.test(rest));
  if (Array.isArray(value)) return value.some((item) => mentions(item, handle));
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(([key, item]) => !labels.includes(key) && mentions(item, handle))
  );
}

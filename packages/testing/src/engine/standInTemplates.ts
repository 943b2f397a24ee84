import type { Properties } from "@ballast/recording/wire";
import { digitsOf, standInOf, type ResourceFacts } from "./standInValues.ts";
import { body, readTemplate, referredTo, templateOutputs, type TemplateThing } from "./templates.ts";

/** A resource of a stack that CloudFormation deleted. */
export interface Deleted {
  logicalId: string;
  type: string;
  how: "removed" | "replaced";
}

interface Thing extends TemplateThing {
  /** 1 for the first that had this name in the template; a replacement is another thing. */
  generation: number;
}

/**
 * Properties that make CloudFormation replace a resource ("Update requires: Replacement" in AWS's template reference, November
 * 2026), of types that the engine tests have in templates.
 */
const replacing: Record<string, readonly string[]> = {
  "AWS::DirectoryService::MicrosoftAD": [
    "CreateAlias",
    "Edition",
    "Name",
    "Password",
    "ShortName",
    "VpcSettings",
  ],
  "AWS::EFS::FileSystem": ["AvailabilityZoneName", "Encrypted", "KmsKeyId", "PerformanceMode"],
  "AWS::S3::Bucket": ["BucketName"],
  "AWS::SecretsManager::Secret": ["Name"],
};

/** CloudFormation as the stand-in cloud has it: the resources of stacks' templates, and what updates do to them. */
export class StandInTemplates {
  readonly deleted: Deleted[] = [];
  readonly #stacks = new Map<string, Map<string, Thing>>();

  create(facts: ResourceFacts): void {
    const { things } = readTemplate(body(facts.inputs));
    const first = Object.entries(things).map(([id, thing]): [string, Thing] => [
      id,
      { ...thing, generation: 1 },
    ]);
    this.#stacks.set(facts.urn, new Map(first));
  }

  /** @returns the stack's outputs after the update. */
  update(facts: ResourceFacts): Record<string, string> {
    const before = this.#stacks.get(facts.urn) ?? new Map<string, Thing>();
    const { things, parameters } = readTemplate(body(facts.inputs));
    const values = { ...parameters, ...(facts.inputs["parameters"] as Properties | undefined) };
    const after = new Map(
      Object.entries(things).map(([id, thing]): [string, Thing] => [
        id,
        { ...thing, generation: before.get(id)?.generation ?? 1 },
      ]),
    );
    const text = (all: Map<string, Thing>, properties: unknown): unknown =>
      referredTo(properties, (name, attribute) => {
        const thing = all.get(name);
        return thing === undefined ? values[name] : `${name}#${thing.generation}${attribute ?? ""}`;
      });
    // A replaced resource has another id, which may replace what refers to it.
    for (let isChanged = true; isChanged;) {
      isChanged = false;
      for (const [id, thing] of after) {
        const old = before.get(id);
        if (old === undefined || old.generation !== thing.generation) continue;
        const [was, is] = [text(before, old.properties), text(after, thing.properties)] as [
          Properties,
          Properties,
        ];
        const isReplaced = (replacing[thing.type] ?? []).some(
          (property) => JSON.stringify(was[property]) !== JSON.stringify(is[property]),
        );
        if (isReplaced) {
          thing.generation += 1;
          isChanged = true;
        }
      }
    }
    for (const [logicalId, { type, generation, deletionPolicy }] of before) {
      const now = after.get(logicalId);
      if (now?.generation === generation) continue;
      const policy = now === undefined ? deletionPolicy : now.updateReplacePolicy;
      if (policy === "Delete") this.deleted.push({ logicalId, type, how: now ? "replaced" : "removed" });
    }
    this.#stacks.set(facts.urn, after);
    return templateOutputs(standInOf(facts), (id) => {
      const generation = after.get(id)?.generation ?? 1;
      return digitsOf(generation === 1 ? facts.urn : `${facts.urn}#${id}#${generation}`);
    });
  }

  delete(urn: string): void {
    for (const [logicalId, { type, deletionPolicy }] of this.#stacks.get(urn) ?? [])
      if (deletionPolicy === "Delete") this.deleted.push({ logicalId, type, how: "removed" });
    this.#stacks.delete(urn);
  }
}

import { createHash } from "node:crypto";
import type { Properties } from "@ballast/recording";
import type { PlainSite } from "@ballast/recording/cloud";
import { computeTypes } from "./compute.ts";
import { dataTypes } from "./data.ts";
import { deliveryTypes } from "./delivery.ts";
import { networkTypes } from "./network.ts";
import { operationsTypes } from "./operations.ts";
import type { Compute, Computed, Tools } from "./tools.ts";

/**
 * What the stand-in provider adds to a resource when it creates it: by its own tables, not by those of packages/aws, which the plan
 * reads and the engine tests check. The same resource always gets the same id, ARN and name.
 */
export interface ResourceFacts {
  urn: string;
  type: string;
  name: string;
  /** Decoded inputs. */
  inputs: Properties;
  site: PlainSite;
}

const table: Record<string, Compute> = {
  ...computeTypes,
  ...dataTypes,
  ...deliveryTypes,
  ...networkTypes,
  ...operationsTypes,
};

export function computed(facts: ResourceFacts): Computed {
  const tools = toolsFor(facts);
  const compute = table[facts.type];
  if (compute !== undefined) return compute(tools);
  const [service = "", kind = ""] = facts.type.split(/[:/]/).filter((word) => word !== "aws");
  return { id: tools.name, state: { arn: tools.arn(service, `${kind}/${tools.name}`) } };
}

/** The hexadecimal digits from which the ids and names of a resource begin, so that one can tell whose they are. */
export function standInDigits(urn: string): string {
  return createHash("sha256").update(urn).digest("hex");
}

export function toolsFor({ urn, name, inputs, site }: ResourceFacts): Tools {
  const digits = standInDigits(urn);
  const input = (property: string): string => scalar(inputs[property]);
  const prefix = input("namePrefix");
  return {
    hex: (length) => digits.slice(0, length),
    name: input("name") || (prefix ? `${prefix}${digits.slice(0, 26)}` : `${name}-${digits.slice(0, 7)}`),
    arn: (service, resource) =>
      `arn:${site.partition}:${service}:${site.region}:${site.accountId}:${resource}`,
    globalArn: (service, resource) => `arn:${site.partition}:${service}::${site.accountId}:${resource}`,
    input,
    inputs,
    generation: Number(/#(\d+)$/.exec(urn)?.[1] ?? 1),
    site,
  };
}

function scalar(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

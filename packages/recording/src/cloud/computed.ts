import {
  answeredOutputs,
  resourceType,
  typesWhere,
  usualOutput,
  type Computed,
  type Tools,
} from "@ballast/aws";
import { text, type PlainSite } from "@ballast/model";
import { createHash } from "node:crypto";
import type { Properties } from "../wire.ts";

export type { Computed };

/**
 * The values that AWS adds to a resource at creation, according to the catalogue, for the recorder and the offline plan. The simulated
 * provider of the engine tests has separate tables. The same resource always gets the same id, ARN and name.
 */
export interface ResourceFacts {
  urn: string;
  type: string;
  name: string;
  /** Decoded inputs. */
  inputs: Properties;
  site: PlainSite;
}

/** Types whose ids and ARNs have AWS's own form here; others get a made-up one. */
export const knownTypes = typesWhere(({ computed }) => computed !== undefined);

export function computed(facts: ResourceFacts): Computed {
  const tools = toolsFor(facts);
  const compute = resourceType(facts.type)?.computed;
  if (compute !== undefined) {
    const { id, state } = compute(tools);
    const all = Object.entries({ ...standIns(facts.type, tools), ...state });
    return { id, state: Object.fromEntries(all.filter(([, value]) => value !== undefined)) };
  }
  const [service = "", kind = ""] = facts.type.split(/[:/]/).filter((word) => word !== "aws");
  return { id: tools.name, state: { arn: tools.arn(service, `${kind}/${tools.name}`) } };
}

/** The hexadecimal digits from which the ids and names of a resource begin, so that one can tell whose they are. */
export function standInDigits(urn: string): string {
  return createHash("sha256").update(urn).digest("hex");
}

/** Placeholders for outputs that the provider has and the catalogue does not compute. They are unique to the resource and describe the output. */
function standIns(type: string, tools: Tools): Properties {
  return Object.fromEntries(
    (answeredOutputs(type) ?? []).map((output) => [
      output,
      usualOutput(output, tools) ?? `${output}-${tools.hex(17)}`,
    ]),
  );
}

function toolsFor({ urn, name, inputs, site }: ResourceFacts): Tools {
  const digits = standInDigits(urn);
  const input = textOf(inputs);
  const prefix = input("namePrefix");
  const tools: Tools = {
    hex: (length) => digits.slice(0, length),
    name: input("name") || (prefix ? `${prefix}${digits.slice(0, 26)}` : `${name}-${digits.slice(0, 7)}`),
    arn: (service, resource) =>
      `arn:${site.partition}:${service}:${site.region}:${site.accountId}:${resource}`,
    globalArn: (service, resource) => `arn:${site.partition}:${service}::${site.accountId}:${resource}`,
    input,
    inputs,
    generation: Number(/#(\d+)$/.exec(urn)?.[1] ?? 1),
    site,
    nested: (type, logicalId, properties) =>
      resourceType(type)?.computed?.({ ...tools, inputs: properties, input: textOf(properties) }) ?? {
        id: `${tools.name}-${logicalId}-${tools.hex(12)}`,
        state: {},
      },
  };
  return tools;
}

function textOf(inputs: Properties): Tools["input"] {
  return (property) => text(inputs[property]);
}

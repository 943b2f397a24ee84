import { isTemplateType, resourceType } from "@ballast/aws";
import { Left, nestedResources } from "@ballast/aws/templates";
import { secretValue } from "../mask.ts";
import type { PlannedResource } from "../stackPlan.ts";
import { markOf, readable } from "./references.ts";

/** A resource that CloudFormation creates for a resource of the plan, as one of its own. */
export interface Nested {
  resource: PlannedResource;
  /** Its properties, with marks for what they refer to. */
  document: Record<string, unknown>;
  /** What is left of it when it is deleted, and when it is replaced. */
  whenDeleted: Left;
  whenReplaced: Left;
  /** A condition on which its existence depends and that the program does not decide. */
  condition?: unknown;
}

export interface Contents {
  nested: Nested[];
  /** Values of a template's outputs, by name, with marks. */
  outputs: Record<string, unknown>;
  /** Why there may be more or other resources; undefined if all are known. */
  hidden?: string;
  /** True if it is a secret, so that nobody sees whether it changes. @default false */
  isSecret?: boolean;
}

/**
 * The resources that CloudFormation creates for a resource: of a stack's template, for example.
 *
 * @param document The resource's inputs with marks.
 * @param urn Under which the resource goes on, so that both sides of a difference agree.
 * @returns undefined for a type for which it creates none.
 */
export function contentsOf(
  resource: PlannedResource,
  document: Record<string, unknown>,
  urn: string = resource.urn,
): Contents | undefined {
  const template = resource.custom ? resourceType(resource.type)?.template : undefined;
  if (template === undefined) return undefined;
  const nested = (logicalId: string, type: string, properties: Record<string, unknown>): PlannedResource => ({
    urn: nestedUrn(urn, logicalId),
    type,
    name: `${resource.name} (${logicalId})`,
    parent: resource.urn,
    custom: true,
    inputs: readable(properties) as Record<string, unknown>,
    secrets: [],
    unknown: [],
    protect: false,
    retainOnDelete: false,
    dependsOn: [],
    propertyDependencies: {},
    aliases: [],
    ignoreChanges: [],
  });

  const body = template.body === undefined ? undefined : document[template.body];
  if (template.typeName !== undefined) {
    const type = document[template.typeName];
    const properties = parsed(body);
    if (typeof type !== "string" || !isTemplateType(type) || properties === undefined)
      return none(`what ${template.body} describes is not known here`);
    const one = { resource: nested(type, type, properties), document: properties };
    return {
      nested: [{ ...one, whenDeleted: Left.Nothing, whenReplaced: Left.Nothing }],
      outputs: {},
    };
  }
  const elsewhere = template.hidden?.find((property) => document[property] !== undefined);
  if (elsewhere !== undefined) return none(`what ${elsewhere} refers to is not known here`);
  const parameters = record(template.parameters === undefined ? {} : document[template.parameters]);
  const found = nestedResources(body, parameters, (logicalId, attribute) =>
    [markOf(nestedUrn(urn, logicalId)), attribute].filter(Boolean).join("."),
  );
  if (body === secretValue)
    return {
      ...none("its template is a secret; pass secret values by parameters with NoEcho"),
      isSecret: true,
    };
  if (found === undefined) return none("its template cannot be read here");
  return {
    nested: found.resources.map(({ logicalId, type, properties, ...fate }) => ({
      resource: nested(logicalId, type, properties),
      document: properties,
      ...fate,
    })),
    outputs: found.outputs,
    ...(!found.isComplete && { hidden: "a macro writes a part of its template" }),
  };
}

/** Whether a changed path decides which resources CloudFormation creates. */
export function decidesContents(type: string, path: string): boolean {
  const { body, hidden = [], parameters, typeName } = resourceType(type)?.template ?? {};
  return [body, parameters, typeName, ...hidden].includes(path.split(/[.[]/)[0]);
}

const separator = "#";

function nestedUrn(urn: string, logicalId: string): string {
  return `${urn}${separator}${logicalId}`;
}

/** The resource of the plan in which a nested one is; the URN itself for any other. */
export function ownerOf(urn: string, type: string): string {
  return isTemplateType(type) ? urn.slice(0, urn.lastIndexOf(separator)) : urn;
}

function none(hidden: string): Contents {
  return { nested: [], outputs: {}, hidden };
}

function parsed(text: unknown): Record<string, unknown> | undefined {
  try {
    const value = typeof text === "string" ? (JSON.parse(text) as unknown) : text;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? record(value) : undefined;
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

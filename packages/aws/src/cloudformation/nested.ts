import { type Fields } from "@ballast/model";
import { Evaluator, type Mention } from "./evaluate.ts";
import { readTemplate } from "./template.ts";
import type { TemplateResource } from "./terms.ts";

/** What remains of a template's resource when CloudFormation deletes it. */
export const Left = { Nothing: "nothing", Resource: "resource", Snapshot: "snapshot" } as const;
export type Left = (typeof Left)[keyof typeof Left];

/** A resource that CloudFormation would create from a template. */
export interface NestedResource {
  logicalId: string;
  type: string;
  /** Properties, resolved as far as the template and its parameters determine them. */
  properties: Fields;
  /**
   * What remains when the resource is removed from the template, or the stack is deleted (`DeletionPolicy`,
   * or its default).
   */
  whenDeleted: Left;
  /** What remains when an update replaces the resource (`UpdateReplacePolicy`). */
  whenReplaced: Left;
  /** A condition for its existence that parameters do not determine. @default - the resource exists */
  condition?: unknown;
}

export interface NestedResources {
  resources: NestedResource[];
  /** Values of the template's outputs, resolved like properties. */
  outputs: Fields;
  /** Names of macros and loops that may create resources that the template does not show. */
  macros: string[];
}

/** References in the form in which templates contain them, for callers that do not resolve them. */
const written: Mention = (logicalId, attribute) => `\${${logicalId}${attribute ? `.${attribute}` : ""}}`;

/**
 * The resources that CloudFormation creates from a template, considering parameters and conditions.
 *
 * @param body JSON or YAML.
 * @param parameters Parameter values, keyed by name.
 * @returns undefined if the template cannot be read.
 */
export function nestedResources(
  body: unknown,
  parameters: Fields = {},
  mention: Mention = written,
): NestedResources | undefined {
  const template = readTemplate(body, parameters);
  if (template === undefined) return undefined;
  const evaluator = new Evaluator(template, parameters, mention);
  const resources = Object.entries(template.resources).flatMap(([logicalId, resource]): NestedResource[] => {
    const { condition } = resource;
    const exists = condition === undefined ? true : evaluator.holds(condition);
    if (exists === false) return [];
    const properties = evaluator.resolve(resource.properties) as Fields;
    return [
      {
        logicalId,
        type: resource.type,
        properties,
        whenDeleted: left(evaluator.resolve(resource.deletionPolicy) ?? defaultPolicy(resource)),
        whenReplaced: left(evaluator.resolve(resource.updateReplacePolicy)),
        ...(exists === undefined && condition !== undefined && { condition: evaluator.condition(condition) }),
      },
    ];
  });
  const outputs = Object.entries(template.outputs).map(([name, output]) => [
    name,
    evaluator.resolve((output as Fields | null)?.["Value"]),
  ]);
  return {
    resources,
    outputs: Object.fromEntries(outputs) as Fields,
    macros: template.macros,
  };
}

function left(policy: unknown): Left {
  if (policy === "Retain" || policy === "RetainExceptOnCreate") return Left.Resource;
  return policy === "Snapshot" ? Left.Snapshot : Left.Nothing;
}

/** docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html, November 2026 */
function defaultPolicy({ type, properties }: TemplateResource): string {
  const isAlone = type === "AWS::RDS::DBInstance" && properties["DBClusterIdentifier"] === undefined;
  return isAlone || type === "AWS::RDS::DBCluster" ? "Snapshot" : "Delete";
}

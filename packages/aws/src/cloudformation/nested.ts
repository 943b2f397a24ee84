import { type Fields } from "@ballast/model";
import { Evaluator, type Mention } from "./evaluate.ts";
import { readTemplate } from "./template.ts";
import type { TemplateResource } from "./terms.ts";

/** What is left of a resource of a template when CloudFormation deletes it. */
export const Left = { Nothing: "nothing", Resource: "resource", Snapshot: "snapshot" } as const;
export type Left = (typeof Left)[keyof typeof Left];

/** A resource of a template, as it would be created. */
export interface NestedResource {
  logicalId: string;
  type: string;
  /** Resolved as far as the template and its parameters decide. */
  properties: Fields;
  /** What is left when it leaves the template, or the stack is deleted: its `DeletionPolicy`, or the default. */
  whenDeleted: Left;
  /** The same when an update replaces it: its `UpdateReplacePolicy`. */
  whenReplaced: Left;
  /** A condition on which its existence depends and that nothing here decides. @default - it exists */
  condition?: unknown;
}

export interface NestedResources {
  resources: NestedResource[];
  /** Values of the template's outputs, resolved in the same way. */
  outputs: Fields;
  /** Macros and loops that may create more than the template shows, by name. */
  macros: string[];
}

/** How references read where nobody looks for them. */
const written: Mention = (logicalId, attribute) => `\${${logicalId}${attribute ? `.${attribute}` : ""}}`;

/**
 * The resources that CloudFormation creates for a template, by its parameters and conditions.
 *
 * @param body JSON or YAML.
 * @param parameters Values by name.
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

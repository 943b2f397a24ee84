import { isTemplateType, resourceType } from "@ballast/aws";
import { Left, nestedResources } from "@ballast/aws/templates";
import { fields, parsed, secretValue, topLevel, type Fields, type Resource } from "@ballast/model";

/** A resource that CloudFormation creates for a resource of a stack. */
export interface NestedResource {
  /** Of the resource around it and the logical id: nothing else knows it. */
  urn: string;
  /** `AWS::EFS::FileSystem` */
  type: string;
  /** `directory (Admin)` */
  name: string;
  properties: Fields;
  /** What is left of it when it is deleted, and when it is replaced. */
  whenDeleted: Left;
  whenReplaced: Left;
  /** A condition on which its existence depends and that the program does not decide. */
  condition?: unknown;
}

export interface TemplateContents {
  nested: NestedResource[];
  /** Values of a template's outputs, by name. */
  outputs: Fields;
  /** Why there may be more or other resources; undefined if all are known. */
  hidden?: string;
  /** True if it is a secret, so that nobody sees whether it changes. @default false */
  isSecret?: boolean;
}

/**
 * The resources that CloudFormation creates for a resource: of a stack's template, for example.
 *
 * @param inputs - in which the template stands.
 * @param refer - what a reference to a nested resource, or to its attribute, becomes. @default - it stays as it is written
 * @returns undefined for a type for which it creates none.
 */
export function contentsOf(
  { type, custom, urn, name }: Pick<Resource, "type" | "custom" | "urn" | "name">,
  inputs: Fields,
  refer?: (urn: string, attribute?: string) => string,
): TemplateContents | undefined {
  const template = custom ? resourceType(type)?.template : undefined;
  if (template === undefined) return undefined;
  const named = (logicalId: string) => ({
    urn: nestedUrn(urn, logicalId),
    name: `${name} (${logicalId})`,
  });
  const body = template.body === undefined ? undefined : inputs[template.body];
  if (template.typeName !== undefined) {
    const nestedType = inputs[template.typeName];
    const document = parsed(body);
    const properties = fields(document);
    if (typeof nestedType !== "string" || !isTemplateType(nestedType) || properties !== document)
      return none(`what ${template.body} describes is not known here`);
    const left = { whenDeleted: Left.Nothing, whenReplaced: Left.Nothing };
    return { nested: [{ ...named(nestedType), type: nestedType, properties, ...left }], outputs: {} };
  }
  const elsewhere = template.hidden?.find((property) => inputs[property] !== undefined);
  if (elsewhere !== undefined) return none(`what ${elsewhere} refers to is not known here`);
  if (body === secretValue)
    return {
      ...none("its template is a secret; pass secret values by parameters with NoEcho"),
      isSecret: true,
    };
  const parameters = template.parameters === undefined ? {} : fields(inputs[template.parameters]);
  const found = nestedResources(
    body,
    parameters,
    refer && ((logicalId, attribute) => refer(nestedUrn(urn, logicalId), attribute)),
  );
  if (found === undefined) return none("its template cannot be read here");
  return {
    nested: found.resources.map(({ logicalId, ...one }) => ({ ...named(logicalId), ...one })),
    outputs: found.outputs,
    ...(found.macros.length > 0 && {
      hidden: `a part of its template is written by ${found.macros.join(", ")}`,
    }),
  };
}

function none(hidden: string): TemplateContents {
  return { nested: [], outputs: {}, hidden };
}

const separator = "#";

function nestedUrn(urn: string, logicalId: string): string {
  return `${urn}${separator}${logicalId}`;
}

/** The resource of the stack in which a nested one is; the URN itself for any other. */
export function ownerOf(urn: string, type: string): string {
  return isTemplateType(type) ? urn.slice(0, urn.lastIndexOf(separator)) : urn;
}

/** Whether a changed path decides which resources CloudFormation creates. */
export function decidesContents(type: string, path: string): boolean {
  const { body, hidden = [], parameters, typeName } = resourceType(type)?.template ?? {};
  return [body, parameters, typeName, ...hidden].includes(topLevel(path));
}

import { resourceType } from "@ballast/aws";
import { Left, nestedResources } from "@ballast/aws/templates";
import { fields } from "./read.ts";
import type { Resource } from "./rule.ts";

/**
 * What CloudFormation creates for a template, as rules see resources: with its own type (`AWS::EFS::FileSystem`), its properties as
 * inputs, and its stack as parent, so that what is waived there is waived here. Nothing of a template that cannot be read.
 */
export function templateResources({ custom, type, urn, name, inputs }: Resource): Resource[] {
  const { body, parameters, typeName } = (custom ? resourceType(type)?.template : undefined) ?? {};
  if (body === undefined || typeName !== undefined) return [];
  const given = parameters === undefined ? {} : fields(inputs[parameters]);
  const { resources = [] } = nestedResources(inputs[body], given) ?? {};
  return resources.map(({ logicalId, type: nestedType, properties, whenDeleted, whenReplaced }) => ({
    urn: `${urn}#${logicalId}`,
    type: nestedType,
    name: `${name} (${logicalId})`,
    parent: urn,
    custom: true,
    inputs: properties,
    state: properties,
    id: "",
    protect: whenReplaced !== Left.Nothing,
    retainOnDelete: whenDeleted !== Left.Nothing,
    ignoreChanges: [],
    dependsOn: [],
  }));
}

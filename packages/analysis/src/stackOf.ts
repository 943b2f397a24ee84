import { canonicalType, resourceType } from "@ballast/aws";
import { Left, providedBy } from "@ballast/aws/templates";
import { Doubt, fields, parsed, Stack, text, type Fields, type Resource } from "@ballast/model";
import { contentsOf, type NestedResource } from "./templates.ts";

/**
 * Everything that a stack registers, and what CloudFormation creates from its templates. Each has the AWS
 * provider's canonical type, whatever provider, alias or template defines it.
 *
 * @param doubt - raised when a value is read that is not known yet.
 * @param foundations - resources of other stacks whose outputs this stack uses.
 */
export function stackOf(
  resources: readonly Resource[],
  outputs: Fields = {},
  doubt: Doubt = new Doubt(),
  foundations: readonly Resource[] = [],
): Stack {
  const all = resources.flatMap((resource) => [...seen(resource, doubt), ...templateResources(resource)]);
  // A template that is not known yet is analyzed during the update.
  doubt.raised = false;
  return new Stack(all, outputs, doubt, foundations);
}

/**
 * A resource in the form that rules use. Cloud Control and aws-native resources are converted to the AWS
 * provider's types and inputs.
 */
function seen(resource: Resource, doubt: Doubt): Resource[] {
  doubt.raised = false;
  const { type, custom } = resource;
  const canonical = canonicalType(type);
  if (canonical !== type) return [changed(resource, { type: canonical, registeredType: type })];
  if (!custom) return [resource];
  const [named, properties] = described(resource);
  if (named === undefined) return [resource];
  const provided = providedBy(named, properties, resource.id);
  // A partly known resource is analyzed during the update.
  if (provided === undefined || doubt.raised) return [resource];
  return provided.map((one) => {
    const { inputs } = one;
    return changed(resource, { ...one, registeredType: named, state: { ...resource.state, ...inputs } });
  });
}

/** The CloudFormation type that a resource represents, with its properties. */
function described({ type, inputs }: Resource): [type: string | undefined, properties: Fields] {
  if (type.startsWith("aws-native:")) return [type, inputs];
  const { typeName, body } = resourceType(type)?.template ?? {};
  if (typeName === undefined || body === undefined) return [undefined, {}];
  return [text(inputs[typeName]), fields(parsed(inputs[body]))];
}

/**
 * A changed copy that does not read other values, because reading a value that is not known yet raises a
 * doubt.
 */
function changed(resource: Resource, change: Partial<Resource>): Resource {
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(resource), ...Object.getOwnPropertyDescriptors(change) },
  ) as Resource;
}

/** Attributes that identify the resource itself. */
const ownAttribute = /^(\w*(Id|Arn|Name|Ref|URL|Url))?$/;

/**
 * The resources that CloudFormation creates for a resource, with their properties as inputs. The resource is
 * their parent, so its waivers also apply to them. Empty for a template that cannot be read.
 */
function templateResources(resource: Resource): Resource[] {
  // A Cloud Control resource is itself the one resource that CloudFormation creates.
  if (resourceType(resource.type)?.template?.typeName !== undefined) return [];
  const refer = (urn: string, attribute = ""): string =>
    ownAttribute.test(attribute) ? urn : `${urn}.${attribute}`;
  const { nested = [], outputs = {} } = contentsOf(resource, resource.inputs, refer) ?? {};
  const known = fields(resource.state["outputs"]);
  return nested.flatMap((one) => {
    const [name] = Object.entries(outputs).find(([, value]) => value === one.urn) ?? [];
    return created(one, resource, name === undefined ? undefined : known[name]);
  });
}

/** @param output - the attribute through which the program refers to the nested resource. */
function created(nested: NestedResource, { urn: parent }: Resource, output: unknown): Resource[] {
  const { urn, type, name, properties, whenDeleted, whenReplaced } = nested;
  const provided = providedBy(type, properties, urn) ?? [{ type, inputs: properties }];
  return provided.map((one) => ({
    urn,
    type: one.type,
    ...(one.type !== type && { registeredType: type }),
    name,
    parent,
    custom: true,
    inputs: one.inputs,
    state: { ...one.inputs, ...(output !== undefined && { arn: output }) },
    id: urn,
    protect: whenReplaced !== Left.Nothing,
    retainOnDelete: whenDeleted !== Left.Nothing,
    ignoreChanges: [],
    dependsOn: [],
  }));
}

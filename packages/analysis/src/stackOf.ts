import { canonicalType, resourceType } from "@ballast/aws";
import { Left, providedBy } from "@ballast/aws/templates";
import { Doubt, fields, parsed, Stack, text, type Fields, type Resource } from "@ballast/model";
import { contentsOf, type NestedResource } from "./templates.ts";

/**
 * Everything that one stack registers, and what CloudFormation creates for its templates: all by the type under which rules know it,
 * whichever provider, alias or template brings it.
 *
 * @param doubt - raised when something is read that is not known yet.
 * @param foundations - what other stacks register whose outputs this one takes.
 */
export function stackOf(
  resources: readonly Resource[],
  outputs: Fields = {},
  doubt: Doubt = new Doubt(),
  foundations: readonly Resource[] = [],
): Stack {
  const all = resources.flatMap((resource) => [...seen(resource, doubt), ...templateResources(resource)]);
  // A template that is not known yet is one that the update shows.
  doubt.raised = false;
  return new Stack(all, outputs, doubt, foundations);
}

/** A resource as rules see it; of Cloud Control and of the aws-native provider, what it is in the AWS provider's terms. */
function seen(resource: Resource, doubt: Doubt): Resource[] {
  doubt.raised = false;
  const { type, custom } = resource;
  const canonical = canonicalType(type);
  if (canonical !== type) return [changed(resource, { type: canonical, registeredType: type })];
  if (!custom) return [resource];
  const [named, properties] = described(resource);
  if (named === undefined) return [resource];
  const provided = providedBy(named, properties, resource.id);
  // What is known in part is judged by the update.
  if (provided === undefined || doubt.raised) return [resource];
  return provided.map((one) => {
    const { inputs } = one;
    return changed(resource, { ...one, registeredType: named, state: { ...resource.state, ...inputs } });
  });
}

/** The type of CloudFormation's that a resource stands for, with its properties. */
function described({ type, inputs }: Resource): [type: string | undefined, properties: Fields] {
  if (type.startsWith("aws-native:")) return [type, inputs];
  const { typeName, body } = resourceType(type)?.template ?? {};
  if (typeName === undefined || body === undefined) return [undefined, {}];
  return [text(inputs[typeName]), fields(parsed(inputs[body]))];
}

/** A copy that leaves alone what is not known yet: reading it raises a doubt. */
function changed(resource: Resource, change: Partial<Resource>): Resource {
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(resource), ...Object.getOwnPropertyDescriptors(change) },
  ) as Resource;
}

/** An attribute that stands for the resource itself. */
const ownAttribute = /^(\w*(Id|Arn|Name|Ref|URL|Url))?$/;

/**
 * What CloudFormation creates for a resource: with its properties as inputs, and the resource as parent, so that what is waived there
 * is waived here. Nothing of a template that cannot be read.
 */
function templateResources(resource: Resource): Resource[] {
  // Cloud Control creates one resource, which is that of the stack itself.
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

/** @param output - by which the program refers to it. */
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

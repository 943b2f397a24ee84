import { fields, text, type Fields } from "@ballast/model";
import { byKey, spelled, type Provided, type Shapes } from "./shape.ts";
import { containerShapes } from "./shapes/containers.ts";
import { dataShapes } from "./shapes/data.ts";
import { identityShapes } from "./shapes/access.ts";
import { networkShapes } from "./shapes/network.ts";
import { serverShapes } from "./shapes/servers.ts";
import { toolShapes } from "./shapes/tools.ts";

const shapes: Shapes = {
  ...containerShapes,
  ...dataShapes,
  ...identityShapes,
  ...networkShapes,
  ...serverShapes,
  ...toolShapes,
};

/** Treats `aws-native:ec2:SecurityGroup` and `AWS::EC2::SecurityGroup` as the same type. */
const byWords = new Map(Object.entries(shapes).map(([type, shape]) => [wordsIn(type), shape]));

function wordsIn(type: string): string {
  return type
    .replace(/^aws-native:/, "aws:")
    .replaceAll("::", ":")
    .toLowerCase();
}

/**
 * Converts a CloudFormation or aws-native resource to resources of the AWS provider: first the resource
 * itself, then settings that the provider has as separate resources, such as a bucket's versioning.
 *
 * @param id - the id by which other resources refer to it.
 * @returns undefined for a type that is not supported.
 */
export function providedBy(type: string, properties: Fields, id: string): Provided[] | undefined {
  const shape = byWords.get(wordsIn(type));
  if (shape === undefined) return undefined;
  const given = fields(spelled(properties));
  const found = shape(given, id);
  if (found === undefined) return undefined;
  return [found].flat().map((one) => ({ ...one, inputs: tagged(one.inputs) }));
}

/** The supported CloudFormation types. */
export const translatedTypes: readonly string[] = Object.keys(shapes);

/**
 * Converts tags from CloudFormation's list to the provider's object, except those of an Auto Scaling group.
 */
function tagged(inputs: Fields): Fields {
  const { tags } = inputs;
  const isPlain = Array.isArray(tags) && tags.every((tag) => text(fields(tag)["propagateAtLaunch"]) === "");
  return isPlain ? { ...inputs, tags: byKey(tags) } : inputs;
}

import { aws, lookOf, NodeKind, resourceType, wordsOf } from "@ballast/aws";
import { nestedResources } from "@ballast/aws/templates";
import { fields, type ResolvedResource } from "@ballast/model";

export interface Look {
  kind: NodeKind;
  /** In words. */
  type: string;
}

/** How a resource appears in the diagram. */
export type Standing =
  | { as: "node"; look: Look }
  | { as: "part"; ofPath: string }
  | { as: "used"; alone?: Look }
  | { as: "nothing" };

/** A role, or one of its policies. */
export function isOfRole(type: string): boolean {
  return [aws.role, aws.rolePolicy, aws.rolePolicyAttachment].some((one) => one === type);
}

export function standingOf(resource: ResolvedResource): Standing {
  const { type, custom } = resource;
  if (!custom || type === "pulumi:pulumi:StackReference") return { as: "nothing" };
  // An unknown type is shown rather than left out.
  const look = lookOf(type) ?? { as: "node", kind: NodeKind.Other };
  switch (look.as) {
    case "node":
      return { as: "node", look: templateLook(resource) ?? { kind: look.kind, type: wordsOf(type) } };
    case "part":
      return { as: "part", ofPath: look.of };
    case "used":
      return look.kind === undefined
        ? { as: "used" }
        : { as: "used", alone: { kind: look.kind, type: wordsOf(type) } };
    case "nothing":
      return look;
  }
}

/** A template is named after what it creates. */
function templateLook({ type, inputs }: ResolvedResource): Look | undefined {
  if (type !== aws.stack) return undefined;
  const { resources = [] } = nestedResources(inputs["templateBody"], fields(inputs["parameters"])) ?? {};
  const drawn = resources.map((nested) => resourceType(nested.type)?.drawnStack);
  const found =
    drawn.find((one) => one !== undefined && one.isAlone !== true) ??
    (drawn.every((one) => one?.words === drawn[0]?.words) ? drawn[0] : undefined);
  return found === undefined ? undefined : { kind: found.kind, type: found.words };
}

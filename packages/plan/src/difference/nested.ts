import { contentsOf, type NestedResource, type TemplateContents } from "@ballast/analysis";
import type { Fields, PlannedResource } from "@ballast/model";
import { markOf, readable } from "./references.ts";

/** A resource that CloudFormation creates for a resource of the plan, in the form of a planned resource. */
export interface Nested extends Pick<NestedResource, "whenDeleted" | "whenReplaced" | "condition"> {
  resource: PlannedResource;
  /** Its properties, with marks for references. */
  document: Fields;
}

export type Contents = Omit<TemplateContents, "nested"> & { nested: Nested[] };

/**
 * The resources that CloudFormation creates for a resource, with marks by which others refer to them.
 *
 * @param document - the resource's inputs with marks.
 * @param urn - under which the resource continues, so that both sides of a difference agree.
 * @returns undefined for a type for which it creates none.
 */
export function markedContents(
  resource: PlannedResource,
  document: Fields,
  urn: string = resource.urn,
): Contents | undefined {
  const contents = contentsOf({ ...resource, urn }, document, (nested, attribute) =>
    [markOf(nested), attribute].filter(Boolean).join("."),
  );
  return (
    contents && {
      ...contents,
      nested: contents.nested.map(({ properties, urn: nestedUrn, type, name, ...fate }) => ({
        ...fate,
        document: properties,
        resource: {
          urn: nestedUrn,
          type,
          name,
          parent: resource.urn,
          custom: true,
          inputs: readable(properties) as Fields,
          secrets: [],
          unknown: [],
          protect: false,
          retainOnDelete: false,
          dependsOn: [],
          propertyDependencies: {},
          aliases: [],
          ignoreChanges: [],
        },
      })),
    }
  );
}

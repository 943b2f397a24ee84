import { isOfRole, standingOf, type Look } from "./kinds.ts";
import { text, valueAt, type ResolvedResource } from "@ballast/model";
import { Outside } from "./outside.ts";
import { Places } from "./places.ts";
import { References } from "./references.ts";

/** What is drawn: the nodes, and the resources that each node represents. */
export class Scene {
  readonly resources: readonly ResolvedResource[];
  readonly references: References;
  readonly places: Places;
  readonly outside: Outside;
  readonly #byUrn: Map<string, ResolvedResource>;
  readonly #users = new Map<string, ResolvedResource[]>();
  readonly #known = new Map<string, string[]>();

  constructor(resources: readonly ResolvedResource[]) {
    const references = new References(resources);
    this.resources = resources;
    this.references = references;
    this.places = new Places(references);
    this.outside = new Outside(this.places);
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      for (const { resource: used } of references.mentions(resource))
        this.#users.set(used.urn, [...(this.#users.get(used.urn) ?? []), resource]);
    }
  }

  /** The resource that a text identifies. */
  named(reference: unknown): ResolvedResource | undefined {
    return this.references.named(text(reference))?.resource;
  }

  /**
   * Ids of the nodes that represent a resource: its own, that of the resource that it is part of, or those of the resources that use it.
   */
  nodesOf(urn: string): string[] {
    const known = this.#known.get(urn);
    if (known !== undefined) return known;
    // A resource that is visited again is part of a cycle.
    this.#known.set(urn, []);
    const found = [...new Set(this.#find(urn))];
    this.#known.set(urn, found);
    return found;
  }

  /** How a resource is drawn; undefined if another node or no node represents it. */
  lookOf(resource: ResolvedResource): Look | undefined {
    const standing = standingOf(resource);
    if (standing.as === "node") return standing.look;
    return standing.as === "used" && this.nodesOf(resource.urn).includes(resource.urn)
      ? standing.alone
      : undefined;
  }

  #find(urn: string): string[] {
    const resource = this.#byUrn.get(urn);
    if (resource === undefined) return [];
    const standing = standingOf(resource);
    switch (standing.as) {
      case "node":
        return [urn];
      case "part": {
        const whole = this.named(valueAt(resource.inputs, standing.ofPath));
        return whole === undefined ? [] : this.nodesOf(whole.urn);
      }
      case "used": {
        const users = (this.#users.get(urn) ?? []).filter((user) => !isOfRole(user.type));
        return users.length === 0 && standing.alone !== undefined
          ? [urn]
          : users.flatMap((user) => this.nodesOf(user.urn));
      }
      case "nothing":
        return [];
    }
  }
}

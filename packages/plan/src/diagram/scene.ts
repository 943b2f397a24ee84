import { isOfRole, standingOf, type Look } from "./kinds.ts";
import { text, valueAt, type ResolvedResource } from "@ballast/model";
import { Outside } from "./outside.ts";
import { Places } from "./places.ts";
import { References } from "./references.ts";

/** What is drawn: which nodes there are, and which node stands for what else. */
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

  /** The resource that a text names. */
  named(reference: unknown): ResolvedResource | undefined {
    return this.references.named(text(reference))?.resource;
  }

  /** Ids of the nodes that stand for a resource: its own, that of what it is part of, those of who uses it. */
  nodesOf(urn: string): string[] {
    const known = this.#known.get(urn);
    if (known !== undefined) return known;
    // Whoever asks again on the way has gone in a circle.
    this.#known.set(urn, []);
    const found = [...new Set(this.#find(urn))];
    this.#known.set(urn, found);
    return found;
  }

  /** How a resource is drawn; undefined if another node stands for it, or none does. */
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

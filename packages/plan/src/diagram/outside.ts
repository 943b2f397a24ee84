import { NodeKind, type DiagramNode } from "./diagram.ts";
import type { Places } from "./places.ts";

const everywhere = ["0.0.0.0/0", "::/0"];

/** What a stack connects to and does not create: addresses, security groups and resources of others. */
export class Outside {
  readonly #nodes = new Map<string, DiagramNode>();
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  nodes(): DiagramNode[] {
    return [...this.#nodes.values()];
  }

  /** A source of traffic. */
  source(address: string): string {
    return this.#address(`from:${address}`, address, "clients");
  }

  /** A destination of traffic. It is a different node from the source, so that a diagram reads in one direction. */
  target(address: string): string {
    return this.#address(`to:${address}`, address, "destination");
  }

  /** A resource of this or another account of which only the ARN is known. */
  elsewhere(arn: string): string {
    const [, , service = "", , , ...rest] = arn.split(":");
    const kind = service === "secretsmanager" || service === "ssm" ? NodeKind.Secret : NodeKind.Other;
    const title = rest.join(":").replace(/^secret:/, "");
    const type = kind === NodeKind.Secret ? "external secret" : `${service}, external`;
    const box = this.#places.ofRegion({ kind, type });
    return this.#add({ id: arn, kind, title, type, notes: [], box, urn: null, resources: [] });
  }

  #address(id: string, address: string, type: string): string {
    const isEverywhere = everywhere.includes(address);
    return this.#add({
      id,
      kind: NodeKind.Outside,
      title: isEverywhere ? "Internet" : address,
      type: isEverywhere ? `${type}: ${address}` : type,
      notes: [],
      box: null,
      urn: null,
      resources: [],
    });
  }

  #add(node: DiagramNode): string {
    if (!this.#nodes.has(node.id)) this.#nodes.set(node.id, node);
    return node.id;
  }
}

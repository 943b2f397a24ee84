import { aws } from "@ballast/aws";
import { fields, text, type ResolvedResource } from "@ballast/model";
import { BoxKind, NodeKind, type DiagramBox } from "./diagram.ts";
import type { Look } from "./kinds.ts";
import { openedLeaves, type References } from "./references.ts";

/** The VPC, tier and zone of a subnet. */
interface SubnetPlace {
  network: string;
  tier: string;
  zone: string;
}

const referenceType = "pulumi:pulumi:StackReference";

/** Types whose properties name no network; they are drawn in the stack's only network. */
const ofNetworks: readonly NodeKind[] = [
  NodeKind.Balancer,
  NodeKind.Compute,
  NodeKind.Instances,
  NodeKind.Network,
];

/** The boxes of places, created when the first resource is put into them. */
export class Places {
  readonly #references: References;
  readonly #boxes = new Map<string, DiagramBox>();
  readonly #zones = new Map<string, Set<string>>();

  constructor(references: References) {
    this.#references = references;
  }

  boxes(): DiagramBox[] {
    return [...this.#boxes.values()].map((box) => {
      const zones = [...(this.#zones.get(box.id) ?? [])].sort();
      return zones.length === 0
        ? box
        : { ...box, notes: [`${zones.length === 1 ? "zone" : "zones"} ${zones.join(", ")}`] };
    });
  }

  /** The box of a node, found by the subnets and security groups that it and its parts name; undefined if it is in no network. */
  inNetwork(resources: readonly ResolvedResource[]): string | undefined {
    const subnets = resources.flatMap((resource) => this.#subnetsOf(resource));
    const tiers = new Map(subnets.map((place) => [`${place.network}/${place.tier}`, place]));
    const [only] = tiers.values();
    if (only !== undefined && tiers.size === 1) {
      const box = this.#tierBox(only);
      for (const { zone } of subnets) this.#zones.get(box)?.add(zone);
      return box;
    }
    if (only !== undefined) return this.#networkBox(only.network);
    const vpc = resources.map((resource) => this.#vpcOf(resource)).find((id) => id !== undefined);
    return vpc === undefined ? undefined : this.#networkBox(vpc);
  }

  /** The box of resources that are in no network. */
  ofRegion(look: Look): string | null {
    if (look.kind === NodeKind.Outside) return null;
    const networks = [...this.#boxes.values()].filter(({ kind }) => kind === BoxKind.Network);
    const [only] = networks;
    if (only !== undefined && networks.length === 1 && ofNetworks.includes(look.kind)) return only.id;
    const kind = look.kind === NodeKind.Automation ? BoxKind.Automation : BoxKind.Services;
    const title = kind === BoxKind.Automation ? "Delivery and automation" : "Services of the region";
    return this.#add({ id: kind, kind, title, notes: [], box: null, urn: null, resources: [] });
  }

  #tierBox({ network, tier }: SubnetPlace): string {
    const box = this.#networkBox(network);
    const id = `${network}/${tier}`;
    if (!this.#zones.has(id)) this.#zones.set(id, new Set());
    const title = `${tier} subnets`.trim();
    return this.#add({ id, kind: BoxKind.Tier, title, notes: [], box, urn: null, resources: [] });
  }

  #networkBox(network: string): string {
    const found = this.#references.named(network)?.resource;
    const isOwn = found?.type === aws.vpc;
    const owner = found?.type === referenceType ? found.name.split("/").at(-1) : undefined;
    return this.#add({
      id: network,
      kind: BoxKind.Network,
      title: isOwn ? `VPC ${found.name}` : owner === undefined ? `VPC ${network}` : `VPC of ${owner}`,
      notes: isOwn ? [text(found.inputs["cidrBlock"])] : [],
      box: null,
      urn: isOwn ? found.urn : null,
      resources: isOwn ? [found.urn] : [],
    });
  }

  #add(box: DiagramBox): string {
    if (!this.#boxes.has(box.id)) this.#boxes.set(box.id, box);
    return box.id;
  }

  #subnetsOf(resource: ResolvedResource): SubnetPlace[] {
    if (resource.type === aws.subnet) return [this.#placeOfSubnet(resource)];
    return [...openedLeaves(resource.inputs)].flatMap(({ text: id }) => {
      const found = this.#references.named(id);
      if (found?.resource.type === aws.subnet) return [this.#placeOfSubnet(found.resource)];
      if (found?.resource.type === referenceType && /subnet/i.test(found.identifiedBy)) {
        const tier = /public|private|isolated/i.exec(found.identifiedBy)?.[0].toLowerCase() ?? "";
        const zone = /[.[]([^.[\]]+)\]?$/.exec(found.identifiedBy)?.[1] ?? "";
        return [{ network: this.#networkOfReference(found.resource), tier, zone }];
      }
      // An id from the settings, about which nothing else is known.
      return /^subnet-[0-9a-f]+$/.test(id) && found === undefined
        ? [{ network: this.#vpcOf(resource) ?? "given by id", tier: "given", zone: id }]
        : [];
    });
  }

  #placeOfSubnet({ inputs }: ResolvedResource): SubnetPlace {
    const named = text(fields(inputs["tags"])["SubnetType"]).toLowerCase();
    const tier = named || (inputs["mapPublicIpOnLaunch"] === true ? "public" : "private");
    return { network: text(inputs["vpcId"]), tier, zone: text(inputs["availabilityZone"]) };
  }

  /** Keyed by the VPC's id, so that resources that name its subnets and resources that name the VPC share one box. */
  #networkOfReference({ identifiers }: ResolvedResource): string {
    const vpc = Object.entries(identifiers).find(([, path]) => path === "outputs.vpcId");
    return vpc?.[0] ?? "given by id";
  }

  #vpcOf(resource: ResolvedResource): string | undefined {
    const own = text(resource.inputs["vpcId"]);
    if (own !== "") return own;
    const mentioned = this.#references.mentions(resource);
    return mentioned.map((mention) => text(mention.resource.inputs["vpcId"])).find((id) => id !== "");
  }
}

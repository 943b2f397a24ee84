import {
  blocksOverlap,
  blockSize,
  checkCidrBlock,
  given,
  checkZone,
  isZoneName,
  parseCidrBlock,
  zoneKey,
  type AddressBlock,
  type Faults,
} from "@ballast/contracts";
import ipaddr from "ipaddr.js";

/**
 * A VPC's addresses are cut once, for eight zones (no AWS region has more than six) of three tiers:
 *
 *     VPC     /16  = 8 zone blocks, in the order in which the zones are named
 *     zone    /19  = private /20 | public /22 | isolated /22 | spare /21
 *
 * and in proportion for smaller VPCs. A zone's block depends on its position alone and a tier's range on its zone
 * alone, so appending a zone, or turning on a tier, does not change existing subnets.
 */
const zoneBlocks = { bits: 3, count: 8 };

export const Tier = { Public: "public", Private: "private", Isolated: "isolated" } as const;
export type Tier = (typeof Tier)[keyof typeof Tier];

/** Within a zone's block: how much longer the tier's prefix is, and where it starts as a share of the block. */
const tierRanges: Record<Tier, { bits: number; start: number }> = {
  private: { bits: 1, start: 0 },
  public: { bits: 3, start: 1 / 2 },
  isolated: { bits: 3, start: 5 / 8 },
};

/** AWS allows /16 to /28; with six bits for zone and tier, /22 leaves the smallest subnet AWS accepts, /28. */
const vpcPrefix = { shortest: 16, longest: 22 };
const boundsText = `between /${vpcPrefix.shortest} and /${vpcPrefix.longest}, for example "10.0.0.0/16"`;

/** Docker's own bridge on every container instance: containers there could not reach a VPC in this range. */
const dockerBridge = "172.17.0.0/16";

export interface PlannedSubnet {
  availabilityZone: string;
  tier: Tier;
  cidrBlock: string;
}

/** Adds what is wrong with the block, the zones or both to `faults`; a plan may be drawn only if nothing is. */
export function checkAddressPlan(
  faults: Faults,
  {
    cidrBlock,
    availabilityZones,
    connectedRanges = {},
  }: {
    cidrBlock: string;
    availabilityZones: string[];
    connectedRanges?: Record<string, string>;
  },
): void {
  const block = checkVpcBlock(faults, cidrBlock);
  if (availabilityZones.length > zoneBlocks.count) {
    faults.add(
      "availabilityZones",
      `names ${availabilityZones.length} zones; the plan has room for ${zoneBlocks.count}.`,
    );
  }
  for (const [key, range] of Object.entries(connectedRanges)) {
    checkCidrBlock(faults, `connectedRanges.${key}`, range);
    const connected = parseCidrBlock(range);
    if (block && connected && blocksOverlap(block, connected)) {
      faults.add(
        "cidrBlock",
        `${given(cidrBlock)} overlaps connectedRanges.${key}, ${given(range)}; use another range.`,
      );
    }
  }
}

function checkVpcBlock(faults: Faults, cidrBlock: string): AddressBlock | undefined {
  checkCidrBlock(faults, "cidrBlock", cidrBlock);
  const block = parseCidrBlock(cidrBlock);
  if (block === undefined) return undefined;
  if (block.prefix < vpcPrefix.shortest) {
    faults.add("cidrBlock", `${given(cidrBlock)} is larger than AWS allows; give one ${boundsText}.`);
  } else if (block.prefix > vpcPrefix.longest) {
    faults.add(
      "cidrBlock",
      `${given(cidrBlock)} is too small for ${zoneBlocks.count} zones of three tiers each; give one ${boundsText}.`,
    );
  }
  const [address] = ipaddr.IPv4.parseCIDR(cidrBlock);
  if (!["private", "carrierGradeNat"].includes(address.range())) {
    faults.add(
      "cidrBlock",
      `${given(cidrBlock)} is public; use a range in 10/8, 172.16/12, 192.168/16 or 100.64/10.`,
    );
  }
  const bridge = parseCidrBlock(dockerBridge);
  if (bridge && blocksOverlap(block, bridge)) {
    faults.add(
      "cidrBlock",
      `${given(cidrBlock)} overlaps Docker's bridge network, ${given(dockerBridge)}; use another range.`,
    );
  }
  return block;
}

function format(start: number, prefix: number): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix}`;
}

/** The subnets of checked arguments, zone by zone in the user's order. */
export function planAddresses(
  cidrBlock: string,
  availabilityZones: string[],
  tiers: Tier[],
): PlannedSubnet[] {
  const vpc = parseCidrBlock(cidrBlock);
  if (vpc === undefined) throw new Error(`${given(cidrBlock)} cannot be planned; checkAddressPlan says why.`);
  const zonePrefix = vpc.prefix + zoneBlocks.bits;
  return availabilityZones.flatMap((availabilityZone, position) => {
    const zoneStart = vpc.start + position * blockSize(zonePrefix);
    return tiers.map((tier) => {
      const range = tierRanges[tier];
      const start = zoneStart + range.start * blockSize(zonePrefix);
      return { availabilityZone, tier, cidrBlock: format(start, zonePrefix + range.bits) };
    });
  });
}

/** Zones are named, in an order that only grows: each keeps its position for good. */
export function checkZones(faults: Faults, availabilityZones: string[], region: unknown): void {
  if (availabilityZones.length < 2) {
    faults.add(
      "availabilityZones",
      `contains ${availabilityZones.length} zone; a network requires at least two.`,
    );
  }
  for (const [position, zone] of availabilityZones.entries()) {
    const path = `availabilityZones[${position}]`;
    checkZone(faults, path, zone, region);
    if (isZoneName(zone) && availabilityZones.indexOf(zone) !== position) {
      faults.add(
        path,
        `${given(zone)} occurs twice, but its subnets are keyed by ${given(zoneKey(zone))}; name it once.`,
      );
    }
  }
}

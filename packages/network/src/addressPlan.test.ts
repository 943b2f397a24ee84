import { Faults } from "@ballast/contracts";
import fc from "fast-check";
import { checkAddressPlan, checkZones, planAddresses, Tier } from "./addressPlan.ts";

const zones = ["a", "b", "c", "d", "e", "f", "g", "h"].map((letter) => `eu-central-1${letter}`);
const tiers = Object.values(Tier);

function faultsOf(args: Parameters<typeof checkAddressPlan>[1]): string[] {
  const faults = new Faults("test");
  checkAddressPlan(faults, args);
  return faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
}

interface Range {
  start: number;
  end: number;
}

function range(cidrBlock: string): Range {
  const [address = "", prefix = ""] = cidrBlock.split("/");
  const start = address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
  return { start, end: start + 2 ** (32 - Number(prefix)) };
}

/** Canonical private blocks of every size that can be planned. */
const vpcBlock = fc
  .record({
    second: fc.integer({ min: 0, max: 255 }),
    offset: fc.nat(),
    prefix: fc.integer({ min: 16, max: 22 }),
  })
  .map(({ second, offset, prefix }) => {
    const third = (offset % 2 ** (prefix - 16)) * 2 ** (24 - prefix);
    return `10.${second}.${third}.0/${prefix}`;
  });

const someZones = fc.integer({ min: 1, max: zones.length }).map((count) => zones.slice(0, count));
const someTiers = fc.subarray(tiers, { minLength: 1 });

describe("a plan", () => {
  it("cuts a /16 as its comment says", () => {
    expect(planAddresses("10.0.0.0/16", zones.slice(0, 2), tiers)).toEqual([
      { availabilityZone: "eu-central-1a", tier: "public", cidrBlock: "10.0.16.0/22" },
      { availabilityZone: "eu-central-1a", tier: "private", cidrBlock: "10.0.0.0/20" },
      { availabilityZone: "eu-central-1a", tier: "isolated", cidrBlock: "10.0.20.0/22" },
      { availabilityZone: "eu-central-1b", tier: "public", cidrBlock: "10.0.48.0/22" },
      { availabilityZone: "eu-central-1b", tier: "private", cidrBlock: "10.0.32.0/20" },
      { availabilityZone: "eu-central-1b", tier: "isolated", cidrBlock: "10.0.52.0/22" },
    ]);
  });

  it("leaves the smallest subnet that AWS takes in the smallest VPC that we take", () => {
    expect(planAddresses("10.0.0.0/22", zones.slice(0, 1), [Tier.Isolated])[0]?.cidrBlock).toBe(
      "10.0.0.80/28",
    );
  });

  it("keeps every subnet inside its VPC", () => {
    fc.assert(
      fc.property(vpcBlock, someZones, someTiers, (block, chosen, kinds) => {
        const vpc = range(block);
        for (const { cidrBlock } of planAddresses(block, chosen, kinds)) {
          const subnet = range(cidrBlock);
          expect(subnet.start >= vpc.start && subnet.end <= vpc.end).toBe(true);
        }
      }),
    );
  });

  it("gives no address twice, and every block its own boundary", () => {
    fc.assert(
      fc.property(vpcBlock, someZones, someTiers, (block, chosen, kinds) => {
        const subnets = planAddresses(block, chosen, kinds)
          .map(({ cidrBlock }) => range(cidrBlock))
          .sort((one, other) => one.start - other.start);
        for (const [index, subnet] of subnets.entries()) {
          expect(subnet.start % (subnet.end - subnet.start)).toBe(0);
          expect(subnet.end <= (subnets[index + 1]?.start ?? Infinity)).toBe(true);
        }
      }),
    );
  });

  it("for a zone or a tier more contains the plan without it", () => {
    fc.assert(
      fc.property(vpcBlock, fc.integer({ min: 1, max: 7 }), someTiers, (block, count, kinds) => {
        const before = planAddresses(block, zones.slice(0, count), kinds);
        expect(planAddresses(block, zones.slice(0, count + 1), kinds)).toEqual(
          expect.arrayContaining(before),
        );
        expect(planAddresses(block, zones.slice(0, count), tiers)).toEqual(expect.arrayContaining(before));
      }),
    );
  });

  it("is drawn for every block that passes its check", () => {
    fc.assert(
      fc.property(vpcBlock, someZones, (block, chosen) => {
        expect(faultsOf({ cidrBlock: block, availabilityZones: chosen })).toEqual([]);
        expect(planAddresses(block, chosen, tiers)).toHaveLength(chosen.length * tiers.length);
      }),
    );
  });
});

describe("the check", () => {
  const two = zones.slice(0, 2);

  it.each([
    [
      "10.0.0.0/28",
      'cidrBlock: "10.0.0.0/28" is too small for 8 zones of three tiers each; give one between /16 and /22',
    ],
    ["10.0.0.0/8", 'cidrBlock: "10.0.0.0/8" is larger than AWS allows; give one between /16 and /22'],
    [
      "10.0.1.0/16",
      'cidrBlock: "10.0.1.0/16" is not canonical; the block with this prefix starts at "10.0.0.0/16".',
    ],
    ["10.0.0.0", 'cidrBlock: "10.0.0.0" is not an IPv4 block, for example "10.8.0.0/16".'],
    ["10.0.0.0/33", 'cidrBlock: "10.0.0.0/33" is not an IPv4 block, for example "10.8.0.0/16".'],
    ["fd00::/16", 'cidrBlock: "fd00::/16" is not an IPv4 block, for example "10.8.0.0/16".'],
    [
      "52.0.0.0/16",
      'cidrBlock: "52.0.0.0/16" is public; use a range in 10/8, 172.16/12, 192.168/16 or 100.64/10.',
    ],
    [
      "172.17.0.0/16",
      'cidrBlock: "172.17.0.0/16" overlaps Docker\'s bridge network, "172.17.0.0/16"; use another range.',
    ],
  ])("refuses %s and says why", (cidrBlock, reason) => {
    const [first = "", ...others] = faultsOf({ cidrBlock, availabilityZones: two });
    expect(first.startsWith(reason)).toBe(true);
    expect(others).toEqual([]);
  });

  it("refuses what overlaps the ranges that the network is connected to", () => {
    const connectedRanges = { office: "10.0.128.0/17", elsewhere: "10.1.0.0/16", typo: "10.2.3.4/16" };
    expect(faultsOf({ cidrBlock: "10.0.0.0/16", availabilityZones: two, connectedRanges })).toEqual([
      'cidrBlock: "10.0.0.0/16" overlaps connectedRanges.office, "10.0.128.0/17"; use another range.',
      'connectedRanges.typo: "10.2.3.4/16" is not canonical; the block with this prefix starts at "10.2.0.0/16".',
    ]);
  });

  it("refuses zones that are too few, twice, elsewhere or no zones", () => {
    const faults = new Faults("test");
    checkZones(faults, ["eu-central-1a"], "eu-central-1");
    checkZones(faults, ["eu-central-1a", "eu-central-1a"], "eu-central-1");
    checkZones(faults, ["eu-central-1a", "eu-west-1a", "us-west-2-lax-1a"], "eu-central-1");
    expect(faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`)).toEqual([
      "availabilityZones: contains 1 zone; a network requires at least two.",
      'availabilityZones[1]: "eu-central-1a" occurs twice, but its subnets are keyed by "a"; name it once.',
      'availabilityZones[1]: "eu-west-1a" is not in "eu-central-1", this site\'s region.',
      'availabilityZones[2]: "us-west-2-lax-1a" is not an availability zone. Use, for example, "eu-central-1a"; Local Zones are not supported.',
    ]);
  });
});

import { missingService, regionsSource, zoneLetters } from "@ballast/aws/regions";
import { aws } from "@ballast/aws";
import { isPrivate } from "@ballast/analysis";
import { regionOfZone } from "@ballast/contracts/plain";
import { blocksOverlap, fields, leaves, parseCidrBlock, text, type Resource } from "@ballast/model";
import type { Finding, RuleText } from "@ballast/policy";

/** What a plan finds of the place where a stack is to stand, by its settings. */
export const placeRules = {
  service: {
    id: "region-service",
    severity: "warning",
    sentence: "Every service that a stack uses is offered in its region.",
    why: "A deployment fails in the middle where AWS does not offer one.",
    fix: "Choose another region, or ask AWS (`npx ballast doctor`): it may have opened the service since.",
  },
  zone: {
    id: "region-zone",
    severity: "warning",
    sentence: "Every availability zone that settings name is one of the region's.",
    why: "A deployment fails in the middle where the account has no such zone.",
    fix: "Name another zone, or ask AWS (`npx ballast doctor`): it may have opened the zone since.",
  },
  clients: {
    id: "clients-within-network",
    severity: "warning",
    sentence: "Private ranges of clients lie in the VPC, or in ranges that it is connected to.",
    why: "Clients with such an address cannot reach the VPC; often the range is another environment's.",
    fix: "Correct the range, or name it under connectedRanges of the network stack if the VPC is routed to it.",
  },
} as const satisfies Record<string, RuleText>;

interface Placed {
  /** Of the stack itself. */
  urn: string;
  region: string;
  resources: readonly Resource[];
  /** What the stacks register whose outputs this one takes. */
  foundations: readonly Resource[];
  settings: unknown;
  /** Ranges to which the network is routed. */
  connected: readonly string[];
}

export function placeFindings(placed: Placed): Finding[] {
  return [...serviceFindings(placed), ...zoneFindings(placed), ...clientFindings(placed)];
}

function finding({ id, severity }: RuleText, urn: string, message: string): Finding {
  return { rule: id, severity, urn, message };
}

function serviceFindings({ resources, region }: Placed): Finding[] {
  return resources.flatMap(({ type, urn, inputs }) => {
    const where = text(inputs["region"]) || region;
    const service = missingService(type, where);
    const message = `uses ${String(service)}, which is not offered in ${where} (${regionsSource})`;
    return service === undefined ? [] : [finding(placeRules.service, urn, message)];
  });
}

function zoneFindings({ settings, region, urn }: Placed): Finding[] {
  const letters = zoneLetters(region);
  if (letters === undefined) return [];
  return [...leaves(settings)].flatMap(({ path, text: zone }) => {
    if (regionOfZone(zone) !== region || letters.includes(zone.slice(-1))) return [];
    const known = [...letters].map((letter) => region + letter).join(", ");
    return [
      finding(
        placeRules.zone,
        urn,
        `names the zone ${zone} in settings.${path}; known are ${known} (${regionsSource})`,
      ),
    ];
  });
}

function clientFindings({ settings, resources, foundations, connected, urn }: Placed): Finding[] {
  const vpcs = [...resources, ...foundations]
    .filter(({ type }) => type === aws.vpc)
    .map(({ inputs }) => text(inputs["cidrBlock"]));
  // A network of the user's own is known by its ids alone.
  if (vpcs.length === 0) return [];
  const reached = [...vpcs, ...connected];
  const blocks = reached.flatMap((one) => parseCidrBlock(one) ?? []);
  return Object.entries(fields(fields(settings)["clients"])).flatMap(([name, range]) => {
    const block = parseCidrBlock(text(range));
    if (block === undefined || !isPrivate(range) || blocks.some((one) => blocksOverlap(one, block)))
      return [];
    const message = `lets in the clients "${name}" from ${text(range)}, which is outside of the VPC (${reached.join(", ")})`;
    return [finding(placeRules.clients, urn, message)];
  });
}

/** The ranges that a network stack's settings name. */
export function connectedRangesIn(settings: unknown): string[] {
  return Object.values(fields(fields(settings)["connectedRanges"])).map(text);
}

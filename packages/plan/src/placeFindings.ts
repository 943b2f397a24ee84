import { missingService, regionsSource, zoneLetters } from "@ballast/aws/regions";
import { aws } from "@ballast/aws";
import { isPrivate, stackOf } from "@ballast/analysis";
import { regionOfZone } from "@ballast/contracts/plain";
import { blocksOverlap, fields, leaves, parseCidrBlock, text, type Resource } from "@ballast/model";
import type { Finding, RuleText } from "@ballast/policy";

/** Findings about the region, zones and networks that a stack's settings name. */
export const placeRules = {
  service: {
    id: "region-service",
    severity: "warning",
    sentence: "Every service that a stack uses is offered in its region.",
    why: "If AWS does not offer one, the deployment fails after other resources were created.",
    fix: "Choose another region, or check with AWS (`npx ballast doctor`): the service may be available by now.",
  },
  zone: {
    id: "region-zone",
    severity: "warning",
    sentence: "Every Availability Zone in the settings belongs to the region.",
    why: "If the account has no such zone, the deployment fails after other resources were created.",
    fix: "Choose another zone, or check with AWS (`npx ballast doctor`): the zone may be available by now.",
  },
  clients: {
    id: "clients-within-network",
    severity: "warning",
    sentence: "Private client address ranges are in the VPC or in ranges that it is connected to.",
    why: "Clients with such an address cannot reach the VPC. Often, the range belongs to another environment.",
    fix: "Correct the range, or add it to connectedRanges of the network stack if the VPC has a route to it.",
  },
} as const satisfies Record<string, RuleText>;

interface Placed {
  /** URN of the stack. */
  urn: string;
  region: string;
  resources: readonly Resource[];
  /** The resources of the stacks whose outputs this one uses. */
  foundations: readonly Resource[];
  settings: unknown;
  /** Address ranges to which the network has a route. */
  connected: readonly string[];
}

export function placeFindings(placed: Placed): Finding[] {
  return [...serviceFindings(placed), ...zoneFindings(placed), ...clientFindings(placed)];
}

function finding({ id, severity }: RuleText, urn: string, message: string): Finding {
  return { rule: id, severity, urn, message };
}

function serviceFindings({ resources, region }: Placed): Finding[] {
  // With what templates of CloudFormation create.
  return stackOf(resources).resources.flatMap(({ type, urn, inputs }) => {
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
        `has the zone ${zone} in settings.${path}; known zones are ${known} (${regionsSource})`,
      ),
    ];
  });
}

function clientFindings({ settings, resources, foundations, connected, urn }: Placed): Finding[] {
  const vpcs = [...resources, ...foundations]
    .filter(({ type }) => type === aws.vpc)
    .map(({ inputs }) => text(inputs["cidrBlock"]));
  // Only the ids of a network that the user provides are known.
  if (vpcs.length === 0) return [];
  const reached = [...vpcs, ...connected];
  const blocks = reached.flatMap((one) => parseCidrBlock(one) ?? []);
  return clientsIn(settings).flatMap(([name, given]) => {
    const range = text(fields(given)["cidrBlock"] ?? given);
    const block = parseCidrBlock(range);
    if (block === undefined || !isPrivate(range) || blocks.some((one) => blocksOverlap(one, block)))
      return [];
    const message = `allows the clients "${name}" from ${range}, which is outside of the VPC (${reached.join(", ")})`;
    return [finding(placeRules.clients, urn, message)];
  });
}

/** The values of `clients` anywhere in the settings: ranges by name, or maps that contain such ranges. */
function clientsIn(settings: unknown): [name: string, client: unknown][] {
  return Object.entries(fields(settings)).flatMap(([key, value]) =>
    key === "clients" ? Object.entries(fields(value)) : clientsIn(value),
  );
}

/** The ranges that a network stack's settings name. */
export function connectedRangesIn(settings: unknown): string[] {
  return Object.values(fields(fields(settings)["connectedRanges"])).map(text);
}

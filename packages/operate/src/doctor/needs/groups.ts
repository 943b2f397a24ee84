import { aws } from "@ballast/aws";
import type { ClusterSpec } from "@ballast/placement";
import { fields, list, number, text } from "@ballast/model";
import { isNamed, ofType, type NeedyResource } from "./resource.ts";

/** The properties of an Auto Scaling group that depend on the region and its quotas. */
export interface Group {
  name: string;
  /** The types that the group may launch, by priority. */
  instanceTypes: string[];
  /** Zones of its subnets. Empty if no cluster of the plan defines them. */
  zones: string[];
  maximumSize: number;
  /** The number of Spot Instances at maximum size. */
  spotInstances: number;
  /** `resolve:ssm:…`, `ami-…`. */
  image: string;
  /** The EBS volumes of each instance. */
  disks: { type: string; gib: number }[];
}

export function groupsOf(resources: NeedyResource[], clusters: ClusterSpec[]): Group[] {
  return ofType(resources, aws.group).map((group) => {
    const launch = fields(fields(group.inputs["mixedInstancesPolicy"])["launchTemplate"]);
    const template = templateOf(group, resources);
    const overrides = list(launch["overrides"]).map((one) => text(fields(one)["instanceType"]));
    const types = overrides.filter((type) => type !== "");
    const fallback = text(template?.inputs["instanceType"]);
    const maximumSize = number(group.inputs["maxSize"]);
    return {
      name: group.name,
      instanceTypes: types.length > 0 ? [...new Set(types)] : [fallback].filter((type) => type !== ""),
      zones: zonesOf(group, resources, clusters),
      maximumSize,
      spotInstances: spotOf(group, template, maximumSize),
      image: text(template?.inputs["imageId"]),
      disks: list(template?.inputs["blockDeviceMappings"]).flatMap((one) => {
        const { volumeType, volumeSize } = fields(fields(one)["ebs"]);
        return number(volumeSize) > 0 ? { type: text(volumeType) || "gp2", gib: number(volumeSize) } : [];
      }),
    };
  });
}

/** The launch template that the group references. */
function templateOf(group: NeedyResource, resources: NeedyResource[]): NeedyResource | undefined {
  return ofType(resources, aws.launchTemplate).find(({ urn }) => group.dependsOn.includes(urn));
}

/**
 * Derives the zones from the plan's clusters: their instances belong to capacity providers, which reference the
 * groups.
 */
function zonesOf(group: NeedyResource, resources: NeedyResource[], clusters: ClusterSpec[]): string[] {
  const provider = ofType(resources, aws.capacityProvider).find(({ dependsOn }) =>
    dependsOn.includes(group.urn),
  );
  if (provider === undefined) return [];
  const zones = clusters
    .flatMap(({ instances }) => instances)
    .filter(({ capacityProvider }) => isNamed(provider, capacityProvider ?? ""))
    .map(({ availabilityZone }) => availabilityZone)
    // For an unknown subnet, the cluster contains the subnet instead of a zone.
    .filter((zone) => isZone(zone));
  return [...new Set(zones)].sort();
}

/** `eu-central-1a`, and local zones such as `us-west-2-lax-1a`. */
export function isZone(name: string): boolean {
  return /^[a-z]{2,4}(-[a-z]+)+-\d(-[a-z]+-\d)?[a-z]$/.test(name);
}

function spotOf(group: NeedyResource, template: NeedyResource | undefined, maximumSize: number): number {
  const market = fields(template?.inputs["instanceMarketOptions"])["marketType"];
  if (market === "spot") return maximumSize;
  const distribution = fields(fields(group.inputs["mixedInstancesPolicy"])["instancesDistribution"]);
  const share = distribution["onDemandPercentageAboveBaseCapacity"];
  if (share === undefined) return 0;
  const base = Math.min(number(distribution["onDemandBaseCapacity"]), maximumSize);
  const onDemand = base + Math.ceil(((maximumSize - base) * number(share)) / 100);
  return maximumSize - onDemand;
}

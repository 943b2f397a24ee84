import { aws } from "@ballast/aws";
import type { ClusterSpec } from "@ballast/placement";
import { fields, list, number, text } from "@ballast/model";
import { isNamed, ofType, type NeedyResource } from "./resource.ts";

/** An Auto Scaling group, as far as the region and its quotas must have what it asks for. */
export interface Group {
  name: string;
  /** Any of these it may start; the first is asked for first. */
  instanceTypes: string[];
  /** Zones of its subnets. Empty where no cluster of the plan says which. */
  zones: string[];
  maximumSize: number;
  /** Of the largest size. */
  spotInstances: number;
  /** `resolve:ssm:…`, `ami-…`. */
  image: string;
  /** What each instance's disks take. */
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

/** The one that it depends on by value. */
function templateOf(group: NeedyResource, resources: NeedyResource[]): NeedyResource | undefined {
  return ofType(resources, aws.launchTemplate).find(({ urn }) => group.dependsOn.includes(urn));
}

/** The plan's clusters know the zones: their instances are those of the providers, which point at the groups. */
function zonesOf(group: NeedyResource, resources: NeedyResource[], clusters: ClusterSpec[]): string[] {
  const provider = ofType(resources, aws.capacityProvider).find(({ dependsOn }) =>
    dependsOn.includes(group.urn),
  );
  if (provider === undefined) return [];
  const zones = clusters
    .flatMap(({ instances }) => instances)
    .filter(({ capacityProvider }) => isNamed(provider, capacityProvider ?? ""))
    .map(({ availabilityZone }) => availabilityZone)
    // A subnet that nothing is known about stands for its zone there.
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

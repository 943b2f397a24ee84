import { aws, quotas, resourceType, volumeQuotas, type QuotaId } from "@ballast/aws";
import { instanceTypeFacts } from "@ballast/placement";
import type { Group } from "./groups.ts";
import { fields, list, number, text } from "@ballast/model";
import { ofType, type NeedyResource } from "./resource.ts";

/** A stack's need of a quota. */
export interface QuotaNeed {
  quota: QuotaId;
  need: number;
  /** The zone, for a quota per zone. @default - per region */
  zone?: string;
}

/**
 * The needs of a stack with its groups at maximum size, and its services at their desired count or, with scaling,
 * their maximum. Temporary tasks of deployments and schedules are not counted.
 */
export function quotasOf(resources: NeedyResource[], groups: Group[]): QuotaNeed[] {
  const counted = resources.flatMap(({ custom, type, inputs }): QuotaNeed[] =>
    ((custom ? resourceType(type)?.quotas : undefined) ?? [])
      .filter(({ isShared }) => isShared !== true)
      .map(({ quota, amount }) => ({ quota, need: amount?.(inputs) ?? 1 })),
  );
  const needs = addedUp([
    ...counted,
    ...natGateways(resources),
    { quota: "securityGroupRules", need: rulesOfOneGroup(resources) },
    ...instances(groups),
    ...fargate(resources),
    ...disksOf(groups),
  ]);
  const order = quotas.map(({ id }) => id);
  return needs
    .filter(({ need }) => need > 0)
    .sort((one, other) => order.indexOf(one.quota) - order.indexOf(other.quota));
}

/** Adds needs of the same quota. The quota of security group rules is per group, so the largest need counts. */
export function addedUp(needs: QuotaNeed[]): QuotaNeed[] {
  const sums = new Map<string, QuotaNeed>();
  for (const one of needs) {
    const key = `${one.quota} ${one.zone ?? ""}`;
    const before = sums.get(key)?.need ?? 0;
    const need = one.quota === "securityGroupRules" ? Math.max(before, one.need) : before + one.need;
    sums.set(key, { ...one, need });
  }
  return [...sums.values()];
}

function natGateways(resources: NeedyResource[]): QuotaNeed[] {
  const subnets = ofType(resources, aws.subnet);
  return addedUp(
    ofType(resources, aws.natGateway).map(({ dependsOn }) => {
      const subnet = subnets.find(({ urn }) => dependsOn.includes(urn));
      const zone = text(subnet?.inputs["availabilityZone"]);
      return { quota: "natGateways", need: 1, ...(zone !== "" && { zone }) };
    }),
  );
}

/**
 * Number of rules in the security group with the most rules in one direction. A rule with a prefix list counts as the
 * list's maximum number of entries.
 */
function rulesOfOneGroup(resources: NeedyResource[]): number {
  const counted = new Map<string, number>();
  const lists = ofType(resources, aws.managedPrefixList);
  for (const type of [aws.ingressRule, aws.egressRule]) {
    for (const { inputs, dependsOn } of ofType(resources, type)) {
      const prefixes = text(inputs["prefixListId"]) !== "";
      const held = lists.find(({ urn }) => prefixes && dependsOn.includes(urn));
      const key = `${type} ${text(inputs["securityGroupId"])}`;
      counted.set(key, (counted.get(key) ?? 0) + (number(held?.inputs["maxEntries"]) || 1));
    }
  }
  return Math.max(0, ...counted.values());
}

function instances(groups: Group[]): QuotaNeed[] {
  return addedUp(
    groups.flatMap(({ instanceTypes, maximumSize, spotInstances }) => {
      const family = familyOf(instanceTypes[0] ?? "");
      if (family === undefined) return [];
      // The largest type, because the group may launch any of its types.
      const vCpus = Math.max(0, ...instanceTypes.map((type) => instanceTypeFacts(type)?.vCpus ?? 0));
      const onDemand = maximumSize - spotInstances;
      const needs: QuotaNeed[] = [
        { quota: `${family}OnDemand`, need: onDemand * vCpus },
        { quota: `${family}Spot`, need: spotInstances * vCpus },
      ];
      return needs.filter(({ need }) => need > 0);
    }),
  );
}

/** The EC2 quota of an instance type's family; undefined for a family whose quota is not checked. */
export function familyOf(instanceType: string): "standard" | "graphics" | undefined {
  const letters = /^[a-z]+/.exec(instanceType)?.[0] ?? "";
  if (letters === "g" || letters === "vt" || letters === "gr") return "graphics";
  return /^(a|c|d|h|i|im|is|m|r|t|z)$/.test(letters) ? "standard" : undefined;
}

function fargate(resources: NeedyResource[]): QuotaNeed[] {
  const definitions = ofType(resources, aws.taskDefinition);
  return addedUp(
    ofType(resources, aws.service).flatMap(({ urn, inputs, dependsOn }): QuotaNeed[] => {
      const providers = list(inputs["capacityProviderStrategies"]).map((one) =>
        text(fields(one)["capacityProvider"]),
      );
      const onFargate =
        inputs["launchType"] === "FARGATE" || providers.some((name) => name.startsWith("FARGATE"));
      const definition = definitions.find(({ urn }) => dependsOn.includes(urn));
      const bounds = ofType(resources, aws.scalableTarget).find((target) => target.dependsOn.includes(urn));
      const tasks = number(bounds?.inputs["maxCapacity"] ?? inputs["desiredCount"]);
      const need = (tasks * number(definition?.inputs["cpu"])) / 1024;
      if (!onFargate || need === 0) return [];
      // With FARGATE and FARGATE_SPOT, all tasks may run on either one.
      const spot = providers.includes("FARGATE_SPOT");
      const onDemand = providers.length === 0 || providers.includes("FARGATE");
      return [
        ...(onDemand ? [{ quota: "fargateOnDemand" as const, need }] : []),
        ...(spot ? [{ quota: "fargateSpot" as const, need }] : []),
      ];
    }),
  );
}

/** Storage of the instances' own volumes. Separate EBS volumes are counted elsewhere. */
function disksOf(groups: Group[]): QuotaNeed[] {
  return groups.flatMap(({ maximumSize, disks }) =>
    disks.flatMap(({ type, gib }) => {
      const quota = volumeQuotas[type];
      return quota === undefined ? [] : { quota, need: gib * maximumSize };
    }),
  );
}

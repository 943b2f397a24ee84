import { aws, quotas, resourceType, volumeQuotas, type QuotaId } from "@ballast/aws";
import { instanceTypeFacts } from "@ballast/placement";
import type { Group } from "./groups.ts";
import { fields, list, number, text } from "@ballast/model";
import { ofType, type NeedyResource } from "./resource.ts";

/** How much of a quota a stack takes. */
export interface QuotaNeed {
  quota: QuotaId;
  need: number;
  /** The zone, where AWS counts by zone. @default - the whole region */
  zone?: string;
}

/**
 * What a stack takes when its groups are as large as they may be, and its services have the tasks that they ask for, or may be scaled to.
 * What a deployment or a scheduled task adds for a while is not counted.
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

/** Where two say the same, one need; rules are of one group each, so the largest counts. */
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

/** Of the group that has most in one direction. A rule for a prefix list counts as many as the list may hold. */
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
      // Whichever of the types it gets.
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

/** The quota of EC2 that a type counts against; for other families none is known here. */
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
      // A service of both may run all its tasks on either.
      const spot = providers.includes("FARGATE_SPOT");
      const onDemand = providers.length === 0 || providers.includes("FARGATE");
      return [
        ...(onDemand ? [{ quota: "fargateOnDemand" as const, need }] : []),
        ...(spot ? [{ quota: "fargateSpot" as const, need }] : []),
      ];
    }),
  );
}

/** What the disks of instances need; volumes count for themselves. */
function disksOf(groups: Group[]): QuotaNeed[] {
  return groups.flatMap(({ maximumSize, disks }) =>
    disks.flatMap(({ type, gib }) => {
      const quota = volumeQuotas[type];
      return quota === undefined ? [] : { quota, need: gib * maximumSize };
    }),
  );
}

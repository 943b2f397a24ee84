import {
  anywhere,
  checkCertificateArn,
  everybodyAmong,
  type Client,
  type Protection,
} from "@ballast/contracts";
import { z } from "zod";
import { cidrBlock, clientsOf, held, key, loadBalancerProtection, refuse } from "./common.ts";
import type { NetworkSettings, StackNetwork } from "./network.ts";

// Who reaches a scenario's load balancer, from where, and how: the same settings in every scenario that has one.

/** Public subnets, and so zones, that a load balancer which faces the internet needs (its components' own minimum). */
const publicZones = 2;

export interface FrontDoor {
  clients: Record<string, string>;
  internetFacing: boolean;
  certificateArn?: string | undefined;
  loadBalancerProtection?: Protection | undefined;
}

const certificateArn = held(z.string(), checkCertificateArn).optional().meta({
  description: "ARN of an ACM certificate; the load balancer then uses TLS. `internetFacing` requires it.",
  without: "no TLS, inside the VPC",
});

/** @param who Completes "Who may …": `reach the web servers`. */
export function databaseDoor(who: string) {
  return {
    clients: z.record(key, cidrBlock).describe(`Address ranges that can ${who}, keyed by name.`),
    internetFacing: z
      .boolean()
      .default(false)
      .describe(
        "The load balancer is in public subnets, and only `clients` can connect: see [facing the internet]" +
          "(../internet-facing.md). A change replaces the load balancer.",
      ),
    loadBalancerProtection,
  };
}

/** The same of HTTP, for which the load balancer speaks TLS. */
export function webDoor(who: string) {
  return { ...databaseDoor(who), certificateArn };
}

interface DoorRules<Settings> {
  /** The front door among the settings. @default - the settings themselves */
  of?: (settings: Settings) => FrontDoor;
  /** Where it is among them. @default - at the top */
  path?: string[];
  /** Whether the containers speak TLS by themselves, as a database does. @default false */
  ownTls?: boolean;
}

/** For `.superRefine`: what AWS would refuse, and what is open by mistake. */
export function checkDoor<Settings extends NetworkSettings>(rules: DoorRules<Settings> = {}) {
  const { of = (settings: Settings) => settings as unknown as FrontDoor, path = [], ownTls = false } = rules;
  return (settings: Settings, context: z.RefinementCtx): void => {
    const { clients, internetFacing, certificateArn: certificate } = of(settings);
    if (!internetFacing)
      refuseEverybody(context, [...path, "clients"], clients, {
        because: "and the load balancer is internal",
        remedy: `Set ${[...path, "internetFacing"].join(".")}, or name a range`,
      });
    else if (ownTls)
      refuseEverybody(context, [...path, "clients"], clients, {
        because: "and what keeps data answers named clients alone",
        remedy: "Name their ranges",
      });
    else if (certificate === undefined)
      refuse(
        context,
        [...path, "certificateArn"],
        "is missing; what faces the internet speaks TLS. Name an ACM certificate, or leave internetFacing out.",
      );
    const { network } = settings;
    if (internetFacing && network !== undefined) refuseFewSubnets(context, network.publicSubnetIds);
  };
}

/** Refuses the whole internet as one client or as several together. */
export function refuseEverybody(
  context: z.RefinementCtx,
  path: string[],
  clients: Record<string, string>,
  { because, remedy }: { because: string; remedy: string },
): void {
  const { alone, together } = everybodyAmong(clients);
  for (const name of alone)
    refuse(context, [...path, name], `"${anywhere}" is the whole internet, ${because}. ${remedy}.`);
  if (together) refuse(context, path, `together are the whole internet, ${because}. ${remedy}.`);
}

function refuseFewSubnets(context: z.RefinementCtx, publicSubnetIds: Record<string, string>): void {
  const zones = Object.keys(publicSubnetIds);
  if (zones.length >= publicZones) return;
  refuse(
    context,
    ["network", "publicSubnetIds"],
    `names ${zones.length === 0 ? "no zone" : `zone ${zones.join()}`}; a load balancer that faces the internet needs public ` +
      "subnets in two zones. Name them, or leave internetFacing out.",
  );
}

/** Public zones that the network must have; `networkOf` refuses one that has fewer. */
export function publicZonesFor({ internetFacing }: FrontDoor): number {
  return internetFacing ? publicZones : 0;
}

/** A load balancer's arguments of its front door. */
export function doorArgs(
  { clients, internetFacing, loadBalancerProtection: deletionProtection }: FrontDoor,
  { vpcId, publicSubnetIds, privateSubnetIds }: StackNetwork,
): {
  vpcId: string;
  subnetIds: Record<string, string>;
  clients: Record<string, Client>;
  internetFacing: boolean;
  deletionProtection: Protection | undefined;
} {
  return {
    vpcId,
    subnetIds: internetFacing ? publicSubnetIds : privateSubnetIds,
    clients: clientsOf(clients),
    internetFacing,
    deletionProtection,
  };
}

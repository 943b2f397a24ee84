import { regionOfZone, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type networkProgram from "../network/index.ts";
import { key } from "./common.ts";
import { fullKey, settingsFile, SettingsRefusal } from "./refusal.ts";
import { currentEnvironment } from "./stackName.ts";

/** An id as EC2 makes it: `vpc-0123456789abcdef0`. */
export const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `give an id of the form "${prefix}-0123456789abcdef0"`);

/** A team's own network, by its ids; without this setting the stack stands on `network-<environment>`. */
const ownNetwork = z
  .strictObject({
    vpcId: id("vpc").describe("The VPC."),
    privateSubnetIds: z
      .record(key, id("subnet"))
      .describe("Subnets with outbound access through NAT or endpoints, keyed by the letter of their zone."),
    publicSubnetIds: z
      .record(key, id("subnet"))
      .default({})
      .describe("Subnets with a route to the internet, keyed by the letter of their zone."),
  })
  .meta({
    description: "An existing network: see [your own VPC](../own-vpc.md).",
    without: "the stack `network-<environment>`",
  });

/** On which network a stack stands. */
export const networkSettings = {
  network: ownNetwork.optional(),
  networkEnvironment: z
    .string()
    .regex(/^[a-z0-9]+$/, 'give an environment, for example "prod"')
    .optional()
    .meta({
      description:
        "The environment whose network stack this stack uses: a second stack in the network of `prod`'s, for example of restored data, needs no " +
        "network of its own.",
      without: "the stack's own environment",
    }),
  networkInstance: z
    .string()
    .regex(/^[a-z][a-z0-9]*$/, 'give the name of an instance, for example "us"')
    .optional()
    .meta({
      description:
        "Selects a network if the environment has several: `us` is the stack `network_us-<environment>`.",
      without: "the network without an instance name, `network-<environment>`",
    }),
};

export type NetworkSettings = z.infer<z.ZodObject<typeof networkSettings>>;

/** A network as stacks need it; its ids are plain, because subnets decide what exists. */
export interface StackNetwork {
  vpcId: string;
  privateSubnetIds: Record<string, string>;
  publicSubnetIds: Record<string, string>;
}

/** The network stack's outputs, from its own program: a renamed one is a type error here. */
type NetworkOutputs = pulumi.Unwrap<Awaited<ReturnType<typeof networkProgram>>>;

/**
 * The network of the settings, or else the one of an environment's network stack.
 *
 * @param publicZones Zones in which it must have public subnets: those of the network stack are known only now.
 */
export async function networkOf(
  { network: own, networkEnvironment, networkInstance }: NetworkSettings,
  site: Site,
  publicZones = 0,
): Promise<StackNetwork> {
  for (const [key, value] of Object.entries({ networkEnvironment, networkInstance }))
    if (own !== undefined && value !== undefined)
      throw new SettingsRefusal([
        {
          path: [fullKey("settings"), key],
          text: `is ${JSON.stringify(value)}, beside a network of your own. Remove ${key}, or network.`,
        },
      ]);
  const network =
    own ?? (await environmentsNetwork(site, networkEnvironment ?? currentEnvironment(), networkInstance));
  const zones = Object.keys(network.publicSubnetIds);
  if (zones.length < publicZones) {
    const text =
      `The network has public subnets in ${zones.length} zones (${zones.join(", ") || "none"}), and these settings need ` +
      `${publicZones}. Add public subnets to the network, or leave what is public out.`;
    throw new SettingsRefusal([{ path: [fullKey("settings")], text }]);
  }
  return network;
}

/** The name of the stack with an environment's network. */
export function networkStack(environment: string, instance?: string): string {
  return `network${instance === undefined ? "" : `_${instance}`}-${environment}`;
}

async function environmentsNetwork(
  site: Site,
  environment: string,
  instance?: string,
): Promise<StackNetwork> {
  const stack = networkStack(environment, instance);
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
  await requireStack(name, stack);
  const reference = new pulumi.StackReference(name);
  const output = async <K extends keyof NetworkOutputs>(outputName: K): Promise<NetworkOutputs[K]> => {
    const value: unknown = (await reference.getOutputDetails(outputName)).value;
    if (value === undefined || value === null) {
      throw new pulumi.RunError(
        `The stack ${name} has no output "${outputName}". Deploy it first (npx pulumi up --stack ${stack}), ` +
          `or give this stack a network of your own under ${pulumi.getProject()}:settings.network.`,
      );
    }
    return value as NetworkOutputs[K];
  };
  const [vpcId, privateSubnetIds, publicSubnetIds] = await Promise.all([
    output("vpcId"),
    output("privateSubnetIds"),
    output("publicSubnetIds"),
  ]);
  await refuseElsewhere(stack, reference, site);
  return { vpcId, privateSubnetIds, publicSubnetIds };
}

/** The engine itself says of a missing stack only that it is unknown, and the program cannot say more by then. */
async function requireStack(name: string, stack: string): Promise<void> {
  try {
    await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
  } catch (error) {
    if (!/unknown stack|no stack named|not found/i.test(String(error))) throw error;
    throw new pulumi.RunError(
      `The stack ${name}, on which ${pulumi.getStack()} stands, is not in this backend. Deploy it first ` +
        `(npx pulumi up --stack ${stack}), or give this stack a network of your own under ${fullKey("settings")}.network. ` +
        "Nothing was registered.",
    );
  }
}

/** Subnets are of use in their own region and account alone. */
async function refuseElsewhere(network: string, reference: pulumi.StackReference, site: Site): Promise<void> {
  // A network that was deployed long ago does not say all of it.
  const zones: unknown = (await reference.getOutputDetails("zoneNames")).value;
  const [zone = ""] = Object.values((zones ?? {}) as NetworkOutputs["zoneNames"]);
  const account = (await reference.getOutputDetails("accountId")).value as string | undefined;
  const faults = [
    ...elsewhere("region", regionOfZone(zone), site.region),
    ...elsewhere("account", account, site.accountId),
  ];
  if (faults.length > 0)
    throw new pulumi.RunError(
      `${pulumi.getStack()} (${settingsFile()}) cannot stand on ${network}: that network is in the ${faults.join(" and the ")}. ` +
        `Change ${fullKey("account")} or aws:region, or name a network of the same region and account by networkInstance, ` +
        `networkEnvironment or network under ${fullKey("settings")}. Nothing was registered.`,
    );
}

/** @param here The site's; an output is not compared. */
function elsewhere(what: string, there: string | undefined, here: pulumi.Input<string>): string[] {
  if (there === undefined || typeof here !== "string" || there === here) return [];
  return [`${what} ${there}, not ${here}`];
}

/** A zone that the settings name at a path of theirs, and the key of its subnets. */
export interface NamedZone {
  path: string[];
  zone: string;
  key: string;
}

/** For `.superRefine`: a network of your own is known there; the network stack's, when the program runs. */
export function checkZones<Settings extends NetworkSettings>(zonesOf: (settings: Settings) => NamedZone[]) {
  return (settings: Settings, context: z.RefinementCtx): void => {
    if (settings.network === undefined) return;
    for (const { path, zone, key: word } of without(zonesOf(settings), settings.network))
      context.addIssue({
        code: "custom",
        path,
        input: zone,
        message: `network.privateSubnetIds has no ${JSON.stringify(word)}; name a zone that has a subnet`,
      });
  };
}

/** @throws {pulumi.RunError} if the network has no subnet in one of the zones. */
export function requireZones(zones: NamedZone[], network: StackNetwork): void {
  const zoneLike = (zone: string, letter: string): string => {
    const region = regionOfZone(zone);
    return region === undefined ? letter : region + letter;
  };
  const missing = without(zones, network).map(({ path, zone }) => ({
    path: [fullKey("settings"), ...path],
    text:
      `${zone} has no private subnet in this network; allowed: ` +
      `${Object.keys(network.privateSubnetIds)
        .map((letter) => zoneLike(zone, letter))
        .join(", ")}. ` +
      "Use one of these, or add the zone to the network.",
  }));
  if (missing.length > 0) throw new SettingsRefusal(missing);
}

function without(
  zones: NamedZone[],
  { privateSubnetIds }: Pick<StackNetwork, "privateSubnetIds">,
): NamedZone[] {
  return zones.filter((one) => !Object.hasOwn(privateSubnetIds, one.key));
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { record, recordRefusal } from "../record.ts";
import { decode, unknownOnTheWire, type Properties } from "../wire.ts";
import type { Constructed } from "./construction.ts";
import { remoteComponents } from "./remoteComponents.ts";
import { computed, standInSite } from "./index.ts";

interface RecordedChild {
  urn: string;
  parent?: string;
  inputs: Properties;
  secrets: string[];
  unknown: string[];
  dependsOn: string[];
  propertyDependencies: Record<string, string[]>;
}

type Refused = { refused: string };
type Mode = "preview" | "update";

const { recordings, outputs } = JSON.parse(
  readFileSync(join(__dirname, "recordings/awsxVpc.json"), "utf8"),
) as {
  recordings: Record<string, { args: awsx.ec2.VpcArgs } & Record<Mode, RecordedChild[] | Refused>>;
  outputs: Record<string, { state: Properties; dependencies: Record<string, string[]> }>;
};

const prefix = "urn:pulumi:test-dev::ballast::";
const short = (urn: string): string => urn.replace(prefix, "");
const cases = Object.entries(recordings).flatMap(([name, { args, ...modes }]) =>
  (["preview", "update"] as const).map((mode) => [name, mode, args, modes[mode]] as const),
);

it("is held against every recording of the real component", () => {
  expect(cases).toHaveLength(50);
  expect(cases.filter(([, , , recorded]) => "refused" in recorded)).toHaveLength(5);
});

describe("what awsx:ec2:Vpc registers", () => {
  it.each(cases)("is what the real component registers: %s, %s", async (_name, mode, args, recorded) => {
    const build = (): unknown => new awsx.ec2.Vpc("main-vpc", args);
    const options = { preview: mode === "preview" };
    if ("refused" in recorded) {
      const { error } = await recordRefusal(build, options);
      expect(error.message.split("\n")[0]).toBe(recorded.refused);
      return;
    }
    const { resources } = await record(build, options);
    const registered = resources.map((resource) => ({
      urn: short(resource.urn),
      ...(resource.parent !== null && { parent: short(resource.parent) }),
      inputs: resource.inputs,
      secrets: resource.secrets,
      unknown: [...resource.unknown].sort(),
      dependsOn: resource.dependsOn.map(short),
      propertyDependencies: resource.propertyDependencies,
    }));
    expect(registered).toEqual(recorded);
  });

  it.each(Object.keys(outputs))("is answered as the real component answers it: %s", (key) => {
    const [, name = "", mode = ""] = /^(.*), (preview|update)$/.exec(key) ?? [];
    const { state, dependencies } = construct(recordings[name]?.args ?? {}, mode as Mode);
    const sorted = Object.entries(dependencies).map(([output, urns]) => [output, urns.map(short).sort()]);
    expect(withoutUrnPrefix(decode(state).value)).toEqual(outputs[key]?.state);
    expect(Object.fromEntries(sorted)).toEqual(outputs[key]?.dependencies);
  });
});

describe("zones", () => {
  /** The children of a zone, with what differs between zones taken out. */
  const ofZone = (children: RecordedChild[], number: number, zone: string): unknown[] =>
    children
      .filter(({ urn }) => urn.endsWith(`-${number}`))
      .map((one) => {
        const text = JSON.stringify({ ...one, inputs: { ...one.inputs, cidrBlock: undefined } });
        return text
          .replaceAll(`-${number}"`, '-#"')
          .replaceAll(zone, "zone")
          .replaceAll(zone.replace(/^.*-(?=\d)/, ""), "z");
      });

  it("add the same children each, in every recording", () => {
    const compared = Object.values(recordings).flatMap(({ args, preview }) => {
      const zones = args.availabilityZoneNames ?? [];
      if ("refused" in preview || zones.length < 3) return [];
      const second = ofZone(preview, 2, zones[1] ?? "");
      expect(second.length).toBeGreaterThan(6);
      return zones.slice(2).map((zone, index) => {
        expect(ofZone(preview, index + 3, zone)).toEqual(second);
        // Nothing is left that belongs to no zone and depends on their number.
        return preview.filter(({ urn }) => !/-\d$/.test(urn)).length;
      });
    });
    expect(compared).toEqual([3, 3, 3, 3, 3, 3, 3]);
  });

  it.each([5, 6, 8])("add the same children where there are more than were recorded: %d", async (count) => {
    const names = [..."abcdefgh"].slice(0, count).map((letter) => `eu-central-1${letter}`);
    const blocks = (offset: number): string[] =>
      names.map((_zone, index) => `10.0.${index * 32 + offset}.0/22`);
    const { resources } = await record(
      () =>
        new awsx.ec2.Vpc("main-vpc", {
          ...recordings["network-prod"]?.args,
          cidrBlock: "10.0.0.0/16",
          availabilityZoneNames: names,
          subnetSpecs: [
            { type: "Public", name: "public", cidrBlocks: blocks(16) },
            { type: "Private", name: "private", cidrBlocks: blocks(0) },
          ],
        }),
      { preview: true },
    );
    const all = resources.map((one) => ({ ...one, urn: short(one.urn) })) as unknown as RecordedChild[];
    for (const [index, zone] of names.entries())
      expect(ofZone(all, index + 1, zone)).toHaveLength(ofZone(all, 1, names[0] ?? "").length);
    expect(all).toHaveLength(3 + count * 10);
  });
});

it("makes whatever uses the VPC's id wait for every subnet", async () => {
  const { args } = recordings["network-prod"] ?? {};
  const recording = await record(() => {
    const { vpcId } = new awsx.ec2.Vpc("main-vpc", args);
    new aws.ec2.SecurityGroup("web", { vpcId });
  });
  const subnets = recording.ofType("aws:ec2/subnet:Subnet");
  const { dependsOn } = recording.the("aws:ec2/securityGroup:SecurityGroup");
  expect(Object.keys(subnets)).toHaveLength(9);
  expect(dependsOn).toEqual(expect.arrayContaining(Object.values(subnets).map(({ urn }) => urn)));
});

it("registers children with the provider and the protection of the component", async () => {
  const { args } = recordings["1 zone single"] ?? {};
  const recording = await record(() => {
    const provider = new aws.Provider("other", { region: "eu-west-1" });
    new awsx.ec2.Vpc("main-vpc", args, { provider, protect: true });
  });
  const children = recording.resources.filter(({ type }) => type.startsWith("aws:ec2/"));
  expect(children).toHaveLength(12);
  for (const child of children) {
    expect(child.provider).toContain("::other::");
    expect(child.protect).toBe(true);
  }
});

describe("arguments whose effect was never recorded", () => {
  const base = (): Properties => {
    const copy: unknown = JSON.parse(JSON.stringify(recordings["network-dev"]?.args));
    return copy as Properties;
  };
  const refusal = async (args: Properties, preview = false): Promise<string> => {
    const { error, registered } = await recordRefusal(() => new awsx.ec2.Vpc("main-vpc", args), { preview });
    expect(registered).toEqual([]);
    return error.message;
  };

  it.each([
    ["numberOfAvailabilityZones", 2],
    ["availabilityZoneCidrMask", 18],
    ["instanceTenancy", "dedicated"],
    ["ipv4IpamPoolId", "ipam-pool-1"],
    ["ipv4NetmaskLength", 20],
    ["ipv6CidrBlock", "2001:db8::/56"],
    ["vpcEndpointStrategy", "Auto"],
    ["subnetStrategy", "Exact"],
    ["subnetStrategy", "Legacy"],
    ["subnetNameTagStrategy", "Legacy"],
    ["cidrBlock", "10.20.0.1/16"],
    ["region", "nowhere"],
    ["enableDnsSupport", "yes"],
    ["availabilityZoneNames", []],
    ["availabilityZoneNames", ["eu-central-1a", "eu-central-1a"]],
    ["availabilityZoneNames", ["eu-central-1a", "us-east-1b"]],
    ["availabilityZoneNames", ["eu-central-1a", "us-west-2-lax-1a"]],
    ["tags", { Team: 1 }],
    ["natGateways.strategy", "single"],
    ["natGateways.strategy", undefined],
    ["natGateways.elasticIpAllocationIds", ["eipalloc-1"]],
    ["natGateways.count", 2],
    ["subnetSpecs[0].cidrMask", 22],
    ["subnetSpecs[0].size", 1024],
    ["subnetSpecs[0].type", "Protected"],
    ["subnetSpecs[1].type", "Public"],
    ["subnetSpecs[1].name", "public"],
    ["subnetSpecs[1].cidrBlocks", ["10.20.0.0/20"]],
    ["subnetSpecs[1].cidrBlocks", undefined],
    ["subnetSpecs[1].assignIpv6AddressOnCreation", true],
    ["vpcEndpointSpecs", [{ serviceName: "com.amazonaws.eu-central-1.s3", vpcEndpointType: "Gateway" }]],
    ["vpcEndpointSpecs", [{ serviceName: "com.amazonaws.eu-central-1.ecr.api" }]],
    ["vpcEndpointSpecs", [{ serviceName: "com.amazonaws.us-east-1.s3" }]],
    ["region", "us-east-1"],
    ["cidrBlock", "0.0.0.0/0"],
    ["cidrBlock", "10.20.0.0/32"],
    ["cidrBlock", "10.16.0.0/12"],
    ["enableDnsSupport", false],
    ["enableDnsSupport", undefined],
    ["enableDnsHostnames", false],
    ["enableNetworkAddressUsageMetrics", false],
    ["assignGeneratedIpv6CidrBlock", false],
    ["tags", { SubnetType: "mine" }],
    ["assignGeneratedIpv6CidrBlock", true, { natGateways: { strategy: "None" } }],
    ["natGateways.elasticIpAllocationIds", ["eipalloc-1", "eipalloc-1"]],
    ["subnetSpecs[0].cidrBlocks", ["192.168.0.0/22", "172.16.0.0/22"]],
    ["subnetSpecs[0].cidrBlocks", ["10.0.0.0/8", "11.0.0.0/8"]],
    ["subnetSpecs[0].cidrBlocks", ["10.20.16.0/32", "10.20.48.0/32"]],
    ["subnetSpecs[0].tags", { SubnetType: "mine" }],
    ["subnetSpecs[0].tags", { Name: "mine" }],
    ["subnetSpecs[0].name", "a/b c"],
    ["subnetSpecs[0].name", undefined],
    ["subnetSpecs", [{ type: "Unused", name: "spare", cidrBlocks: ["10.20.16.0/22", "10.20.48.0/22"] }]],
    ["subnetSpecs", [{ type: "Private", name: "private", cidrBlocks: ["10.20.16.0/22", "10.20.48.0/22"] }]],
    ["availabilityZoneNames", [..."abcdefghi"].map((letter) => `eu-central-1${letter}`)],
  ] as [string, unknown, Properties?][])("are refused: %s: %j", async (path, value, more = {}) => {
    const message = await refusal(withValue({ ...base(), ...more }, path, value));
    expect(message).toContain('awsx:ec2:Vpc "main-vpc" has arguments whose effect was never recorded');
    expect(message).toContain(path.split(/[.[]/)[0]);
    if (value !== undefined && !Array.isArray(value) && typeof value !== "object")
      expect(message).toContain(JSON.stringify(value));
  });

  it("are refused whatever their name and value", () => {
    const known = new Set(Object.values(recordings).flatMap(({ args }) => Object.keys(args)));
    const names = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,20}$/).filter((name) => !known.has(name));
    const values = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean());
    const where = fc.constantFrom("", "natGateways.", "subnetSpecs[1].");
    // Through the model itself: the SDK of awsx drops what it does not know.
    fc.assert(
      fc.property(where, names, values, (place, name, value) => {
        fc.pre(!["strategy", "type", "name"].includes(name));
        expect(() => construct(withValue(base(), `${place}${name}`, value), "update")).toThrow(
          `${place}${name}: `,
        );
      }),
    );
  });

  it("are refused whichever block of a subnet is not in the VPC", () => {
    const octet = fc.integer({ min: 0, max: 255 }).filter((one) => one !== 20);
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.nat(1),
        octet,
        fc.integer({ min: 20, max: 24 }),
        (spec, zone, second, bits) => {
          const block = `10.${second}.0.0/${bits}`;
          const path = `subnetSpecs[${spec}].cidrBlocks[${zone}]`;
          expect(() => construct(withValue(base(), path, block), "update")).toThrow(
            `${path}: "${block}" is not in 10.20.0.0/16.`,
          );
        },
      ),
    );
  });

  it("are refused all at once", async () => {
    const args = { ...base(), numberOfAvailabilityZones: 3, subnetStrategy: "Exact", region: "x" };
    expect((await refusal(args)).split("\n").slice(1)).toEqual([
      expect.stringMatching(/^ {2}numberOfAvailabilityZones: 3 was given, .* Leave it out\. Allowed: /),
      expect.stringMatching(/^ {2}region: "x" is not a region\. Give one such as "eu-central-1"\.$/),
      expect.stringMatching(/^ {2}subnetStrategy: "Exact" is not modelled\. Allowed: "Auto"\.$/),
    ]);
  });

  it("are refused without a word of a secret", async () => {
    const message = await refusal({ ...base(), tags: { Token: pulumi.secret("hunter2") } });
    expect(message).toContain("tags.Token: a secret is not modelled. Give a value that is not secret.");
    expect(message).not.toContain("hunter2");
    const odd = await refusal({ ...base(), cidrBlock: pulumi.secret("hunter2") });
    expect(odd).not.toContain("hunter2");
  });

  it.each([true, false])("are refused if they come from another resource (preview: %j)", async (preview) => {
    const { error } = await recordRefusal(
      () => {
        const topic = new aws.sns.Topic("topic");
        new awsx.ec2.Vpc("main-vpc", { ...base(), tags: { Topic: topic.arn } });
      },
      { preview },
    );
    expect(error.message).toMatch(/tags(\.Topic)?: it (is not known yet|comes from another resource)/);
  });
});

it("refuses with awsx's words to route private subnets through a gateway that has no subnet", async () => {
  const { args } = recordings["public only none"] ?? {};
  const single = { ...args, natGateways: { strategy: "Single" as const } };
  const { error } = await recordRefusal(() => new awsx.ec2.Vpc("main-vpc", single));
  expect(error.message).toContain("public subnets must be declared to host the NAT Gateway");
});

/** Runs the model alone, each child answered as the recorder answers it. */
function construct(args: awsx.ec2.VpcArgs, mode: Mode): Constructed {
  const component = `${prefix}awsx:ec2:Vpc::main-vpc`;
  const make = remoteComponents["awsx:ec2:Vpc"];
  const steps = make!({ name: "main-vpc", urn: component, inputs: args as Properties });
  let step = steps.next();
  while (!step.done) {
    const { type, name, parent, inputs } = step.value;
    const urn = `${prefix}${parent.split("::")[2]}$${type}::${name}`;
    const made = computed({ urn, type, name, inputs, site: standInSite("eu-central-1") });
    step = steps.next(
      mode === "preview" ? { urn, id: unknownOnTheWire, state: {} } : { urn, id: made.id, state: made.state },
    );
  }
  return step.value;
}

function withoutUrnPrefix(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(prefix, ""));
}

function withValue(args: Properties, path: string, value: unknown): Properties {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  let at = args as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = keys.at(-1) ?? "";
  if (value === undefined) delete at[last];
  else at[last] = value;
  return args;
}

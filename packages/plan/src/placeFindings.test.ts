import fc from "fast-check";
import { placeFindings } from "./placeFindings.ts";
import type { Resource } from "@ballast/model";
import { resource as planned } from "./testing.ts";

const resource = (type: string, name: string, inputs: Record<string, unknown>): Resource => ({
  ...planned(type, name, inputs),
  state: inputs,
  id: name,
  protect: false,
  retainOnDelete: false,
});
const vpc = resource("aws:ec2/vpc:Vpc", "main", { cidrBlock: "10.24.0.0/16" });
const placed = (more: Partial<Parameters<typeof placeFindings>[0]>) =>
  placeFindings({
    urn: "urn:stack",
    region: "eu-central-1",
    resources: [],
    foundations: [vpc],
    settings: {},
    connected: [],
    ...more,
  });

it("warns of clients outside of the VPC and of all ranges that it is connected to", () => {
  const settings = { clients: { dev: "10.20.0.0/16" } };
  expect(placed({ settings })).toEqual([
    {
      rule: "clients-within-network",
      severity: "warning",
      urn: "urn:stack",
      message: 'allows the clients "dev" from 10.20.0.0/16, which is outside of the VPC (10.24.0.0/16)',
    },
  ]);
  expect(placed({ settings, connected: ["10.0.0.0/8"] })).toEqual([]);
  expect(placed({ settings, foundations: [] })).toEqual([]);
});

it.each([
  { site: { clients: { dev: "10.20.0.0/16" } } },
  { gate: { clients: { dev: { cidrBlock: "10.20.0.0/16" }, builds: { securityGroupId: "sg-0" } } } },
])("finds clients wherever settings name them (%j)", (settings) => {
  expect(placed({ settings }).map(({ rule }) => rule)).toEqual(["clients-within-network"]);
});

it("warns of a service within a template that its region lacks", () => {
  const Resources = { Directory: { Type: "AWS::DirectoryService::MicrosoftAD", Properties: {} } };
  const templateBody = JSON.stringify({ Resources });
  const stack = resource("aws:cloudformation/stack:Stack", "directory", { templateBody });
  const found = placed({ resources: [stack], region: "ap-east-2" });
  expect(found).toEqual([expect.objectContaining({ rule: "region-service", urn: `${stack.urn}#Directory` })]);
  expect(placed({ resources: [stack] })).toEqual([]);
});

it("warns of no part of the VPC, and of no public range", () => {
  fc.assert(
    fc.property(fc.nat({ max: 255 }), fc.integer({ min: 24, max: 32 }), (third, prefix) => {
      const inside = { clients: { one: `10.24.${third}.0/${prefix}` } };
      const open = { clients: { one: `203.0.113.0/${prefix}`, all: "0.0.0.0/0" } };
      expect([...placed({ settings: inside }), ...placed({ settings: open })]).toEqual([]);
      const outside = { clients: { one: `10.25.${third}.0/${prefix}` } };
      expect(placed({ settings: outside })).toHaveLength(1);
    }),
  );
});

it("warns of zones and services that the region is not known to have", () => {
  expect(placed({ settings: { zones: ["eu-central-1a", "eu-central-1z"] } })).toMatchObject([
    {
      rule: "region-zone",
      message: expect.stringMatching(
        /^has the zone eu-central-1z in settings.zones\[1\]; known zones are eu-central-1a/,
      ),
    },
  ]);
  const repository = resource("aws:codecommit/repository:Repository", "site", {});
  expect(placed({ resources: [repository], region: "eu-south-2" })).toMatchObject([
    {
      rule: "region-service",
      message: expect.stringMatching(/^uses codecommit, which is not offered in eu-south-2 \(botocore/),
    },
  ]);
  expect(placed({ resources: [repository] })).toEqual([]);
  // A resource may stand in another region than its stack.
  const copied = resource("aws:codecommit/repository:Repository", "site", { region: "eu-south-2" });
  expect(placed({ resources: [copied] })).toHaveLength(1);
});

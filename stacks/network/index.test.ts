import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("network");

const good = {
  retention: "retain",
  cidrBlock: "10.0.0.0/16",
  availabilityZones: ["eu-central-1a", "eu-central-1b"],
};

it("refuses settings with every fault at once, each by its key", async () => {
  const { message, registered } = await refusalOf("network-dev", {
    ...good,
    retention: "discard",
    cidrBlock: 10,
    availabilityZones: ["eu-central-1a", 7],
    natGateways: "two",
    zones: 3,
    connectedRanges: { "Head Office": "10.8.0.0/16" },
  });
  expect(message).toBe(
    [
      "The configuration of network-dev (stacks/environments/Pulumi.network-dev.yaml) is refused, and nothing was registered. 5 errors:",
      "  ballast:settings.cidrBlock: is 10; expected: string. Put it in quotes: without them YAML reads a number or a Boolean, and 1.0 becomes 1.",
      "  ballast:settings.availabilityZones[1]: is 7; expected: string. Put it in quotes: without them YAML reads a number or a Boolean, and 1.0 becomes 1.",
      '  ballast:settings.natGateways: is "two"; allowed: "none", "single", "onePerZone". Use one of these.',
      '  ballast:settings.connectedRanges.Head Office: is "Head Office"; use only a–z and 0–9.',
      "  ballast:settings.zones: is not a setting. Allowed here: alarmTopicArn, availabilityZones, cidrBlock, connectedRanges, interfaceEndpoints, isolatedSubnets, logRetentionDays, natGateways, retention, retentionReason, subscribers. Rename it, or remove it.",
    ].join("\n"),
  );
  expect(registered).toEqual([]);
});

it("asks for a reason where data may go", async () => {
  const { message } = await refusalOf("network-dev", { ...good, retention: "discard" });
  expect(message).toContain(
    'ballast:settings.retentionReason: is missing; retention: "discard" deletes data with its stack, so say why that is fine.',
  );
});

it("passes the component's own refusal on, without a stack trace", async () => {
  const { message, registered } = await refusalOf("network-dev", { ...good, cidrBlock: "10.0.0.0/24" });
  expect(message).toBe(
    'By the settings in stacks/environments/Pulumi.network-dev.yaml: Network "main" is refused, and nothing of it was registered. 1 error:\n' +
      '  ballast:settings.cidrBlock: "10.0.0.0/24" is too small for 8 zones of three tiers each; give one between /16 and /22, for example "10.0.0.0/16".',
  );
  expect(registered).toEqual([]);
});

it("says where settings belong that are missing", async () => {
  const { message, registered } = await refusalOf("network-dev", undefined);
  expect(message).toBe(
    "The configuration of network-dev (stacks/environments/Pulumi.network-dev.yaml) is refused, and nothing was registered. 1 error:\n" +
      "  ballast:settings: is missing. Add it under config; the file of another stack shows its form.",
  );
  expect(registered).toEqual([]);
});

it("says so when settings are no object", async () => {
  const { message } = await refusalOf("network-dev", "10.0.0.0/16");
  // The text may be all settings, secrets included.
  expect(message).toContain("ballast:settings: is a string (not shown); expected: object.");
  expect(message).not.toContain("10.0.0.0/16");
});

import { Planner } from "@ballast/plan/planner";
import { recordRefusal } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { doorsOf, office, publicDoor, scenarioNames, withDoor } from "./frontDoors.ts";
import { openThisProject, refusalOf, withSettings } from "./scenarioTests.ts";

// The elements of posts 003c, 003d and 003e: a load balancer that faces the internet, by one setting in every scenario that
// has one. Closed by default.

const without = ["delivery", "network", "placement"];
const open = scenarioNames.filter((name) => !without.includes(name));

const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

type Planned = ReturnType<typeof plan>;
const planned = new Map<string, Planned>();

/** Of the dev stack, as it is committed or open; each is planned once. */
function planOf(scenario: string, isOpen = false): Planned {
  const key = `${scenario} ${isOpen}`;
  const known = planned.get(key) ?? plan(scenario, isOpen ? publicDoor(scenario) : undefined);
  planned.set(key, known);
  return known;
}

async function plan(scenario: string, door?: Record<string, unknown>) {
  const project = await openThisProject();
  const name = `${scenario}-dev`;
  const changed = door ? withSettings(project, name, await withDoor(scenario, door)) : project;
  const { resolved, findings } = await new Planner(changed, "2026-11-21").plan(name);
  const doors = doorsOf(resolved);
  const groups = doors.flatMap(({ inputs }) => inputs["securityGroups"] as string[]);
  const rules = resolved.filter(
    ({ type, inputs }) => type === ingressRule && groups.includes(inputs["securityGroupId"] as string),
  );
  const open = findings.filter(({ severity }) => severity !== "waived").map(({ rule }) => rule);
  return {
    resources: resolved,
    findings: open,
    doors,
    ranges: [...new Set(rules.map(({ inputs }) => inputs["cidrIpv4"]))],
  };
}

it.each(without)("%s has no load balancer to open", async (scenario) => {
  expect((await planOf(scenario)).doors).toEqual([]);
});

describe.each(open)("the load balancer of %s", (scenario) => {
  it("is internal, for addresses of the network, unless its settings say otherwise", async () => {
    const { doors, ranges } = await planOf(scenario);
    expect(doors.map(({ inputs }) => inputs["internal"])).toEqual([true]);
    expect(ranges).toEqual([expect.stringMatching(/^10\./)]);
  });

  it("faces the internet by `internetFacing`, in public subnets, over TLS, for named ranges alone (F.0.22)", async () => {
    const { resources, doors, ranges } = await planOf(scenario, true);
    const closed = await planOf(scenario);
    expect(doors.map(({ inputs }) => inputs["internal"])).toEqual([false]);
    const [subnets, before] = [doors, closed.doors].map(([door]) => door?.inputs["subnets"] as string[]);
    expect(subnets?.length).toBeGreaterThanOrEqual(2);
    expect(subnets?.filter((id) => before?.includes(id))).toEqual([]);
    expect(ranges).toEqual(Object.values(office));

    const listeners = resources.filter(
      ({ type, inputs }) =>
        type === "aws:lb/listener:Listener" &&
        Object.hasOwn(doors[0]?.identifiers ?? {}, inputs["loadBalancerArn"] as string),
    );
    const plain = listeners.filter(({ inputs }) => !["HTTPS", "TLS"].includes(inputs["protocol"] as string));
    expect(listeners.length).toBeGreaterThan(0);
    const task = resources.find(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition");
    // MySQL's own TLS, which it then demands; all others have nothing plain but a redirect.
    if (scenario === "rexray-ebs")
      expect(task?.inputs["containerDefinitions"]).toContain("--require-secure-transport=ON");
    else
      for (const { inputs } of plain) expect(inputs["defaultActions"]).toMatchObject([{ type: "redirect" }]);
  });

  it("is found by the rules only where a database faces the internet, which takes an exception", async () => {
    expect((await planOf(scenario)).findings).toEqual([]);
    const { findings } = await planOf(scenario, true);
    expect(findings).toEqual(scenario === "rexray-ebs" ? ["ec2-data-port"] : []);
  });

  const prefix = scenario === "clair" ? "ballast:settings.site." : "ballast:settings.";
  const halves = { low: "0.0.0.0/1", high: "128.0.0.0/1" };
  const quarters = { a: "128.0.0.0/1", b: "0.0.0.0/2", c: "64.0.0.0/2", d: "10.0.0.0/8" };
  const everyone = { all: "0.0.0.0/0" };
  const network = {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  };
  const inOneZone = { ...network, publicSubnetIds: { a: "subnet-0123456789abcdef2" } };
  const refusals: [string, Record<string, unknown>, string][] = [
    ["the whole internet while it is internal", { clients: everyone }, `${prefix}clients.all: `],
    ["it in halves", { clients: halves }, `${prefix}clients: together are the whole internet`],
    ["it in pieces", { clients: quarters }, `${prefix}clients: together are the whole internet`],
    [
      "public subnets in no zone",
      publicDoor(scenario),
      "ballast:settings.network.publicSubnetIds: names no zone",
    ],
    ...(scenario === "rexray-ebs"
      ? ([
          ["the whole internet at a database", { clients: everyone, internetFacing: true }, "clients.all: "],
          ["it in halves there", { clients: halves, internetFacing: true }, "clients: together are"],
          ["a certificate, which it has no use for", publicDoor("rexray-efs"), "certificateArn"],
        ] satisfies [string, Record<string, unknown>, string][])
      : ([
          [
            "the whole internet without TLS",
            { clients: everyone, internetFacing: true },
            `${prefix}certificateArn: is missing; what faces the internet speaks TLS.`,
          ],
          [
            "named ranges of the internet without TLS",
            { clients: office, internetFacing: true },
            `${prefix}certificateArn: is missing; what faces the internet speaks TLS.`,
          ],
          [
            "what is not a certificate",
            { certificateArn: "a-certificate" },
            `${prefix}certificateArn: "a-certificate" is not the ARN of a certificate.`,
          ],
        ] satisfies [string, Record<string, unknown>, string][])),
  ];
  it.each(refusals)("refuses %s", async (_what, door, line) => {
    const settings = { ...(await withDoor(scenario, door)), network };
    const { message, registered } = await refusalOf(`${scenario}-dev`, settings);
    expect(message).toContain(line);
    expect(registered).toEqual([]);
  });

  it("refuses public subnets of one zone", async () => {
    const settings = { ...(await withDoor(scenario, publicDoor(scenario))), network: inOneZone };
    const { message, registered } = await refusalOf(`${scenario}-dev`, settings);
    expect(message).toContain("ballast:settings.network.publicSubnetIds: names zone a; ");
    expect(registered).toEqual([]);
  });
});

it("refuses a network stack without public subnets, whose zones are known only when the program runs", async () => {
  const { error, registered } = await recordRefusal(run, {
    stack: "rexray-efs-dev",
    config: {
      "aws:region": "eu-central-1",
      "ballast:settings": JSON.stringify(await withDoor("rexray-efs", publicDoor("rexray-efs"))),
    },
    lookups: siteLookups(standInSite("eu-central-1")),
    stacks: {
      "organization/ballast/network-dev": {
        outputs: {
          vpcId: "vpc-0123456789abcdef0",
          privateSubnetIds: { a: "subnet-0a", b: "subnet-0b" },
          publicSubnetIds: { a: "subnet-0c" },
        },
        secrets: [],
      },
    },
  });
  expect(error.message).toContain("The network has public subnets in 1 zones (a), and these settings");
  expect(registered.filter((line) => !line.includes("StackReference"))).toEqual([]);
});

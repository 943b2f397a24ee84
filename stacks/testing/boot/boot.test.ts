import type * as contracts from "@ballast/contracts";
import { record, type Recording } from "@ballast/testing";
import { launchOrders } from "@ballast/testing/windows";
import { optionalSettings } from "../optionalSettings.ts";
import { openThisProject } from "../scenarioTests.ts";
import { declarationsOf, keepDeclarations, type Declared } from "./declarations.ts";
import { examine, type Examination } from "./examine.ts";
import { linuxHosts, windowsHosts, type Generated } from "./generated.ts";
import { hostsIn, recordStack, type Host } from "./hosts.ts";

// Every order in which a host's scripts, services and restarts can come, for the hosts of every stack and setting. The programs
// are read from what is generated; declarations are only compared with them.

jest.setTimeout(300_000);

const mockKept: Declared[] = [];
jest.mock("@ballast/contracts", (): typeof contracts => {
  const actual = jest.requireActual<typeof contracts>("@ballast/contracts");
  return {
    ...actual,
    mergeInstanceParts: (faults, parts) => {
      const merged = actual.mergeInstanceParts(faults, parts);
      keepDeclarations(merged.bootSteps, mockKept);
      return merged;
    },
  };
});

const budgets = [
  { faults: 1, cuts: 0 },
  { faults: 0, cuts: 1 },
];
const total = { hosts: 0, states: 0, transitions: 0, interleavings: 0 };
const seen = new Map<string, Promise<Examination>>();

/** What tells hosts apart in a log and nowhere in a boot. */
function shapeOf({ userData, associations, patchSeconds }: Host): string {
  return JSON.stringify([userData, associations, patchSeconds])
    .replaceAll(/(-Cluster '|ECS_CLUSTER=)[\w-]+/g, "")
    .replaceAll(/ECS_INSTANCE_ATTRIBUTES[^\n]*?(?=\\n)/g, "")
    .replaceAll(/vol-\w+/g, "vol-0");
}

async function faultsOf(host: Host): Promise<string[]> {
  const key = shapeOf(host);
  const examined = seen.get(key) ?? examine(host, declarationsOf(host, mockKept), launchOrders, budgets);
  if (!seen.has(key)) {
    seen.set(key, examined);
    const { states, transitions, interleavings } = await examined;
    total.states += states;
    total.transitions += transitions;
    total.interleavings += interleavings;
  }
  total.hosts += 1;
  return (await examined).faults.map((fault) => `${host.name}: ${fault}`);
}

async function expectSound(name: string, recording: Recording<unknown>): Promise<number> {
  const hosts = hostsIn(name, recording);
  const faults: string[] = [];
  for (const host of hosts) faults.push(...(await faultsOf(host)));
  expect(faults).toEqual([]);
  return hosts.length;
}

const scenarios = [
  "cloudstor-spot",
  "fsx-windows",
  "invento-windows",
  "placement",
  "private-registry",
  "rexray-ebs",
  "rexray-efs",
];
const stacks = scenarios.flatMap((scenario) => [`${scenario}-dev`, `${scenario}-prod`]);
const onHosts = optionalSettings.filter(({ stack }) => stacks.includes(stack));

describe("a boot, in every order that its parts can come (F.7.10)", () => {
  it.each(stacks)("is sound on the hosts of %s", async (stack) => {
    await expectSound(stack, await recordStack(await openThisProject(), stack));
  });

  it.each(onHosts.map(({ stack, what, settings }) => [stack, what, settings] as const))(
    "is sound on the hosts of %s with %s",
    async (stack, what, settings) => {
      await expectSound(`${stack} with ${what}`, await recordStack(await openThisProject(), stack, settings));
    },
  );

  it.each([...linuxHosts, ...windowsHosts])(
    "is sound on a host with $name",
    async ({ name, build }: Generated) => {
      expect(await expectSound(name, await record(build))).toBe(1);
    },
  );

  it("has searched more than a few", () => {
    const figures = `${total.hosts} hosts of ${seen.size} kinds: ${total.states} states, ${total.transitions} moves, ${total.interleavings} orders`;
    process.stdout.write(`boot: ${figures}\n`);
    expect(seen.size).toBeGreaterThanOrEqual(12);
    expect(total.states).toBeGreaterThan(50_000);
    expect(total.interleavings).toBeGreaterThan(1_000_000);
    expect(mockKept.length).toBeGreaterThan(10);
  });
});

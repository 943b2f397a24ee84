import { record } from "@ballast/testing";
import { launchOrders } from "@ballast/testing/windows";
import { examine, type Declaration } from "./examine.ts";
import { mutantHosts } from "./generated.ts";
import { hostsIn, type Host } from "./hosts.ts";
import { domainMutants, linuxMutants, shareMutants, type Mutant } from "./mutants.ts";

// What the search is for: each of these is a host that would not boot, or not say why, and each must be found.

jest.setTimeout(300_000);

const declarations: Record<keyof typeof mutantHosts, Declaration[]> = {
  domain: [{ name: "domain", waitsFor: ["ssmAgent"], provides: ["domain"] }],
  share: [
    { name: "domain", waitsFor: ["ssmAgent"], provides: ["domain"] },
    { name: "share-g", waitsFor: ["ssmAgent", "domain"], provides: ["share"] },
  ],
  linux: [
    { name: "one", waitsFor: ["network"], provides: ["volume"] },
    { name: "second", waitsFor: ["network", "docker"], provides: ["volumePlugin"] },
    { name: "theirs", waitsFor: undefined, provides: [] },
    { name: "announce", waitsFor: ["agent"], provides: [] },
  ],
};
const orders = launchOrders.filter(({ agent }) => agent === "EC2Launch v1");
const budgets = [
  { faults: 1, cuts: 0 },
  { faults: 0, cuts: 1 },
  { faults: 1, cuts: 1 },
];

const built = new Map<string, Promise<Host>>();
function hostOf(kind: keyof typeof mutantHosts): Promise<Host> {
  const known =
    built.get(kind) ?? record(mutantHosts[kind]).then((recording) => hostsIn(kind, recording)[0] as Host);
  built.set(kind, known);
  return known;
}

const all = [
  ...domainMutants.map((one) => ["domain", one] as const),
  ...shareMutants.map((one) => ["share", one] as const),
  ...linuxMutants.map((one) => ["linux", one] as const),
].map(([kind, one]) => [kind, one.name, one] as const);

async function firstFaults(
  host: Host,
  kind: keyof typeof mutantHosts,
  own = declarations[kind],
): Promise<string[]> {
  for (const budget of budgets) {
    const { faults } = await examine(host, own, orders, [budget]);
    if (faults.length > 0) return faults.map((fault) => fault.slice(0, 3000));
  }
  return [];
}

it.each(["domain", "linux"] as const)(
  "is sound where nothing is broken: %s, with a fault and a restart",
  async (kind) => {
    expect(await firstFaults(await hostOf(kind), kind)).toEqual([]);
  },
);

it.each(all)("finds on a host with %s: %s", async (kind, _name, { change, finds }: Mutant) => {
  const host = await hostOf(kind);
  const broken = change(host);
  expect(broken).not.toEqual(host);
  expect((await firstFaults(broken, kind)).join("\n")).toMatch(finds);
});

it("has mutants of every kind", () => {
  expect(all.length).toBeGreaterThanOrEqual(20);
});

const linux = declarations.linux;
const changed = (name: string, change: Partial<Declaration>): Declaration[] =>
  linux.map((one) => (one.name === name ? { ...one, ...change } : one));
it.each<[string, Declaration[], RegExp]>([
  ["does not declare a wait", changed("second", { waitsFor: ["network"] }), /second waits for docker/],
  ["does not declare the network", changed("one", { waitsFor: [] }), /one needs the network/],
  [
    "does not declare what it brings",
    changed("one", { provides: [] }),
    /one provides volume, and does not declare it/,
  ],
  [
    "declares what it does not bring",
    changed("second", { provides: ["volumePlugin", "volume"] }),
    /second declares that it provides volume/,
  ],
  [
    "is not declared at all",
    linux.filter(({ name }) => name !== "second"),
    /outside of every step|not a declared step/,
  ],
])("finds a step that %s", async (_, own, finds) => {
  expect((await examine(await hostOf("linux"), own, orders, [])).faults.join("\n")).toMatch(finds);
});

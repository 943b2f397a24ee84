import fc from "fast-check";
import { BootPhase, Faults, mergeInstanceParts, OperatingSystem, type BootStep } from "./index.ts";

interface Given {
  waitsFor?: string[];
  provides?: string[];
  isAfter?: boolean;
}

const stepOf = ({ waitsFor, provides, isAfter = false }: Given): BootStep => ({
  phase: isAfter ? BootPhase.AfterAgent : BootPhase.BeforeAgent,
  operatingSystem: OperatingSystem.Linux,
  script: "true",
  ...(waitsFor && { waitsFor }),
  ...(provides && { provides }),
});

/** Each step in a part of its own. */
function ordered(given: Record<string, Given>): { order: string[]; faults: string[] } {
  const faults = new Faults("Thing");
  const parts = Object.fromEntries(
    Object.entries(given).map(([name, one]) => [name, { bootSteps: { [name]: stepOf(one) } }]),
  );
  const { bootSteps } = mergeInstanceParts(faults, parts);
  return {
    order: Object.keys(bootSteps),
    faults: faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`),
  };
}

it("puts a step behind what it waits for, and leaves the rest where it is", () => {
  expect(
    ordered({
      share: { waitsFor: ["domain", "ssmAgent"], provides: ["share"] },
      log: { waitsFor: [] },
      domain: { waitsFor: ["ssmAgent"], provides: ["domain"] },
    }),
  ).toEqual({ order: ["log", "domain", "share"], faults: [] });
});

it("takes a step that declares nothing for one that needs every step before it", () => {
  expect(
    ordered({
      share: { waitsFor: ["domain"], provides: ["share"] },
      theirs: {},
      domain: { waitsFor: [], provides: ["domain"] },
    }).order,
  ).toEqual(["domain", "share", "theirs"]);
});

it("lets an association bring a domain, and a step after the agent wait for what is before it", () => {
  expect(ordered({ share: { waitsFor: ["domain"] } }).faults).toEqual([]);
  expect(
    ordered({
      tell: { waitsFor: ["agent", "volume"], isAfter: true },
      disk: { waitsFor: ["network"], provides: ["volume"] },
    }).faults,
  ).toEqual([]);
});

it.each<[string, Record<string, Given>, string]>([
  [
    "waits for what nothing provides",
    { a: { waitsFor: ["volme"] } },
    'parts.a.bootSteps.a.waitsFor: no step provides "volme". Steps and machine provide',
  ],
  [
    "waits for the agent that waits for it",
    { a: { waitsFor: ["agent"] } },
    'parts.a.bootSteps.a.waitsFor: "agent" starts after this step',
  ],
  [
    "waits for a step of a later phase",
    { a: { waitsFor: ["x"] }, b: { provides: ["x"], isAfter: true } },
    'parts.a.bootSteps.a.waitsFor: "x" is provided by parts.b.bootSteps.b, which runs after the ECS agent',
  ],
  [
    "waits for itself through another",
    { a: { waitsFor: ["y"], provides: ["x"] }, b: { waitsFor: ["x"], provides: ["y"] } },
    'the boot steps wait for one another: "a" waits for "b" waits for "a"',
  ],
  ["provides what the machine does", { a: { provides: ["docker"] } }, '"docker" is provided by the machine'],
  ["has no word", { a: { waitsFor: ["The Volume"] } }, '"The Volume" is not a condition'],
])("refuses, by one message, a step that %s", (_, given, message) => {
  const { faults } = ordered(given);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(message);
});

it("finds an order wherever there is one, and moves nothing that need not move (500 generated)", () => {
  const names = ["a", "b", "c", "d", "e"];
  const word = fc.constantFrom("u", "v", "w");
  const one = fc.record(
    {
      waitsFor: fc.uniqueArray(word, { maxLength: 1 }),
      provides: fc.uniqueArray(word),
      isAfter: fc.boolean(),
    },
    { requiredKeys: ["isAfter"] },
  );
  const all = fc
    .tuple(one, one, one, one, one)
    .map((list) => Object.fromEntries(list.map((item, at) => [names[at] ?? "", item])));
  const seen = { ordered: 0, refused: 0 };
  fc.assert(
    fc.property(all, (given) => {
      const { order, faults } = ordered(given);
      const needs = (name: string): string[] => {
        const { waitsFor, isAfter } = given[name] ?? {};
        const inPhase = names.filter((other) => other !== name && given[other]?.isAfter === isAfter);
        if (waitsFor === undefined) return inPhase.filter((other) => other < name);
        return inPhase.filter((other) => given[other]?.provides?.some((w) => waitsFor.includes(w)));
      };
      const isGood = (list: string[]) =>
        list.every((name, at) => needs(name).every((other) => list.indexOf(other) < at));
      if (faults.length > 0) {
        seen.refused += 1;
        return;
      }
      seen.ordered += 1;
      expect(isGood(order)).toBe(true);
      // Of all orders that are possible, the first by the order in which they were given.
      const first = permutations(names).find(isGood);
      expect(order).toEqual(first);
    }),
    { numRuns: 500 },
  );
  expect(Math.min(seen.ordered, seen.refused)).toBeGreaterThan(20);
});

function permutations(list: string[]): string[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((one) =>
    permutations(list.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  );
}

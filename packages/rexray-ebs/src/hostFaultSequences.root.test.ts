import { createHash } from "node:crypto";
import { FaultKind, type Fault, type WorldVolume } from "@ballast/testing/root";
import * as fc from "fast-check";
import { heldMinutes } from "./hostScript.ts";
import {
  expectOutcome,
  hostWithBlank,
  hostWithFiles,
  Outcome,
  removeTemplate,
} from "./testing/faultyHost.ts";
import { inventory, type HostMachine } from "./testing/hostMachine.ts";
import { xfsSize } from "./testing/contents.ts";

// Faults together, in any order: what passes, a host outlives; what stays, keeps it out and leaves the volume as it is.

afterAll(removeTemplate);

const passing = fc.record({
  call: fc.constantFrom("token", "instance-id", "DescribeVolumes", "AttachVolume"),
  kind: fc.constantFrom(
    FaultKind.Throttled,
    FaultKind.Internal,
    FaultKind.Expired,
    FaultKind.Cut,
    FaultKind.Blank,
  ),
  after: fc.nat(4),
  times: fc.integer({ min: 1, max: 7 }),
});

/** A predecessor in its last minutes, an attachment that takes its time, and a device that is late. */
const volumes: fc.Arbitrary<WorldVolume> = fc.record({
  holders: fc.oneof(
    fc.constant<WorldVolume["holders"]>([]),
    fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 61, max: 120 })).map(([detaching, free]) => [
      { from: 0, holder: { instance: "i-0old", state: "attached", device: "/dev/sdf" } },
      { from: detaching, holder: { instance: "i-0old", state: "detaching", device: "/dev/sdf" } },
      { from: free, holder: null },
    ]),
  ),
  attachingSeconds: fc.constantFrom(0, 30),
  deviceSeconds: fc.integer({ min: 0, max: 60 }),
  usedNames: fc.subarray(["/dev/sdf", "/dev/sdg", "/dev/sdh"]),
});

const lasting: fc.Arbitrary<Fault> = fc.record({
  call: fc.constantFrom("DescribeVolumes", "AttachVolume"),
  kind: fc.constantFrom(...Object.values(FaultKind).filter((kind) => kind !== FaultKind.Slow)),
});

const network = fc.record({ listensFrom: fc.constantFrom(0, 25), namedFrom: fc.constantFrom(0, 25) });
const filled = fc.boolean();

function hostFor(isFilled: boolean): { machine: HostMachine; files: string } {
  return isFilled ? hostWithFiles() : { machine: hostWithBlank(), files: "" };
}

/** Faults of one call in a row are one fault after another: together they must not outlast ten attempts. */
function fewEnough(faults: Fault[]): boolean {
  const sums = Map.groupBy(faults, ({ call }) => (call === "instance-id" ? "token" : call));
  return [...sums.values()].every((all) => all.reduce((sum, { times = 0 }) => sum + times, 0) <= 8);
}

it("boots after any faults that pass, with the volume's files or a new file system", () => {
  fc.assert(
    fc.property(
      fc.array(passing, { minLength: 1, maxLength: 4 }).filter(fewEnough),
      volumes,
      network,
      filled,
      (faults, volume, world, isFilled) => {
        const { machine, files } = hostFor(isFilled);
        try {
          machine.world.faults.push(...faults);
          Object.assign(machine.world, world);
          Object.assign(machine.volume, volume);
          const run = machine.start(inventory);
          expectOutcome(machine, run, Outcome.Boots);
          if (isFilled) expect(run.then).toBe(files);
          else expect(run.then).toMatch(/^\. d \d+ 0:0 \n+$/);
        } finally {
          machine.close();
        }
      },
    ),
    { numRuns: 14, seed: 18, endOnFailure: true },
  );
});

const zeros = createHash("sha1")
  .update(Buffer.alloc(xfsSize * 1024 * 1024))
  .digest("hex");

it("keeps out of the cluster where a fault stays, within its bound, and formats and changes nothing", () => {
  fc.assert(
    fc.property(
      lasting,
      fc.array(passing, { maxLength: 2 }),
      volumes,
      filled,
      (fault, others, volume, isFilled) => {
        const { machine } = hostFor(isFilled);
        try {
          machine.world.faults.push(fault, ...others.filter(({ call }) => !/token|id/.test(call)));
          Object.assign(machine.world, { pace: 30 });
          Object.assign(machine.volume, volume);
          const before = isFilled ? machine.sum("volume") : zeros;
          const run = machine.start();
          expectOutcome(machine, run, Outcome.PowersOff);
          expect(machine.sum("volume")).toBe(before);
          expect(run.world?.now).toBeLessThan((heldMinutes + 10) * 60);
        } finally {
          machine.close();
        }
      },
    ),
    { numRuns: 10, seed: 18, endOnFailure: true },
  );
});

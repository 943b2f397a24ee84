import * as fc from "fast-check";
import { execute, faultsOf, machineOf, type Registered } from "../testing/patch/execute.ts";
import { mutantsOf } from "../testing/patch/mutants.ts";
import {
  blocked,
  stateful,
  stateless,
  telling,
  usualStateful,
  usualStateless,
} from "../testing/patch/scenes.ts";
import type { Scene } from "../testing/patch/world.ts";

// The machine is the registered one, and Auto Scaling, EC2 and ECS are a model of what AWS's guides say of them.

let plain: Registered;
let holding: Registered;
beforeAll(async () => {
  plain = await machineOf();
  holding = await machineOf({ parts: { data: { volumes: { "data-0": {} } } } });
});
const machineFor = ({ volumes }: Scene): Registered => (volumes.length > 0 ? holding : plain);

it.each([
  ["of services without volumes", stateless],
  ["of a service with a volume", stateful],
])("replaces outdated hosts %s, whatever AWS does meanwhile (F.0.32)", async (_, scenes) => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      expect(faultsOf(await execute(machineFor(scene), scene), scene)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

it("knows what to do in each scene of the mutants", async () => {
  for (const scene of [...telling(usualStateless), ...telling(usualStateful), ...blocked()])
    expect([scene, faultsOf(await execute(machineFor(scene), scene), scene)]).toEqual([scene, []]);
});

/** Whether some scene shows that something is wrong with a machine. */
async function isFound(machine: Registered, scenes: Scene[]): Promise<boolean> {
  for (const scene of scenes) {
    // What Step Functions could not run at all is found, too.
    const faults = await execute(machine, scene).then(
      (executed) => faultsOf(executed, scene),
      () => ["cannot be run"],
    );
    if (faults.length > 0) return true;
  }
  return false;
}

/** The same mutant of two machines. */
function joined(
  one: Record<string, string>,
  other: Record<string, string>,
): [what: string, definitions: [string | undefined, string | undefined]][] {
  return Object.keys({ ...one, ...other }).map((what) => [what, [one[what], other[what]]]);
}

it("fails of a machine without one of its retries, catches, conditions, variables, outputs and preferences (F.0.32)", async () => {
  const [ofPlain, ofHolding] = [telling(usualStateless), [...telling(usualStateful), ...blocked()]];
  const survivors = [];
  for (const [what, [ofOne, ofOther]] of joined(mutantsOf(holding.definition), mutantsOf(plain.definition))) {
    const isFoundSomewhere =
      (ofOne !== undefined && (await isFound({ ...holding, definition: ofOne }, ofHolding))) ||
      (ofOther !== undefined && (await isFound({ ...plain, definition: ofOther }, ofPlain)));
    if (!isFoundSomewhere) survivors.push(what);
  }
  expect(survivors).toEqual([
    // Too many services: history.test.ts.
    "IsReadable, condition 1 is false",
    // In the model, a cancelled refresh leaves no outdated host beside one whose tasks are gone for good.
    "IsRefreshed, Choices 2, without $baseline",
  ]);
}, 400_000);

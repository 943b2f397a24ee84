import { faultsOf } from "../testing/serviceModels.ts";
import { execute, machineOf } from "../testing/patch/execute.ts";
import { blocked, telling, usualStateful, usualStateless } from "../testing/patch/scenes.ts";
import type { SdkCall } from "../testing/patch/world.ts";

// What the state machine sends, and what the model of AWS answers, by botocore's own models of the services.

const calls: SdkCall[] = [];
beforeAll(async () => {
  const holding = await machineOf({ parts: { data: { volumes: { "data-0": {} } } } });
  const plain = await machineOf();
  for (const scene of [...telling(usualStateless), ...telling(usualStateful), ...blocked()]) {
    const { world } = await execute(scene.volumes.length > 0 ? holding : plain, scene);
    calls.push(...world.calls);
  }
});

it("sends only parameters that AWS's models have, and reads only what they answer (F.0.32)", () => {
  const distinct = [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
  expect(new Set(distinct.map(({ operation }) => operation)).size).toBe(11);
  expect(faultsOf(distinct)).toEqual([]);
});

it("finds a parameter with another name, a wrong word and a wrong type", () => {
  const operation = "autoscaling:startInstanceRefresh";
  const start = (change: object) => ({
    operation,
    parameters: { AutoScalingGroupName: "main", Strategy: "Rolling", ...change },
  });
  expect(faultsOf([start({})])).toEqual([]);
  expect(faultsOf([start({ Strategy: "Slow" })])).toEqual([`${operation}.Strategy cannot be Slow`]);
  expect(faultsOf([start({ Preferences: { MinimumHealthyPercentage: 100 } })])).toEqual([
    `${operation}.Preferences.MinimumHealthyPercentage is unknown`,
  ]);
  expect(faultsOf([start({ Preferences: { MinHealthyPercentage: "100" } })])).toEqual([
    `${operation}.Preferences.MinHealthyPercentage is not a number`,
  ]);
});

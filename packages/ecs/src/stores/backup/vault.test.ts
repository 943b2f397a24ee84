import fc from "fast-check";
import { record } from "@ballast/testing";
import { backUp, StoreKind } from "../../index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };

interface Place {
  project: string;
  stack: string;
  component: string;
}

async function drillOf({ project, stack, component }: Place) {
  const recording = await record(
    () =>
      backUp(
        component,
        {
          site,
          arn: "arn",
          kind: StoreKind.Database,
          backup: { drill: {} },
          stays: true,
          protection: undefined,
          says: "database",
        },
        {},
      ),
    { project, stack },
  );
  return recording.the("aws:backup/restoreTestingPlan:RestoreTestingPlan");
}

it("names no two restore tests of an account alike, whatever stacks and components are called (F.0.38)", async () => {
  const word = fc.stringMatching(/^[a-z]{1,3}(-[a-z]{1,3}){0,2}$/);
  const places = fc.uniqueArray(fc.record({ project: word, stack: word, component: word }), {
    selector: (one) => JSON.stringify(one),
    minLength: 2,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(places, async (all) => {
      const names: unknown[] = [];
      for (const place of all) names.push((await drillOf(place)).inputs["name"]);
      expect(new Set(names).size).toBe(names.length);
      // API reference, RestoreTestingPlanForCreate.
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_]{1,50}$/);
    }),
    {
      numRuns: 15,
      examples: [
        [
          [
            { project: "shop", stack: "shop", component: "prod-db" },
            { project: "shop", stack: "shop-prod", component: "db" },
            { project: "other", stack: "shop-prod", component: "db" },
          ],
        ],
      ],
    },
  );
});

it("leaves a restore test the name that it has (F.0.38)", async () => {
  const { ignoreChanges } = await drillOf({ project: "shop", stack: "shop-prod", component: "db" });
  expect(ignoreChanges).toEqual(["name"]);
});

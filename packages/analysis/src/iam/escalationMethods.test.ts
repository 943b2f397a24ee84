import { actionFacts, isKnownService, supports } from "./actions.ts";
import { passingMethods, takeovers } from "./escalationMethods.ts";
import { arnIn } from "./probes.ts";

const site = { partition: "aws", region: "eu-central-1", account: "123456789012" };

it("names only actions that AWS has", () => {
  const actions = [
    ...takeovers.flatMap(({ actions, steps }) => [...actions, ...steps.flat()]),
    ...passingMethods.flatMap(({ steps }) => steps.flat()),
  ];
  // AWS CodeStar has ended; policies may still name its actions.
  const known = [...new Set(actions)].filter((action) => !action.startsWith("codestar:"));
  expect(known.filter((action) => !isKnownService(action) || actionFacts(action) === undefined)).toEqual([]);
});

it.each(takeovers)("takes over $form by actions about it", ({ form, actions }) => {
  for (const action of actions)
    expect([action, supports(action, arnIn(site, form, "it"))]).toEqual([action, true]);
});

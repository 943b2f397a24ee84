import { actionFacts, actionsLike, parsePolicy, voidsIn, type Policy } from "@ballast/analysis";
import { Planner } from "@ballast/plan/planner";
import { stackNames } from "../../scenarios.ts";
import { openThisProject } from "../scenarioTests.ts";
import { components, policiesOf } from "./policies.ts";

// By AWS's service authorization reference, every statement of every component and stack can have effect, and none says "*" where IAM asks
// about resources that it could name.

beforeAll(() => jest.spyOn(console, "warn").mockImplementation(() => undefined));

/** The deployment's roles read and create what does not exist yet. */
const forAll = /^GitHubDelivery$|^delivery-/;

/** Actions that are allowed on "*" although they have a resource type that each request needs, with what binds them instead. */
const bound: Record<string, string> = {
  "ecs:ListTasks": "ecs:cluster",
};

/**
 * Lambda makes the interfaces of a function in a VPC, by the function's role. Its guide gives these actions on "*"; a statement beside them
 * denies them to the function's code (Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC").
 */
const ofLambda =
  /^ec2:(AssignPrivateIpAddresses|CreateNetworkInterface|DeleteNetworkInterface|UnassignPrivateIpAddresses)$/;

/** What a statement for everything could name. */
function unnamed({ statements }: Policy): string[] {
  const deniesCode = statements.some(
    ({ effect, conditions }) =>
      effect === "Deny" &&
      Object.values(conditions).some((one) =>
        Object.keys(one).some((key) => key.toLowerCase() === "lambda:sourcefunctionarn"),
      ),
  );
  return statements
    .filter(({ effect, resources }) => effect === "Allow" && resources.values.includes("*"))
    .flatMap(({ actions, conditions }) => {
      const keys = Object.values(conditions).flatMap((one) => Object.keys(one));
      return actions.values
        .flatMap(actionsLike)
        .filter((action) => actionFacts(action)?.resources.some(({ isRequired }) => isRequired) === true)
        .filter((action) => !keys.includes(bound[action] ?? "") && !(deniesCode && ofLambda.test(action)));
    });
}

it.each(components)(
  "%s, %s, allows nothing in vain and names what can be named",
  async (name, mode, subject) => {
    for (const policy of await policiesOf(subject, mode)) {
      expect(policy.statements.flatMap(voidsIn)).toEqual([]);
      if (!forAll.test(name)) expect(unnamed(policy)).toEqual([]);
    }
  },
);

it("no stack allows anything in vain, in dev and prod", async () => {
  const planner = new Planner(await openThisProject(), "2026-11-21");
  let policies = 0;
  for (const name of stackNames()) {
    const { resolved } = await planner.plan(name);
    for (const { type, inputs } of resolved) {
      if (!["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"].includes(type)) continue;
      const policy = parsePolicy(inputs["policy"] as string);
      policies += 1;
      expect([name, policy.statements.flatMap(voidsIn)]).toEqual([name, []]);
      if (!forAll.test(name)) expect([name, unnamed(policy)]).toEqual([name, []]);
    }
  }
  expect(policies).toBeGreaterThan(50);
});

import { aws } from "@ballast/aws";
import { Planner, stackOfPlans, type StackPlan } from "@ballast/plan";
import { Permissions } from "@ballast/policy";
import { text, type ResolvedResource } from "@ballast/model";
import { openThisProject } from "./scenarioTests.ts";

// Every prod stack is planned.
jest.setTimeout(300_000);

interface Statement {
  Effect: string;
  Action: string[];
}

/** Questions that are not answered with yes, certain calls alone and those that only may be made. */
function unmet(plan: StackPlan): { certain: number; all: number } {
  const stack = stackOfPlans([plan]);
  const permissions = new Permissions(stack);
  const lines = stack
    .ofType(aws.role)
    .flatMap((role) => permissions.callsOf(role))
    .flatMap(({ call, answers }) =>
      answers.filter(({ decision }) => decision !== "allowed").map(() => call.isCertain !== false),
    );
  return { certain: lines.filter((isCertain) => isCertain).length, all: lines.length };
}

function policiesIn(plan: StackPlan): { policy: ResolvedResource; statements: Statement[] }[] {
  return plan.resolved
    .filter(({ type }) => type === aws.rolePolicy)
    .map((policy) => ({
      policy,
      statements: (JSON.parse(text(policy.inputs["policy"])) as { Statement: Statement[] }).Statement,
    }));
}

function without(plan: StackPlan, policy: ResolvedResource, statements: Statement[]): StackPlan {
  const changed = {
    ...policy,
    inputs: { ...policy.inputs, policy: JSON.stringify({ Statement: statements }) },
  };
  return { ...plan, resolved: plan.resolved.map((one) => (one === policy ? changed : one)) };
}

/** Roles that people or workflows outside of every stack take on: what they call is in stacks/testing/deploying. */
const outside = /^delivery-/;

it("lets every role of every prod stack do what is called with it, and nothing that is not", async () => {
  const project = await openThisProject();
  const planner = new Planner(project, "2026-11-21");
  const counts = { calls: 0, actions: 0, needed: 0, possible: 0 };
  const missing: string[] = [];
  const superfluous: string[] = [];
  for (const name of project.stacks.filter((stack) => stack.endsWith("-prod") && !outside.test(stack))) {
    const plan = await planner.plan(name);
    const stack = stackOfPlans([plan]);
    const permissions = new Permissions(stack);
    for (const role of stack.ofType(aws.role)) {
      counts.calls += permissions.callsOf(role).length;
      for (const { request, call } of permissions.missingOf(role))
        missing.push(`${name}: ${role.name} ${request.action} on ${request.resource}, ${call.why}`);
      for (const { by } of permissions.untrustedBy(role))
        missing.push(`${name}: ${role.name} does not trust what ${by} is of`);
    }
    const before = unmet(plan);
    for (const { policy, statements } of policiesIn(plan))
      for (const [position, statement] of statements.entries())
        for (const action of statement.Action) {
          counts.actions += 1;
          const fewer = { ...statement, Action: statement.Action.filter((other) => other !== action) };
          const after = unmet(without(plan, policy, statements.with(position, fewer)));
          if (after.certain > before.certain) counts.needed += 1;
          else if (after.all > before.all) counts.possible += 1;
          else superfluous.push(`${name}: ${policy.name}, statement ${position + 1}, ${action}`);
        }
  }
  console.log(JSON.stringify(counts));
  expect([missing, superfluous]).toEqual([[], []]);
  expect(counts.needed).toBeGreaterThan(100);
});

import { aws } from "@ballast/aws";
import { stackOfPlans, type Project, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { Permissions } from "@ballast/policy";
import { text, type ResolvedResource } from "@ballast/model";
import { stackNames } from "../scenarios.ts";
import { optionalSettings } from "./optionalSettings.ts";
import { openThisProject, withSettings } from "./scenarioTests.ts";

// Every prod stack is planned, and some stacks with other settings.
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

/**
 * Roles with which AWS Backup restores for a drill: AWS publishes a managed policy, and not which calls it makes. And those of the functions that
 * examine what it restored, whose text is not read here: packages/ecs has drillCheck.test.ts.
 */
const unpublished = /-drill(-check)?$/;

/** What is wrong with the roles of a plan. */
function faultsIn(plan: StackPlan): string[] {
  const stack = stackOfPlans([plan]);
  const permissions = new Permissions(stack);
  return stack
    .ofType(aws.role)
    .flatMap((role) => [
      ...permissions
        .missingOf(role)
        .map(
          ({ request, call }) => `${role.name} may not ${request.action} on ${request.resource}, ${call.why}`,
        ),
      ...permissions.untrustedBy(role).map(({ by }) => `${role.name} does not trust what ${by} is of`),
    ]);
}

/** AWS's AmazonSSMManagedInstanceCore allows it as well; the Deny beside it leaves out what the statement names. */
const allowedByAws = ["main-windows-instance, statement 3, ssm:GetParameters"];

/** Which base images a Dockerfile names, and which key encrypts somebody's secret, is in no plan: packages/clair's rights.test.ts has them. */
const ofBaseImages = ["site-delivery-arm64-build", "site-delivery-build"].flatMap((role) => [
  `${role}, statement 11, kms:Decrypt`,
  ...[
    "BatchCheckLayerAvailability",
    "BatchGetImage",
    "GetDownloadUrlForLayer",
    "BatchImportUpstreamImage",
    "CreateRepository",
  ].map((action) => `${role}, statement 12, ecr:${action}`),
]);

const counts = { plans: 0, actions: 0, needed: 0, possible: 0 };

/** Takes each action of each policy away, and looks whether something can then not be called. */
function superfluousIn(plan: StackPlan): string[] {
  counts.plans += 1;
  const before = unmet(plan);
  const judged = policiesIn(plan).filter(({ policy }) => !unpublished.test(policy.name));
  return judged.flatMap(({ policy, statements }) =>
    statements.flatMap((statement, position) =>
      (statement.Effect === "Deny" ? [] : statement.Action).flatMap((action) => {
        counts.actions += 1;
        const fewer = { ...statement, Action: statement.Action.filter((other) => other !== action) };
        const after = unmet(without(plan, policy, statements.with(position, fewer)));
        if (after.certain > before.certain) counts.needed += 1;
        else if (after.all > before.all) counts.possible += 1;
        else return [`${policy.name}, statement ${position + 1}, ${action}`];
        return [];
      }),
    ),
  );
}

describe("with its roles", () => {
  let project: Project;
  beforeAll(async () => (project = await openThisProject()));
  afterAll(() => console.log(JSON.stringify(counts)));

  const planOf = (stack: string, settings: Record<string, unknown> = {}): Promise<StackPlan> =>
    new Planner(withSettings(project, stack, settings), "2026-11-21").plan(stack);

  it.each(stackNames().filter((name) => name.endsWith("-prod") && !outside.test(name)))(
    "%s may do what is called, and each action is needed (F.0.30)",
    async (name) => {
      const plan = await planOf(name);
      expect([faultsIn(plan), superfluousIn(plan)]).toEqual([[], []]);
    },
  );

  it.each(optionalSettings.map(({ stack, what, settings }) => [stack, what, settings] as const))(
    "%s may do so with other settings: %s",
    async (stack, what, settings) => {
      const plan = await planOf(stack, settings);
      const expected = what.startsWith("a share")
        ? allowedByAws
        : what.includes("base images")
          ? ofBaseImages
          : [];
      expect([faultsIn(plan), superfluousIn(plan)]).toEqual([[], expected]);
    },
  );
});

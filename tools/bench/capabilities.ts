/* eslint-disable @nx/enforce-module-boundaries -- a tool of the workspace's own */
import { openProject, stackOfPlans, standsOn, type StackPlan } from "../../packages/plan/src/index.ts";
import { Planner } from "../../packages/plan/src/planner.ts";
import { check, rules } from "../../packages/policy/src/index.ts";

// Measures how much of the time for planning all dev stacks is spent on the rules that simulate AWS: values that AWS rejects,
// permissions of roles, and reachability. Prints the milliseconds of these rules, and of planning without them.

const asked =
  /^(aws-refuses|ecs-unmounted-volume|iam-missing|iam-unneeded|iam-service-trust|iam-void|net-unreachable|net-unneeded)$/;

const project = await openProject(process.cwd());
const planner = new Planner(project);
const started = performance.now();
const plans = new Map<string, StackPlan>();
for (const name of project.stacks.filter((one) => one.endsWith("-dev")))
  plans.set(name, await planner.plan(name));
const planning = performance.now() - started;

const chosen = rules.filter(({ id }) => asked.test(id));
const begun = performance.now();
for (const plan of plans.values()) {
  const foundations = standsOn(plan).flatMap((name) => plans.get(name) ?? []);
  check(
    stackOfPlans([plan]).resources,
    {},
    { rules: chosen, foundations: stackOfPlans(foundations).resources },
  );
}
const answering = performance.now() - begun;
console.log(JSON.stringify([answering, planning - answering]));

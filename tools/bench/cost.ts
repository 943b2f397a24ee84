/* eslint-disable @nx/enforce-module-boundaries -- a tool of the workspace's own */
import { costOfPlan, openProject, type StackPlan } from "../../packages/plan/src/index.ts";
import { Planner } from "../../packages/plan/src/planner.ts";

// How much of planning all dev stacks it takes to count what they cost. Prints the milliseconds of both.

const project = await openProject(process.cwd());
const planner = new Planner(project);
const started = performance.now();
const plans: StackPlan[] = [];
for (const name of project.stacks.filter((one) => one.endsWith("-dev"))) plans.push(await planner.plan(name));
const planning = performance.now() - started;
const begun = performance.now();
for (const plan of plans) costOfPlan(plan);
console.log(JSON.stringify([performance.now() - begun, planning]));

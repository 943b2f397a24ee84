import { needsIn } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { reachabilityOf, standsOn, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { text, type ResolvedResource } from "@ballast/model";
import { openThisProject } from "./scenarioTests.ts";

// Every prod stack is planned.
jest.setTimeout(300_000);

const ruleTypes: string[] = [aws.ingressRule, aws.egressRule];

/** How many needs of stacks are met. */
function metIn(plans: StackPlan[]): { met: number; of: number } {
  const all = needsIn(reachabilityOf(plans)).map(({ reached }) => reached.answer);
  return { met: all.filter((answer) => answer === "yes").length, of: all.length };
}

/** Ranges that people name, and prefix lists: of what is there, no plan knows what it needs. */
function isNamed({ inputs }: ResolvedResource): boolean {
  return inputs["referencedSecurityGroupId"] === undefined && text(inputs["cidrIpv4"]) !== "0.0.0.0/0";
}

it("meets every need of every prod stack, and none without any rule that people have not named by addresses", async () => {
  const project = await openThisProject();
  const planner = new Planner(project, "2026-11-21");
  const plans = new Map<string, StackPlan>();
  const planned = async (name: string): Promise<StackPlan> => {
    const plan = plans.get(name) ?? (await planner.plan(name));
    plans.set(name, plan);
    return plan;
  };
  const counts = { needs: 0, rules: 0, needed: 0, named: 0 };
  const unmet: string[] = [];
  const superfluous: string[] = [];
  for (const name of project.stacks.filter((stack) => stack.endsWith("-prod"))) {
    const plan = await planned(name);
    const around = await Promise.all(standsOn(plan).map(planned));
    const { met, of } = metIn([plan, ...around]);
    counts.needs += of;
    if (met < of) unmet.push(`${name}: ${of - met}`);
    if (name.startsWith("network-")) continue;
    for (const rule of plan.resolved.filter(({ type }) => ruleTypes.includes(type))) {
      counts.rules += 1;
      const resolved = plan.resolved.filter((one) => one !== rule);
      const isNeeded = metIn([{ ...plan, resolved }, ...around]).met < met;
      if (isNeeded) counts.needed += 1;
      else if (isNamed(rule)) counts.named += 1;
      else superfluous.push(`${name}: ${rule.type} ${rule.name}`);
    }
  }
  console.log(JSON.stringify(counts));
  expect([unmet, superfluous]).toEqual([[], []]);
  expect(counts.needed).toBeGreaterThan(20);
  expect(counts.needed + counts.named).toBe(counts.rules);
});

// For planCache.test.ts, which starts it as a process: what a small program returns, by the cache and by running it.
import { loadProgram, projectAt } from "../project.ts";
import type { StackPlan } from "../stackPlan.ts";
import { PlanCache } from "../cache/planCache.ts";

const [stack = "", today = "", under = ""] = process.argv.slice(2);
const files = projectAt(process.cwd());
const cache = PlanCache.of(files, today);

async function planned(name: string, standsOn: string): Promise<StackPlan> {
  const { program } = await loadProgram(files);
  const references =
    standsOn === "" ? [] : [{ type: "pulumi:pulumi:StackReference", name: `o/p/${standsOn}` }];
  const plan = {
    stack: name,
    resources: references,
    outputs: {
      ...(await program()),
      settings: files.configurationOf(name).values,
      today,
    },
  };
  return plan as unknown as StackPlan;
}

const found = cache?.find(stack);
let plan = found;
if (plan === undefined && cache !== undefined) {
  await cache.loading(() => loadProgram(files));
  if (under !== "") await cache.planning(under, () => planned(under, ""));
  plan = await cache.planning(stack, () => planned(stack, under));
  cache.keep();
}
console.log(
  JSON.stringify({
    isKept: found !== undefined,
    isCached: cache !== undefined,
    plan,
    anew: await planned(stack, under),
  }),
);

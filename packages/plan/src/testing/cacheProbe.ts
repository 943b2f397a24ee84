// For planCache.test.ts, which starts it as a process: what a small program returns, by the cache and by running it.
import { PlanCache } from "../cache/planCache.ts";
import { loadProgram, projectAt } from "../project.ts";
import type { StackPlan } from "../stackPlan.ts";

const [list = "", today = "", under = ""] = process.argv.slice(2);
const stacks = list.split(",");
const files = projectAt(process.cwd());
const cache = PlanCache.of(files, today);
/** As a planner does: the stack that others stand on is planned once, within the first of them. */
let foundation: unknown;

async function planned(name: string): Promise<StackPlan> {
  const { program } = await loadProgram(files);
  foundation ??= files.configurationOf(under).values;
  const outputs = { ...(await program()), foundation, settings: files.configurationOf(name).values, today };
  if (name.startsWith("bad")) throw new Error("the program refuses it");
  const resources = [{ type: "pulumi:pulumi:StackReference", name: `o/p/${under}` }];
  return { stack: name, resources, outputs } as unknown as StackPlan;
}

const stack = stacks.at(-1) ?? "";
const found = cache?.find(stack);
let plan = found;
if (plan === undefined && cache !== undefined) {
  await cache.loading(() => loadProgram(files));
  for (const one of stacks) plan = await cache.planning(one, () => planned(one)).catch(() => undefined);
  cache.keep();
}
console.log(
  JSON.stringify({
    isKept: found !== undefined,
    isCached: cache !== undefined,
    plan,
    anew: await planned(stack),
  }),
);

import { Planner, openProject, stackOfPlans } from "@ballast/plan";
import { Permissions } from "@ballast/policy";
import { permissionRules } from "../../packages/policy/src/rules/permissions.ts";
import { optionalSettings } from "./optionalSettings.ts";
import { writeFileSync } from "node:fs";
const project = await openProject(process.cwd());
const settingsOf = (v: Record<string, string>) => JSON.parse(v["ballast:settings"] ?? "null");
for (const { stack: name, what, settings } of optionalSettings) {
  if (process.argv[2] && !`${name} ${what}`.includes(process.argv[2])) continue;
  const p = {
    ...project,
    configurationOf: (s: string) => {
      const c = project.configurationOf(s);
      return s !== name
        ? c
        : {
            ...c,
            values: {
              ...c.values,
              "ballast:settings": JSON.stringify({ ...settingsOf(c.values), ...settings }),
            },
          };
    },
  };
  console.log("##", name, what);
  try {
    const plan = await new Planner(p as never, "2026-11-21").plan(name);
    writeFileSync(
      `/tmp/v-${name}-${what.replaceAll(/\W/g, "_")}.json`,
      JSON.stringify(plan.resolved, null, 1),
    );
    const stack = stackOfPlans([plan]);
    const per = new Permissions(stack);
    for (const r of stack.ofType("aws:iam/role:Role"))
      console.log("  ", r.name, per.callsOf(r).length, per.open.get(r) ?? "");
    for (const rule of permissionRules)
      for (const res of stack.matching(rule.types))
        for (const v of rule.check(res, stack))
          console.log("   ", rule.id, res.name, typeof v === "string" ? v : v.message);
  } catch (e) {
    console.log((e as Error).message.slice(0, 600));
  }
}

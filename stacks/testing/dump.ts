import { Planner, openProject, stackOfPlans } from "@ballast/plan";
import { Permissions } from "../../packages/policy/src/permissions.ts";
import { permissionRules } from "../../packages/policy/src/rules/permissions.ts";
const project = await openProject(process.cwd());
const planner = new Planner(project, "2026-11-21");
for (const name of project.stacks.filter((s) => process.argv[2] ? s.startsWith(process.argv[2]) : true)) {
  const plan = await planner.plan(name);
  const stack = stackOfPlans([plan]);
  for (const rule of permissionRules) for (const res of stack.matching(rule.types)) for (const v of rule.check(res, stack)) console.log(name, rule.id, res.name, typeof v === "string" ? v : v.message);
}

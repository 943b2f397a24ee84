import type { Rule } from "@ballast/policy";
import { covers } from "./components.ts";
import { rulesPage } from "./rules.ts";

const rule: Rule = {
  id: "shop-closed",
  severity: "warning",
  sentence: "Shops are closed at night.",
  why: "Nobody watches them.",
  fix: "Close them.",
  types: ["aws:ecs/service:Service", "ballast-*"],
  covers: ["CKV_AWS_1"],
  optional: true,
  check: () => [],
};

it("gives each rule a heading, with everything that it says", () => {
  expect(rulesPage([rule])).toContain(`## shop-closed

Shops are closed at night.

- **Why**: Nobody watches them.
- **Fix**: Close them.
- **Severity**: warning; evaluated only if enabled in the policy pack's configuration
- **Resource types**: \`aws:ecs/service:Service\`, \`ballast-*\`
- **Covers**: \`CKV_AWS_1\``);
});

it("takes a subject for a type, or for all that begin so", () => {
  expect(covers("ballast-*", "ballast-ecs:index:Service")).toBe(true);
  expect(covers("aws:ecs/service:Service", "aws:ecs/service:Service")).toBe(true);
  expect(covers("aws:ecs/service:Service", "aws:ecs/serviceX:Service")).toBe(false);
});

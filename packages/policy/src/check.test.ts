import { stackOf } from "@ballast/analysis";
import { check, rules } from "./index.ts";
import type { Resource } from "@ballast/model";
import { accessRules } from "./rules/access.ts";
import { bucketRules } from "./rules/buckets.ts";
import { failingCapacity } from "./rules/capacity.failing.ts";
import { failingData } from "./rules/data.failing.ts";
import { databaseSettingsRules } from "./rules/databaseSettings.ts";
import { failingDatabases } from "./rules/databases.failing.ts";
import { deliveryRules } from "./rules/delivery.ts";
import { failingFileSystems } from "./rules/fileSystems.failing.ts";
import { failingFsx } from "./rules/fsx.failing.ts";
import { imageRules } from "./rules/images.ts";
import { failingLoadBalancers } from "./rules/loadBalancers.failing.ts";
import { messageRules } from "./rules/messages.ts";
import { failingNetwork } from "./rules/network.failing.ts";
import { failingPlacement } from "./rules/placement.failing.ts";
import { failingRoles } from "./rules/roles.failing.ts";
import { secretReferenceRules } from "./rules/secretReferences.ts";
import { secretRules } from "./rules/secrets.ts";
import { failingServices } from "./rules/services.failing.ts";
import { failingTasks } from "./rules/tasks.failing.ts";
import { failingVolumes } from "./rules/volumes.failing.ts";
import { inContainer } from "./testing/breaking.ts";
import type { Example } from "./testing/examples.ts";
import { goodStack } from "./testing/goodStack.ts";

let good: Resource[];
beforeAll(async () => {
  good = await goodStack();
});

/** What breaks the rules that hold for our own components' stack; the other rules' test files have theirs. */
const failing: Example[] = [
  ...failingRoles,
  ...failingTasks,
  ...failingServices,
  ...failingPlacement,
  ...failingCapacity,
  ...failingNetwork,
  ...failingLoadBalancers,
  ...failingData,
  ...failingDatabases,
  ...failingFileSystems,
  ...failingFsx,
  ...failingVolumes,
];

/** Rules that have a test file of their own. */
const elsewhere = new Set(
  [
    ...accessRules,
    ...bucketRules,
    ...databaseSettingsRules,
    ...deliveryRules,
    ...imageRules,
    ...messageRules,
    ...secretReferenceRules,
    ...secretRules,
  ].map(({ id }) => id),
);
const shownHere = rules.filter(({ id }) => !elsewhere.has(id));

it("finds nothing in a stack of our own components but what they answer for (F.0)", () => {
  expect(check(good).map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    "waived vpc-public-addresses",
    "waived vpc-public-addresses",
  ]);
});

it.each(shownHere.map((rule) => [rule.id, rule] as const))(
  "%s has something to look at there",
  (_id, rule) => {
    expect(stackOf(good).matching(rule.types)).not.toEqual([]);
  },
);

/** Numbered checks (docs/requirements.md) that a rule proves, of programs which do not use our components too. */
const checks: Record<string, string> = {
  "component-outputs": " (F.0.21)",
  "ec2-machine-image": " (F.0.7)",
  "ec2-open-ingress": " (F.0.14)",
  "ec2-remote-access": " (F.0.14)",
  "ec2-rule-description": " (F.0.14)",
  "ecs-auto-scaling-group": " (F.0.9)",
  "ecs-capacity-provider": " (F.0.10)",
  "ecs-circuit-breaker": " (F.0.12)",
  "ecs-container-insights": " (F.0.16)",
  "ecs-container-logs": " (F.0.4)",
  "ecs-environment-secrets": " (F.0.3)",
  "ecs-image-tag": " (F.0.18)",
  "ecs-mount-points": " (F.0.20)",
  "ecs-privileged": " (F.0.17)",
};
const broken = failing.map(
  ([rule, build, message]) => [`${rule}${checks[rule] ?? ""}`, rule, build, message] as const,
);

it.each(broken)("%s is found where it is broken", (_title, rule, build, message) => {
  const looked = rules.filter(({ id }) => id === rule);
  const findings = check(build(good), {}, { rules: looked }).filter(({ severity }) => severity !== "waived");
  expect(findings.map((finding) => finding.message).join("\n")).toContain(message);
});

it("has a failing example of every rule", () => {
  const shown = new Set(failing.map(([rule]) => rule));
  expect(Object.keys(checks).filter((id) => !shown.has(id))).toEqual([]);
  expect(shownHere.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
});

it("says of every rule what, why and how to mend, under an id of its own", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, sentence, why, mend } of rules) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    for (const text of [sentence, why, mend]) expect(text).toMatch(/^[A-Z].*\.$/);
  }
});

it("lists the gravest first", () => {
  const resources = inContainer((one) => Object.assign(one, { image: "web:latest", privileged: true }))(good);
  expect(check(resources).map(({ severity }) => severity)).toEqual(["error", "warning", "waived", "waived"]);
});

it("never quotes what may be a secret", () => {
  const resources = inContainer((one) => {
    one["secrets"] = [{ name: "KEY", valueFrom: "hunter 2!" }];
    one["environment"] = [{ name: "PASSWORD", value: "hunter2" }];
  })(good);
  expect(JSON.stringify(check(resources))).not.toContain("hunter");
});

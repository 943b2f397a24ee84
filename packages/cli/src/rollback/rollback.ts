import { aws as types } from "@ballast/aws";
import {
  connect,
  durationText,
  planRollback,
  rollBack,
  type RollbackPlan,
  type RolledBack,
  type TaskDefinition,
  type Way,
} from "@ballast/operate";
import type { StackPlan } from "@ballast/plan";
import { confirm } from "../confirm.ts";
import { following } from "../operating.ts";
import { plannedStack } from "../planning.ts";
import { withStatus } from "../progress.ts";
import { serviceOfStack } from "../stackClusters.ts";
import { placeToAsk } from "../stackPlace.ts";

export interface RollbackOptions {
  stack: string;
  service: string;
  cluster?: string;
  to?: string;
  region?: string;
  timeout: number;
  yes?: boolean;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function rollback(options: RollbackOptions): Promise<number> {
  const { stack, to } = options;
  const ofStack = await plannedStack(stack);
  const aws = await connect(placeToAsk(options, ofStack, "name another stack"));
  const plan = await withStatus(
    `reading the deployments of ${options.service}`,
    serviceOfStack(aws, ofStack.plan, options).then((service) => planRollback(aws, service, to)),
  );
  for (const line of planText(plan, aws.region, new Date())) console.error(line);
  console.error(nextText(ofStack.plan, plan));
  await confirm(options, "yes", `roll ${plan.service} back to ${revisionOf(plan.to)}`);
  const done = await following(options.timeout, (pace) => rollBack(aws, plan, pace));
  console.log(options.format === "json" ? JSON.stringify(done, null, 2) : doneText(done));
  return 0;
}

const steps: Record<Way, (plan: RollbackPlan) => string> = {
  stop: ({ to }) => `ECS will stop this deployment and roll back to ${revisionOf(to)}.`,
  update: ({ to }) => `It will be deployed with ${revisionOf(to)}.`,
  copy: ({ to }) =>
    `${revisionOf(to)} is deregistered, so a copy of it will be registered as a new revision and deployed.`,
};

function planText(plan: RollbackPlan, region: string, now: Date): string[] {
  const { service, cluster, from, to, since } = plan;
  const does =
    since === undefined
      ? `runs ${revisionOf(from)}`
      : `has deployed ${revisionOf(from)} for ${durationText(now.getTime() - since.getTime())}`;
  const changes = changedImages(from, to);
  return [
    `${service} of ${cluster} in ${region} ${does}. ${steps[plan.way](plan)}`,
    ...(changes.length > 0 ? changes : ["  The images are the same."]),
  ];
}

function changedImages(from: TaskDefinition, to: TaskDefinition): string[] {
  const [before, after] = [from, to].map(
    ({ containerDefinitions = [] }) =>
      new Map(containerDefinitions.map(({ name = "", image = "" }) => [name, image])),
  ) as [Map<string, string>, Map<string, string>];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `  ${name}: ${before.get(name) ?? "none"} -> ${after.get(name) ?? "none"}`);
}

/** Describes what the next `pulumi up` will deploy again. */
function nextText({ stack, resolved }: StackPlan, { service, from }: RollbackPlan): string {
  const planned = resolved.filter(({ type }) => type === types.service);
  const own = planned.find(
    ({ name, inputs }) => inputs["name"] === service || service.replace(/-[0-9a-f]{7}$/, "") === name,
  );
  if (own === undefined)
    return `The plan of ${stack} has no service ${service}: whether a Pulumi program deploys ${revisionOf(from)} again is unknown.`;
  return own.ignoreChanges.includes("taskDefinition")
    ? `A pipeline sets the task definition, not the Pulumi program: pulumi up keeps the earlier one, and the pipeline's next run replaces it.`
    : `The Pulumi program and state still contain the newer task definition. The next pulumi up deploys it again if it refreshes, or ` +
        "changes the service or its task definition. Undo the change in the program, too.";
}

function doneText({ service, from, to, seconds }: RolledBack): string {
  return `${service} runs ${to} instead of ${from} after ${seconds} s.`;
}

function revisionOf({ family = "", revision }: TaskDefinition): string {
  return `${family}:${revision}`;
}

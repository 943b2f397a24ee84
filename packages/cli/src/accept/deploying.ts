import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { configurationFolder, loadProgram } from "@ballast/plan";
import { aws as types } from "@ballast/aws";
import {
  allSteady,
  counts,
  findHosts,
  hasHosts,
  OperateError,
  replaceHosts,
  standingOf,
  taggedResources,
} from "@ballast/operate";
import { parseDocument } from "yaml";
import { checksOf } from "../doctor/doctor.ts";
import { clustersIfAny } from "../stackClusters.ts";
import { isCreated, markOf, noteCreated, requireUntouched } from "./created.ts";
import type { Step, StepContext } from "./step.ts";

export const doctorStep: Step = {
  id: "doctor",
  does: "checks this machine, the account and the region for missing requirements",
  minutes: 15,
  run: async ({ planned: { project, plan }, pace }) => {
    const patient = { project: await loadProgram(project), stacks: [plan.stack], plans: [plan] };
    const checks = await checksOf(patient, false, (line) => pace.say?.(line));
    const missing = checks.filter(({ status }) => status === "missing");
    if (missing.length > 0)
      throw new OperateError(
        `${missing.length === 1 ? "One requirement is" : `${missing.length} requirements are`} missing:\n` +
          missing
            .map(({ id, found, fix }) => `${id}: ${found}${fix === undefined ? "" : `. To fix it: ${fix}`}`)
            .join("\n"),
      );
    const { ok, warning, unknown } = counts(checks);
    return { checks: `${ok} in order, ${warning} warnings, ${unknown} unknown` };
  },
};

export function settingsFile({ planned: { project } }: StepContext, stack: string): string {
  return join(project.root, configurationFolder(project.root), `Pulumi.${stack}.yaml`);
}

/** @param restored The second stack, which the run creates and destroys. It must not exist before. */
export function inventoryStep(restored: string): Step {
  return {
    id: "inventory",
    does: "lists resources that already have the stack's tags, which are not counted as left over",
    minutes: 15,
    run: async (context) => {
      const { aws, backups, tags, record, pulumi, stack, pace } = context;
      const known = await pulumi.stacks(pace);
      requireEmpty(stack, known);
      const file = settingsFile(context, restored);
      if (known.has(restored) || existsSync(file))
        throw new OperateError(
          `The stack ${restored} or its settings file ${file} exists. A run creates and destroys a stack of that name, so it starts only if ` +
            "neither exists: remove both, or accept the scenario in another environment.",
        );
      record.backend = await pulumi.backend(pace);
      record.before = await standingOf(aws, backups, await taggedResources(aws, tags));
      return { found: String(record.before.length) };
    },
  };
}

/** @throws {OperateError} if the stack has resources, because the run destroys the stack at its end. */
function requireEmpty(stack: string, known: ReadonlyMap<string, number>): void {
  const count = known.get(stack) ?? 0;
  if (count > 0)
    throw new OperateError(
      `${stack} is already deployed, with ${count} resources. A run ends by destroying the stack, so it starts only if the stack has no resources: ` +
        "destroy it first, or accept the scenario in another environment.",
    );
}

export function upStep(minutes: number): Step {
  return {
    id: "up",
    does: "deploys the stack with pulumi up",
    minutes,
    run: async (context) => {
      const { stack, pulumi, record, pace } = context;
      if (!isCreated(context, stack)) {
        // Checked again, because hours can pass between two steps.
        const known = await pulumi.stacks(pace);
        requireEmpty(stack, known);
        const [newest] = known.has(stack) ? await pulumi.updatesAfter(stack, undefined, pace) : [];
        if (newest !== undefined)
          record.updatedBefore = { ...record.updatedBefore, [stack]: newest.startTime };
        noteCreated(context, stack);
      }
      return deploy(context, stack);
    },
  };
}

/** Creates the stack if it does not exist, and deploys it. Continues an interrupted attempt. */
export async function deploy(context: StepContext, stack: string): Promise<Record<string, string>> {
  const { pulumi, pace } = context;
  if ((await pulumi.stacks(pace)).has(stack)) await requireUntouched(context, stack);
  else await initialize(context, stack);
  const said = await pulumi.run(["up", "--yes", "--message", markOf(context.record), "--stack", stack], pace);
  const outputs = await pulumi.outputs(stack, pace);
  return { summary: lastLines(said), outputs: JSON.stringify(outputs, null, 2) };
}

/** Initializes the stack with the secrets provider in the settings file of the accepted stack. */
export async function initialize(context: StepContext, stack: string): Promise<void> {
  const file = settingsFile(context, context.stack);
  const provider: unknown = existsSync(file)
    ? parseDocument(readFileSync(file, "utf8")).get("secretsprovider")
    : undefined;
  const by = typeof provider === "string" ? ["--secrets-provider", provider] : [];
  await context.pulumi.run(["stack", "init", "--no-select", ...by, stack], context.pace);
}

export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-6).join("\n");
}

export const previewStep: Step = {
  id: "preview-clean",
  does: "previews the stack again, and finds no change",
  minutes: 20,
  run: async ({ pulumi, stack, pace }) => {
    const said = await pulumi.run(["preview", "--expect-no-changes", "--stack", stack], pace);
    return { summary: lastLines(said) };
  },
};

export const healthyStep: Step = {
  id: "healthy",
  does: "waits until every service runs its desired number of tasks",
  minutes: 45,
  skip: ({ planned: { plan } }) =>
    plan.resolved.some(({ type }) => type === types.service) ? undefined : "the stack has no services",
  run: async (context) => {
    const words: string[] = [];
    for (const cluster of await clustersIfAny(context.aws, context.planned.plan)) {
      const all = await allSteady(context.aws, cluster, context.pace);
      words.push(
        ...all.map(
          ({ name, condition, running, desired }) => `${name}: ${condition}, ${running} of ${desired} tasks`,
        ),
      );
    }
    return { services: words.join("\n") };
  },
};

export const patchStep: Step = {
  id: "patch",
  does: "replaces every host, as patching does, and waits until the services are healthy again",
  minutes: 120,
  skip: ({ planned: { plan } }) =>
    hasHosts(plan.resolved, plan.clusters)
      ? undefined
      : "the stack has no container instances: AWS patches the infrastructure that its tasks run on",
  run: async ({ aws, planned: { plan }, pace }) => {
    const replaced: string[] = [];
    for (const cluster of await clustersIfAny(aws, plan)) {
      const { groups, hosts } = await findHosts(aws, cluster);
      for (const { name } of groups.filter((group) => hosts.some((host) => host.group === group.name))) {
        await replaceHosts(aws, name, pace);
        replaced.push(name);
      }
      await allSteady(aws, cluster, pace);
    }
    if (replaced.length === 0)
      throw new OperateError("No Auto Scaling group of the stack has a host to replace.");
    return { groups: replaced.join(", ") };
  },
};

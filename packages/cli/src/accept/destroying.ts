import { rmSync } from "node:fs";
import { leftOver, OperateError } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import { lastLines, settingsFile } from "./deploying.ts";
import { isCreated, markOf, noteGone, requireUntouched } from "./created.ts";
import { removeRestoredStores } from "./restoring/removing.ts";
import type { Step, StepContext } from "./step.ts";

/** Whether the run found no resources of the stack and started to deploy it. Other stacks are never destroyed. */
export function hasDeployed({ stack, created = [] }: AcceptanceRecord): boolean {
  return created.includes(stack);
}

/** @param restored The second stack, of which an interrupted attempt may have left resources. */
export function destroyStep(minutes: number, restored: string): Step {
  return {
    id: "destroy",
    does: "destroys the stack with pulumi destroy",
    minutes,
    run: async (context) => {
      if (!hasDeployed(context.record))
        throw new OperateError(
          `This run did not deploy ${context.stack}, so it does not destroy it. Destroy it by hand if nobody needs it.`,
        );
      const known = await context.pulumi.stacks(context.pace);
      await removeRestored(context, restored);
      // Before the first `up`, the stack does not exist.
      return {
        summary: known.has(context.stack) ? await destroyStack(context, context.stack) : "there is no stack",
      };
    },
  };
}

async function destroyStack(context: StepContext, stack: string): Promise<string> {
  const { pulumi, record, pace } = context;
  await requireUntouched(context, stack);
  const said = await pulumi.run(["destroy", "--yes", "--message", markOf(record), "--stack", stack], pace);
  const count = (await pulumi.stacks(pace)).get(stack) ?? 0;
  if (count > 0) throw new OperateError(`${stack} still has ${count} resources after pulumi destroy.`);
  return lastLines(said);
}

/**
 * Deletes the second stack and its settings if the run created them, the resources that commands restored, and the
 * recovery points.
 */
export async function removeRestored(context: StepContext, restored: string): Promise<void> {
  const { pulumi, pace } = context;
  if (isCreated(context, restored)) {
    if ((await pulumi.stacks(pace)).has(restored)) {
      await destroyStack(context, restored);
      await pulumi.run(["stack", "rm", "--yes", "--preserve-config", "--stack", restored], pace);
    }
    noteGone(context, restored);
  }
  const file = settingsFile(context, restored);
  if (isCreated(context, file)) {
    rmSync(file, { force: true });
    noteGone(context, file);
  }
  await removeRestoredStores(context);
}

export const leftoversStep: Step = {
  id: "leftovers",
  does: "searches for resources that still have the stack's tags",
  minutes: 30,
  run: async ({ aws, backups, tags, record, pace }) => {
    const left = await leftOver({ aws, backups, tags, before: record.before }, pace);
    record.standing = left;
    if (left.length === 0) return { left: "nothing" };
    throw new OperateError(
      `${left.length === 1 ? "One resource is" : `${left.length} resources are`} left over. Look at each, and delete it by hand:\n` +
        left.join("\n"),
    );
  },
};

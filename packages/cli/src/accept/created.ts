import { basename } from "node:path";
import { OperateError } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import type { StepContext } from "./step.ts";

/*
 * The run deletes only resources that its record contains, and records each before it creates it. A stack is recorded
 * by its name, and a settings file by its file name, because the run may continue in another folder.
 */

export function isCreated({ record }: StepContext, name: string): boolean {
  return record.created?.includes(basename(name)) === true;
}

/** Records that the run is about to create it, and saves the record. */
export function noteCreated(context: StepContext, name: string): void {
  const { record } = context;
  if (isCreated(context, name)) return;
  record.created = [...(record.created ?? []), basename(name)];
  context.save();
}

/**
 * Runs before each update and destruction of a stack that the run deployed, and checks that every later change
 * carries the run's mark. In another organization or backend, or after a manual destruction and deployment, a stack
 * with the same name is another stack.
 *
 * @throws {OperateError} if something else changed the stack.
 */
export async function requireUntouched(context: StepContext, stack: string): Promise<void> {
  const { pulumi, record, pace } = context;
  const updates = await pulumi.updatesAfter(stack, record.updatedBefore?.[stack], pace);
  const other = updates.find(({ message }) => message !== markOf(record));
  if (other === undefined) return;
  throw new OperateError(
    `Something else changed ${stack} since this run deployed it: ${other.kind}, ${other.startTime}, ${other.message || "without a message"}. ` +
      "A run changes and destroys only what it deployed itself. If nobody needs the stack, destroy it by hand with pulumi destroy, and start " +
      "a new run with --restart.",
  );
}

/** The message of the run's updates in Pulumi's history of the stack. */
export function markOf({ mark }: AcceptanceRecord): string {
  return `ballast accept: run ${mark}`;
}

export function noteGone({ record, save }: StepContext, name: string): void {
  record.created = (record.created ?? []).filter((one) => one !== basename(name));
  if (record.created.length === 0) delete record.created;
  save();
}

/** @throws {OperateError} if it exists and the run did not create it. */
export function requireCreated(context: StepContext, name: string): void {
  if (isCreated(context, name)) return;
  throw new OperateError(
    `${name} exists, but this run did not create it, so it neither changes nor deletes it. Remove it if nobody needs it, and start the command again.`,
  );
}

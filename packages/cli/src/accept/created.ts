import { basename } from "node:path";
import { OperateError } from "@ballast/operate";
import type { StepContext } from "./step.ts";

/*
 * The run deletes only what its record names, which it notes before it creates it. A stack is named by its name, a settings file by the last
 * part of its path: the run may go on in another folder.
 */

export function isCreated({ record }: StepContext, name: string): boolean {
  return record.created?.includes(basename(name)) === true;
}

/** Notes that the run is about to create it, and keeps the record. */
export function noteCreated(context: StepContext, name: string): void {
  const { record } = context;
  if (isCreated(context, name)) return;
  record.created = [...(record.created ?? []), basename(name)];
  context.save();
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

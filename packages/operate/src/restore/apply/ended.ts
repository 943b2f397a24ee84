import { OperateError } from "../../operateError.ts";
import { explained } from "../../watch.ts";

/** What ended a restore, with what stands and how to go on; a fault of ours stays as it is. */
export function ended(error: unknown, standing: string[]): unknown {
  const why = explained(error);
  return why === undefined ? error : new OperateError([why, ...standing].join("\n"), { cause: error });
}

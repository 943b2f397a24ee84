import { OperateError } from "../../operateError.ts";
import { explained } from "../../watch.ts";

/** The error that ended a restore, with the existing resources and the next steps. An error in this program is not changed. */
export function ended(error: unknown, standing: string[]): unknown {
  const why = explained(error);
  return why === undefined ? error : new OperateError([why, ...standing].join("\n"), { cause: error });
}

/** Something its reader can mend: shown without a stack trace. */
export class PlanError extends Error {
  override name = "PlanError";
}

/** Something its reader can fix: shown without a stack trace. */
export class PlanError extends Error {
  override name = "PlanError";
}

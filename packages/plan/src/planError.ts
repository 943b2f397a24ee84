/** An error that the user can fix: it is shown without a stack trace. */
export class PlanError extends Error {
  override name = "PlanError";
}

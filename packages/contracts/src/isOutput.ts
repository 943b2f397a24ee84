/**
 * Whether a value is an output, as `pulumi.Output.isInstance` tells it, also of another copy of the SDK. Without the SDK, which takes long to
 * load: what a plan was checks nothing that has outputs.
 */
export function isOutput(value: unknown): boolean {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}

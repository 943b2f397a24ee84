/**
 * Whether a value is an output, also of another copy of the SDK. The same test as `pulumi.Output.isInstance`, but without
 * loading the SDK, which takes long: readers of plans need this file, and plans contain no outputs.
 */
export function isOutput(value: unknown): boolean {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}

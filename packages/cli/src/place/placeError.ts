/** An error that the user can fix; printed without a stack trace. */
export class PlaceError extends Error {
  override name = "PlaceError";
}

/** The call names something that does not exist. */
export class PlaceCallError extends PlaceError {
  readonly exitCode = 2;
}

/**
 * Adds the cluster to errors about an unknown instance type, zone, instance or service; the message lists the known
 * ones.
 */
export function explained<T>(Kind: typeof PlaceError, cluster: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw new Kind(`${cluster}: ${error.message}`);
    throw error;
  }
}

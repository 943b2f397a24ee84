/** Something its reader can fix: shown without a stack trace. */
export class PlaceError extends Error {
  override name = "PlaceError";
}

/** The call names something that is not there. */
export class PlaceCallError extends PlaceError {
  readonly exitCode = 2;
}

/** An unknown instance type, zone, instance or service: the message says which there are. */
export function explained<T>(Kind: typeof PlaceError, cluster: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw new Kind(`${cluster}: ${error.message}`);
    throw error;
  }
}

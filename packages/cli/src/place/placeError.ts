/** Something its reader can fix: shown without a stack trace. */
export class PlaceError extends Error {
  override name = "PlaceError";
}

/** The call names something that is not there. */
export class PlaceCallError extends PlaceError {
  readonly exitCode = 2;
}

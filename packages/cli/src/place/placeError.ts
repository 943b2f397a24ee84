/** Something its reader can mend: shown without a stack trace. */
export class PlaceError extends Error {
  override name = "PlaceError";
}

/** Something in a program that a recording cannot answer; its message says how to fix it, so no trace is needed. */
export class RecordingError extends Error {
  override name = "RecordingError";
}

/** The call is invalid, or the run is refused. */
export class AcceptError extends Error {
  override name = "AcceptError";
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

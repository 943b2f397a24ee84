/** Something its reader can mend, or must know: shown without a stack trace. */
export class OperateError extends Error {
  override name = "OperateError";
}

/** AWS refused a call, or could not be asked. */
export class AwsError extends OperateError {
  /** AWS's own word for it: `AccessDeniedException`. */
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

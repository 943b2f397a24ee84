/** Something its reader can fix, or must know: shown without a stack trace. */
export class OperateError extends Error {
  override name = "OperateError";
}

/** AWS refused a call, or could not be asked. */
export class AwsError extends OperateError {
  /** AWS's own word for it: `AccessDeniedException`. */
  readonly code: string;
  /** The call, as IAM names it: `ecs:DescribeTasks`. */
  readonly action: string;
  /** Whether the same call may succeed later: AWS throttles, fails by itself, or could not be reached. */
  readonly isTransient: boolean;

  constructor(message: string, { code, action, cause }: { code: string; action: string; cause: unknown }) {
    super(message, { cause });
    this.code = code;
    this.action = action;
    this.isTransient = transientCodes.test(code) || statusOf(cause) >= 500;
  }
}

/*
 * What the SDK itself tries again (@smithy/core 3, service-error-classification, read 2026-11-26), without
 * LimitExceededException and TransactionInProgressException, by which ECS, EFS and others also mean limits that stay.
 */
const transientCodes =
  /^(BandwidthLimitExceeded|EC2ThrottledException|PriorRequestNotComplete|ProvisionedThroughputExceededException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|ThrottledException|Throttling|ThrottlingException|TooManyRequestsException|TimeoutError|RequestTimeout|RequestTimeoutException|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

function statusOf(cause: unknown): number {
  return (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode ?? 0;
}

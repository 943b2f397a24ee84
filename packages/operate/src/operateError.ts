/** An error that the user can fix or must know about. It is printed without a stack trace. */
export class OperateError extends Error {
  override name = "OperateError";
}

/** AWS refused a call, or could not be reached. */
export class AwsError extends OperateError {
  /** AWS's error code: `AccessDeniedException`. */
  readonly code: string;
  /** The IAM action: `ecs:DescribeTasks`. */
  readonly action: string;
  /** Whether a retry may succeed: AWS throttled, had an internal error, or could not be reached. */
  readonly isTransient: boolean;

  constructor(message: string, { code, action, cause }: { code: string; action: string; cause: unknown }) {
    super(message, { cause });
    this.code = code;
    this.action = action;
    this.isTransient = transientCodes.test(code) || statusOf(cause) >= 500;
  }
}

/*
 * Error codes that the SDK retries (@smithy/core 3, service-error-classification, read 2026-11-26), without
 * LimitExceededException and TransactionInProgressException: ECS, EFS and other services also use these for permanent
 * limits.
 */
const transientCodes =
  /^(BandwidthLimitExceeded|EC2ThrottledException|PriorRequestNotComplete|ProvisionedThroughputExceededException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|ThrottledException|Throttling|ThrottlingException|TooManyRequestsException|TimeoutError|RequestTimeout|RequestTimeoutException|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

function statusOf(cause: unknown): number {
  return (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode ?? 0;
}

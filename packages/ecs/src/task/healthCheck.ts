/** How ECS checks whether a container is healthy. */
export interface ContainerHealthCheck {
  /** `["CMD-SHELL", "curl -f http://localhost/ || exit 1"]`. */
  command: string[];
  /** Seconds between two checks. @default 30 */
  intervalSeconds?: number;
  /** Seconds until a check counts as failed. @default 5 */
  timeoutSeconds?: number;
  /** Consecutive failures that make the container unhealthy. @default 3 */
  retries?: number;
  /** Seconds after the start in which failures do not count. @default 0 */
  startPeriodSeconds?: number;
}

/** In the form of ECS's API. */
export function renderHealthCheck(
  check: ContainerHealthCheck | undefined,
): Record<string, unknown> | undefined {
  return (
    check && {
      command: check.command,
      interval: check.intervalSeconds ?? 30,
      timeout: check.timeoutSeconds ?? 5,
      retries: check.retries ?? 3,
      startPeriod: check.startPeriodSeconds ?? 0,
    }
  );
}

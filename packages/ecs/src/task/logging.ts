import type { Protection } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** Log drivers other than CloudWatch Logs that require no setup of the host. */
export const LogDriver = {
  /** FireLens: the task's `logRouter` receives the logs and forwards them. */
  Firelens: "awsfirelens",
  /** Splunk's HTTP Event Collector; AWS Fargate only. */
  Splunk: "splunk",
} as const;
export type LogDriver = (typeof LogDriver)[keyof typeof LogDriver];

/** Programs that FireLens configures. */
export const LogRouterType = {
  /** The log processor Fluent Bit. */
  FluentBit: "fluentbit",
  /** The log collector Fluentd. */
  Fluentd: "fluentd",
} as const;
export type LogRouterType = (typeof LogRouterType)[keyof typeof LogRouterType];

/** Where a container's logs go instead of the task's log group. */
export interface ContainerLogging {
  /** Log driver. */
  driver: LogDriver;
  /**
   * Options of the driver, or of the log router's output. They must not contain secrets, because everyone with
   * permission to describe the task can read them.
   *
   * @default - none
   */
  options?: Record<string, pulumi.Input<string>>;
  /** Options that ECS fetches, keyed by name: the full ARN of a secret or of an SSM parameter. @default - none */
  secretOptions?: Record<string, pulumi.Input<string>>;
  /**
   * Why the logs are not in the stack's log group, which `ballast logs` reads and the rule `ecs-container-logs`
   * expects.
   */
  reason: string;
}

/**
 * Makes a container the task's log router. The task's `taskStatements` and security groups determine where it can send
 * logs.
 */
export interface LogRouter {
  /** The log router program in its image. */
  type: LogRouterType;
  /** Path of a configuration file in its image, which FireLens includes. @default - only FireLens's configuration */
  configFile?: string;
}

/** In the form of ECS's API. */
export function renderLogging({ driver, options = {}, secretOptions = {} }: ContainerLogging): object {
  return {
    logDriver: driver,
    options,
    secretOptions: Object.entries(secretOptions).map(([name, valueFrom]) => ({ name, valueFrom })),
  };
}

export function renderRouter({ type, configFile }: LogRouter): object {
  return {
    type,
    options: {
      "enable-ecs-log-metadata": "true",
      ...(configFile !== undefined && { "config-file-type": "file", "config-file-value": configFile }),
    },
  };
}

/** Why the rule about logs is waived, by container. */
export function loggingWaivers(
  containers: Record<string, { logging?: ContainerLogging }>,
): Record<string, Protection> {
  return Object.fromEntries(
    Object.entries(containers).flatMap(([name, { logging }]) =>
      logging === undefined ? [] : [[name, { enabled: false, reason: logging.reason }]],
    ),
  );
}

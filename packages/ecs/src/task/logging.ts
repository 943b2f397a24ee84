import type { Protection } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** Ways out of a container for its logs, beside CloudWatch Logs, that need nothing of the host. */
export const LogDriver = {
  /** FireLens: the task's `logRouter` takes them, and sends them on. */
  Firelens: "awsfirelens",
  /** Splunk's HTTP Event Collector; AWS Fargate only. */
  Splunk: "splunk",
} as const;
export type LogDriver = (typeof LogDriver)[keyof typeof LogDriver];

/** Programs that FireLens configures. */
export const LogRouterType = {
  /** Fluent Bit, which reads a configuration of its own form. */
  FluentBit: "fluentbit",
  /** Fluentd, whose configuration is made of tags and plugins. */
  Fluentd: "fluentd",
} as const;
export type LogRouterType = (typeof LogRouterType)[keyof typeof LogRouterType];

/** Where a container's logs go instead of the task's log group. */
export interface ContainerLogging {
  /** What takes them. */
  driver: LogDriver;
  /** Of the driver, or of the log router's output. No secrets: anyone who may describe the task reads them. @default - none */
  options?: Record<string, pulumi.Input<string>>;
  /** Options that ECS fetches: by name, the full ARN of a secret or of an SSM parameter. @default - none */
  secretOptions?: Record<string, pulumi.Input<string>>;
  /** Why they are not in the stack's own log group, which `ballast logs` and the rule `ecs-container-logs` look at. */
  reason: string;
}

/** Makes a container the task's log router. What it may send where is its task's: `taskStatements`, security groups. */
export interface LogRouter {
  /** The program of its image. */
  type: LogRouterType;
  /** Path of a configuration in its image, which FireLens includes. @default - FireLens's own */
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

import type { Protection } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** How ECS deploys a new revision of the task definition. */
export const DeploymentStrategy = {
  /** Replaces tasks gradually, within `minimumHealthyPercent` and `maximumPercent`. */
  Rolling: "rolling",
  /** Starts all new tasks, then moves all traffic at once. */
  BlueGreen: "blueGreen",
  /** Starts all new tasks, moves a small part of the traffic, waits, and moves the rest. */
  Canary: "canary",
  /** Starts all new tasks, and moves the traffic in equal steps. */
  Linear: "linear",
} as const;
export type DeploymentStrategy = (typeof DeploymentStrategy)[keyof typeof DeploymentStrategy];

/** A stage of a deployment that moves traffic. At each stage a function can continue or end the deployment. */
export const LifecycleStage = {
  /** A deployment starts while another one is still running. */
  ReconcileService: "reconcileService",
  /** Before new tasks start. */
  PreScaleUp: "preScaleUp",
  /** After the new tasks have started, without traffic. */
  PostScaleUp: "postScaleUp",
  /** Before traffic moves; for canary and linear, before each step. */
  PreProductionTrafficShift: "preProductionTrafficShift",
  /** Traffic moves. */
  ProductionTrafficShift: "productionTrafficShift",
  /** All traffic has moved; the old tasks still run. */
  PostProductionTrafficShift: "postProductionTrafficShift",
} as const;
export type LifecycleStage = (typeof LifecycleStage)[keyof typeof LifecycleStage];

/** A Lambda function that ECS invokes at stages of a deployment, until it returns `SUCCEEDED` or `FAILED`. */
export interface LifecycleHook {
  /** ARN of the function, which returns `{ hookStatus: "SUCCEEDED" }`, `FAILED` or `IN_PROGRESS`. */
  functionArn: pulumi.Input<string>;
  /** Stages at which it is invoked. */
  stages: LifecycleStage[];
  /** Values that the function receives in addition to the deployment, keyed by name. @default - nothing */
  details?: Record<string, string>;
}

/** How a new revision of the task definition is deployed. Times are in minutes, shares of the traffic in percent. */
export interface ServiceDeployment {
  /**
   * How traffic moves to the new tasks. To change back from another strategy, set `rolling`: if you remove the
   * argument, a service keeps its strategy.
   *
   * @default "rolling"
   */
  strategy?: DeploymentStrategy;
  /**
   * Minutes for which the old tasks keep running after all traffic has moved, 0 to 1440. Not for `rolling`.
   *
   * @default 5
   */
  bakeMinutes?: number;
  /** Percent of the traffic that moves first, 1 to 100. For `canary`. @default 5 */
  canaryPercent?: number;
  /** Minutes between the first share of the traffic and the rest, 0 to 1440. For `canary`. @default 10 */
  canaryBakeMinutes?: number;
  /** Percent of the traffic that moves in each step, 3 to 100. For `linear`. @default 10 */
  stepPercent?: number;
  /** Minutes between two steps, 0 to 1440. For `linear`. @default 6 */
  stepBakeMinutes?: number;
  /** Functions that must confirm stages of a deployment, keyed by name. Not for `rolling`. @default - none */
  lifecycleHooks?: Record<string, LifecycleHook>;
  /**
   * CloudWatch alarms that end a deployment and roll it back, keyed by a name that you choose: `alarmNames` of a
   * `Watch`. The `Watch` must not contain this service's part, because its alarms would depend on the service. The
   * errors of the load balancer are a good choice.
   *
   * @default - none: only the circuit breaker rolls back
   */
  rollbackAlarmNames?: Record<string, pulumi.Input<string>>;
  /**
   * Creates snapshots of the parts' EBS volumes whenever the task definition changes, before the service is updated. If
   * a snapshot fails, the deployment fails. The tasks keep writing, so each volume's snapshot is, for itself, crash-consistent,
   * as after a power failure, and does not contain later data. The snapshots of several volumes start one after the
   * other, so together they are not of one moment. The first snapshot of a volume can take longer than the 15 minutes for
   * which an update waits. A pipeline that owns the task definition invokes the function `snapshotFunctionName` before
   * it deploys; an action of CodePipeline waits up to 24 hours.
   *
   * @default false
   */
  snapshotBefore?: boolean;
  /**
   * Requires that a pipeline of the stack invokes the function of `snapshotBefore` (rule `ecs-snapshot-called`). Turn it
   * off with a reason if a pipeline outside of the stack does. For a task definition that a pipeline owns.
   *
   * @default - on
   */
  snapshotCall?: Protection;
  /**
   * Number of task definitions whose snapshots of each volume are kept, 2 to 100. Snapshots of the last 24 hours are
   * kept in addition. For `snapshotBefore`.
   *
   * @default 3
   */
  keepSnapshots?: number;
}

import type { Protection } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** How ECS brings a new revision of the task definition into service. */
export const DeploymentStrategy = {
  /** Replaces tasks by and by, within `minimumHealthyPercent` and `maximumPercent`. */
  Rolling: "rolling",
  /** Starts all new tasks, then moves all traffic at once. */
  BlueGreen: "blueGreen",
  /** Starts all new tasks, moves a small part of the traffic, waits, and moves the rest. */
  Canary: "canary",
  /** Starts all new tasks, and moves the traffic in equal steps. */
  Linear: "linear",
} as const;
export type DeploymentStrategy = (typeof DeploymentStrategy)[keyof typeof DeploymentStrategy];

/** A stage of a deployment that moves traffic, at which a function may let it go on or end it. */
export const LifecycleStage = {
  /** A deployment begins while another one has not ended. */
  ReconcileService: "reconcileService",
  /** No new task has started. */
  PreScaleUp: "preScaleUp",
  /** The new tasks run, without traffic. */
  PostScaleUp: "postScaleUp",
  /** Before traffic moves; for canary and linear, before each step. */
  PreProductionTrafficShift: "preProductionTrafficShift",
  /** Traffic moves. */
  ProductionTrafficShift: "productionTrafficShift",
  /** All traffic has moved; the old tasks still run. */
  PostProductionTrafficShift: "postProductionTrafficShift",
} as const;
export type LifecycleStage = (typeof LifecycleStage)[keyof typeof LifecycleStage];

/** A Lambda function that ECS invokes at stages of a deployment, until it answers `SUCCEEDED` or `FAILED`. */
export interface LifecycleHook {
  /** ARN of the function, which answers `{ hookStatus: "SUCCEEDED" }`, `FAILED` or `IN_PROGRESS`. */
  functionArn: pulumi.Input<string>;
  /** When it is invoked. */
  stages: LifecycleStage[];
  /** What the function gets beside the deployment, by name. @default - nothing */
  details?: Record<string, string>;
}

/** How a new revision of the task definition comes into service: times are minutes, parts of the traffic percent. */
export interface ServiceDeployment {
  /** How traffic comes to the new tasks. To end another strategy, set `rolling`: without the argument a service keeps the one it has. @default "rolling" */
  strategy?: DeploymentStrategy;
  /** Minutes in which the old tasks still run after all traffic has moved, 0 to 1440. Not for `rolling`. @default 5 */
  bakeMinutes?: number;
  /** Percent of the traffic that moves first, 1 to 100. For `canary`. @default 5 */
  canaryPercent?: number;
  /** Minutes from the first part to the rest, 0 to 1440. For `canary`. @default 10 */
  canaryBakeMinutes?: number;
  /** Percent of the traffic that moves in each step, 3 to 100. For `linear`. @default 10 */
  stepPercent?: number;
  /** Minutes between two steps, 0 to 1440. For `linear`. @default 6 */
  stepBakeMinutes?: number;
  /** Functions that let a deployment go on, by name. Not for `rolling`. @default - none */
  lifecycleHooks?: Record<string, LifecycleHook>;
  /**
   * CloudWatch alarms that end a deployment and bring back what ran before, by a word for each: `alarmNames` of a `Watch` that has
   * not this service's part, whose alarms wait for the service. The errors of the load balancer are a good choice.
   *
   * @default - the circuit breaker alone
   */
  rollbackAlarmNames?: Record<string, pulumi.Input<string>>;
  /**
   * Saves the EBS volumes that parts bring by snapshots, whenever the task definition changes and before the service does; without them
   * the deployment fails. The tasks write meanwhile: such a snapshot is what a power failure would leave (crash-consistent), and lacks what
   * is written until they stop. A new volume's first snapshot may take longer than the 15 minutes that an update waits. A pipeline that owns the
   * task definition calls the function `snapshotFunctionName` before it deploys; an action of CodePipeline waits up to 24 hours.
   *
   * @default false
   */
  snapshotBefore?: boolean;
  /**
   * That a pipeline of the stack calls the function of `snapshotBefore`, by rule `ecs-snapshot-called`: off with a reason where a pipeline outside
   * of the stack does. For a task definition that a pipeline owns.
   *
   * @default - on
   */
  snapshotCall?: Protection;
  /**
   * Task definitions whose snapshots of each volume are kept, 2 to 100. Snapshots of the last 24 hours are kept as well, and do not count.
   * For `snapshotBefore`.
   *
   * @default 3
   */
  keepSnapshots?: number;
}

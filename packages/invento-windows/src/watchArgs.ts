import type { SiteArgs } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** A server of Amazon RDS, as what watches it needs to know it. */
export interface WatchedDatabase {
  /** The DB instance identifier, as `SqlServer.identifier` gives it. */
  identifier: pulumi.Input<string>;
  /** GiB of free storage below which somebody is told: a tenth of the storage, where RDS should have grown it before. */
  freeStorageGiB: number;
}

export interface WatchArgs extends SiteArgs {
  /** The cluster in which the service runs. */
  clusterName: pulumi.Input<string>;
  /** The service whose running tasks are counted. */
  serviceName: pulumi.Input<string>;
  /** From an application load balancer. */
  loadBalancerArn: pulumi.Input<string>;
  /** The target group whose healthy targets are counted. */
  targetGroupArn: pulumi.Input<string>;
  /** The database server behind the service. */
  database: WatchedDatabase;
  /** From a `RotationRestart`. @default - its failures are not watched */
  restartStateMachineArn?: pulumi.Input<string>;
  /** Minutes without a running task that a restart may take, 2 to 1440. @default 15 */
  toleratedMinutes?: number;
  /** False while there is nothing to run: alarms on the service then tell nobody. @default true */
  running?: boolean;
  /** E-mail addresses by name; each must confirm what AWS sends it. @default - none */
  emails?: Record<string, string>;
}

import type { Site } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** A server of Amazon RDS, as what watches it needs to know it. */
export interface WatchedDatabase {
  identifier: pulumi.Input<string>;
  /** GiB of free storage below which somebody is told: a tenth of the storage, where RDS should have grown it before. */
  freeStorageGiB: number;
}

export interface WatchArgs {
  site: Site;
  clusterName: pulumi.Input<string>;
  serviceName: pulumi.Input<string>;
  /** From an application load balancer. */
  loadBalancerArn: pulumi.Input<string>;
  targetGroupArn: pulumi.Input<string>;
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

import {
  AlarmComparison,
  droppedSchedules,
  joinWatchParts,
  MissingData,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { defaultUpdateHours, type ClairScannerArgs } from "./args.ts";
import { isServerless } from "./database.ts";

interface WatchedScanner {
  name: string;
  args: ClairScannerArgs;
  cluster: { clusterIdentifier: pulumi.Output<string>; arn: pulumi.Output<string> };
  /** The watch parts of its service and its load balancer. */
  parts: WatchPart[];
}

/** Its service, its load balancer and its database, each of which it cannot do without. */
export function watchScanner({ name, args, cluster, parts }: WatchedScanner): WatchPart {
  const metric = (metricName: string, statistic = "Average"): WatchMetric => ({
    namespace: "AWS/RDS",
    name: metricName,
    dimensions: { DBClusterIdentifier: cluster.clusterIdentifier },
    statistic,
  });
  const serverless = isServerless(args.database?.mode);
  const hours = args.updatePeriodHours ?? defaultUpdateHours;
  const own: WatchPart = {
    alarms: {
      database: {
        says: `The database of ${name} has been as busy as it can be for ${hours} hours`,
        action: serverless ? "Raise database.maximumCapacity" : "Give database.instanceClass a larger one",
        reason: "Clair loads vulnerabilities again after so long, and would not have finished before",
        metrics: { busy: metric(serverless ? "ACUUtilization" : "CPUUtilization") },
        comparison: AlarmComparison.AtLeast,
        threshold: 95,
        periodSeconds: 3600,
        evaluationPeriods: hours,
        missingData: MissingData.Missing,
      },
      restart: droppedSchedules({
        says: `The schedule that restarts the task of ${name} after a password change may have failed`,
        action:
          "Restart the service: aws ecs update-service --force-new-deployment. Until then Clair uses the old password. Correct the schedule's role",
      }),
    },
    events: {
      failover: {
        says: `RDS reports that the database of ${name} failed over or failed`,
        action: "Read its events: aws rds describe-events --source-type db-cluster",
        pattern: pulumi.jsonStringify({
          source: ["aws.rds"],
          "detail-type": ["RDS DB Cluster Event"],
          resources: [cluster.arn],
          detail: { EventCategories: ["failover", "failure"] },
        }),
        details: { message: "$.detail.Message", event: "$.detail.EventID" },
      },
    },
    charts: {
      storage: {
        title: `Bytes that the database of ${name} holds`,
        metrics: { used: metric("VolumeBytesUsed", "Maximum") },
      },
      connections: {
        title: `Connections to the database of ${name}`,
        metrics: { connections: metric("DatabaseConnections", "Maximum") },
      },
    },
  };
  return joinWatchParts([...parts, own]);
}

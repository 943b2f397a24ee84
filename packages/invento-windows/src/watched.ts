import type * as aws from "@pulumi/aws";
import {
  AlarmComparison,
  executions,
  failedExecutions,
  isOn,
  lowCredits,
  MissingData,
  silence,
  undelivered,
  type WatchAlarm,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { daysBetweenBackups } from "./runningHours.ts";
import type { SqlServerArgs } from "./sqlServerArgs.ts";

/** RDS grows the storage once a tenth or less is free (RDS user guide, "Managing capacity automatically", read 2026-11-26). */
const freePercent = 5;

export function watchServer(name: string, args: SqlServerArgs, server: aws.rds.Instance): WatchPart {
  const days = daysBetweenBackups(args);
  const metric = (metricName: string, statistic = "Average"): WatchMetric => ({
    namespace: "AWS/RDS",
    name: metricName,
    dimensions: { DBInstanceIdentifier: server.identifier },
    statistic,
  });
  // A server that is being made or that failed over reports late; its events tell of the rest.
  const quarter = {
    periodSeconds: 300,
    evaluationPeriods: 3,
    // Where it stops at night, an alarm that knows nothing then would tell every morning that all is well.
    missingData: args.runningHours ? MissingData.Ignore : MissingData.Missing,
  };
  const credits = (what: string, metricName: string): WatchAlarm =>
    lowCredits(metric(metricName, "Minimum"), {
      says: `Database ${name} has nearly used up its burst credits for ${what}`,
      action:
        "Find what reads and writes so much, or give the server a larger class; without credits its storage slows down",
      // Classes without such credits have no value.
      missingData: MissingData.NotBreaching,
    });
  return {
    alarms: {
      cpu: {
        says: `The CPU utilization of database ${name} has been above 90 % for 15 minutes`,
        action:
          "Find the queries that cause it, in Performance Insights if the edition supports it, or use a larger class",
        reason: "A backup or an index rebuild is shorter or uses less CPU",
        metrics: { processors: metric("CPUUtilization") },
        comparison: AlarmComparison.Above,
        threshold: 90,
        ...quarter,
      },
      storage: {
        says: `The storage of database ${name} is nearly full, and RDS has not grown it`,
        action:
          "Raise maximumStorageGiB; once it is full, the database stops. RDS can change storage once every six hours",
        reason: `RDS grows storage once a tenth is free; less than ${freePercent} % of the initial storage means that it did not`,
        metrics: { free: metric("FreeStorageSpace", "Minimum") },
        comparison: AlarmComparison.Below,
        threshold: Math.floor((args.allocatedStorageGiB * 1024 ** 3 * freePercent) / 100),
        ...quarter,
      },
      throughput: credits("throughput", "EBSByteBalance%"),
      operations: credits("input and output operations", "EBSIOBalance%"),
    },
    events: {
      failure: {
        says: `RDS reports that database ${name} failed over, failed, is recovering or has no storage left`,
        action: "Read its events: aws rds describe-events. After a failover, clients must reconnect",
        pattern: eventPattern(server, {
          // Availability would tell of every restart.
          EventCategories: ["failover", "failure", "low storage", "recovery"],
        }),
        details: { message: "$.detail.Message", event: "$.detail.EventID" },
      },
      ...(isOn(args.backup) && {
        backup: {
          says: `Database ${name} has had no backup for ${days === 2 ? "two" : days} days`,
          action: "Read its events and create a snapshot: aws rds create-db-snapshot",
          // RDS user guide, "Amazon RDS event categories and event messages": finished DB instance backup.
          pattern: eventPattern(server, { EventID: ["RDS-EVENT-0002"] }),
          expectedEveryHours: 24 * days,
        },
      }),
    },
    charts: {
      connections: {
        title: `Connections to ${name}`,
        metrics: { connections: metric("DatabaseConnections", "Maximum") },
      },
      latency: {
        title: `Seconds to read and write of ${name}`,
        metrics: { read: metric("ReadLatency"), write: metric("WriteLatency") },
      },
      memory: { title: `Free memory of ${name}`, metrics: { free: metric("FreeableMemory", "Minimum") } },
    },
  };
}

/**
 * Whether it is started and stopped.
 *
 * @param days That may pass without a run: from one running day to the next, and one more. At most seven, which is as far as CloudWatch looks.
 */
export function watchHours(name: string, days: number, stateMachineArn: pulumi.Output<string>): WatchPart {
  const action = "Start or stop it as its hours say: aws rds start-db-instance, stop-db-instance";
  return {
    alarms: {
      hours: failedExecutions(stateMachineArn, {
        says: `Database ${name} was not started or stopped by its schedule`,
        action: `Read the error of the state machine's last execution. ${action}`,
        reason: "RDS rejected it for an hour, and the next run is only on the next day",
        periodSeconds: 300,
      }),
      "hours-overdue": silence(
        { succeeded: executions(stateMachineArn, "ExecutionsSucceeded") },
        {
          says: `No schedule has started or stopped database ${name} for ${days} days`,
          action: `See whether its two schedules are there and their role may start the state machine. ${action}`,
          reason: `Two runs come on each running day, and ${days - 1} days are the longest time between two of them; a new schedule is reported until its first run`,
          periodSeconds: 86_400,
          evaluationPeriods: days,
        },
      ),
    },
  };
}

function eventPattern(server: aws.rds.Instance, detail: Record<string, string[]>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    source: ["aws.rds"],
    "detail-type": ["RDS DB Instance Event"],
    resources: [server.arn],
    detail,
  });
}

/** Whether tasks get the secret's new value: a restart that failed, or one for which EventBridge could not ask. */
export function watchRestarts(
  name: string,
  stateMachineArn: pulumi.Output<string>,
  ruleName: pulumi.Output<string>,
): WatchPart {
  const rest = {
    action:
      "Restart the service: aws ecs update-service --force-new-deployment. Its tasks still use the old password",
    reason: "After each failure, tasks keep a password that is no longer valid",
  };
  return {
    alarms: {
      failed: failedExecutions(stateMachineArn, {
        says: `The restart of ${name} after a rotation failed`,
        ...rest,
        periodSeconds: 300,
      }),
      asked: undelivered(ruleName, {
        says: `EventBridge could not start the restart of ${name} after a rotation`,
        ...rest,
      }),
    },
  };
}

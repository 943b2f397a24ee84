import * as aws from "@pulumi/aws";
import { Retention, type Protection, type RestoreDrill, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { longestGapDays, specialDay } from "../../cron.ts";
import { createFunction } from "../../function/shippedFunction.ts";
import type { BackedUpStore } from "../backup/backedUpStore.ts";
import { backupDefaults } from "../backup/backupArgs.ts";
import type { StoreKind } from "../backup/storeKind.ts";
import { drillHandler, drillMetric } from "./handler.ts";

/** The function that examines what a store's restore tests have restored. */
export interface DrillCheck {
  functionName: pulumi.Output<string>;
  /** Whether the function reports the results. */
  validates: boolean;
  /** Days without a success after which a restore test is overdue. @default - another alarm waits for its event */
  overdue?: { metricPlan: pulumi.Output<string>; days: number };
  /** Why its log goes with the store. */
  protections: Record<string, Protection>;
}

/** The pattern of events of restore jobs that a role runs. */
export function drillJobs(roleArn: pulumi.Input<string>, status: string[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    source: ["aws.backup"],
    "detail-type": ["Restore Job State Change"],
    detail: { iamRoleArn: [roleArn], status },
  });
}

interface Drill {
  store: BackedUpStore;
  drill: RestoreDrill;
  /** Name of the restore testing plan. */
  plan: pulumi.Output<string>;
  /** Role of its restore jobs, by which their events are recognized. */
  roleArn: pulumi.Output<string>;
}

/** Whether the component's function reports the result; `validationHours` alone leaves that to somebody else. */
export function isValidated({ validate, validationHours }: RestoreDrill): boolean {
  return validate !== undefined || validationHours === undefined;
}

/** CloudWatch alarms look back 7 days at most (API reference, PutMetricAlarm, EvaluationPeriods), so the schedule's gap and one day more must be within them. */
export const mostEventDays = 6;
/**
 * After the schedule's longest gap: AWS Backup starts within 24 hours (API reference, RestoreTestingPlanForCreate, StartWindowHours), and
 * restoring and examining may take a day.
 */
const graceDays = 2;
/** For a schedule that names years, or comes less often. */
const longestGap = 366;

/** @returns undefined where somebody else reports the results, and an event tells that a drill has run. */
export function createDrillCheck(
  name: string,
  { store, drill, plan, roleArn }: Drill,
  child: pulumi.ComponentResourceOptions,
): DrillCheck | undefined {
  const { site, arn, kind, restore, stays, says } = store;
  const own = `${name}-drill-check`;
  const functionArn = drill.validate?.functionArn;
  const validates = isValidated(drill);
  const gap = longestGapDays(drill.schedule ?? backupDefaults.drillSchedule, specialDay);
  const counts = gap === undefined || gap > mostEventDays;
  if (!validates && !counts) return undefined;
  const check = createFunction(
    own,
    {
      description: `Examines restore tests of ${says}`,
      source: drillHandler,
      statements: [
        anywhere("backup", "DescribeRestoreJob"),
        ...(validates ? [anywhere("backup", "PutRestoreValidationResult"), ...lookStatements[kind]] : []),
        ...(functionArn ? [{ actions: ["lambda:InvokeFunction"], resources: [functionArn] }] : []),
        ...(counts ? countStatements : []),
      ],
      environment: {
        SETTINGS: pulumi.jsonStringify({
          kind,
          sourceArn: arn,
          plan,
          validates,
          counts,
          functionArn,
          kmsKeyArn: restore?.["kmsKeyId"],
          pollSeconds: 15,
          marginSeconds: 30,
        }),
      },
      timeoutSeconds: 900,
      retention: stays ? undefined : Retention.Discard,
    },
    child,
  );
  const rule = new aws.cloudwatch.EventRule(
    own,
    {
      description: `Restore tests of ${says} that have restored`,
      eventPattern: drillJobs(roleArn, ["COMPLETED"]),
      // A rule may have both (EventBridge API reference, PutRule).
      ...(counts && { scheduleExpression: "rate(12 hours)" }),
    },
    child,
  );
  const permission = new aws.lambda.Permission(
    own,
    {
      action: "lambda:InvokeFunction",
      function: check.name,
      principal: "events.amazonaws.com",
      sourceAccount: site.accountId,
      sourceArn: rule.arn,
    },
    child,
  );
  new aws.cloudwatch.EventTarget(
    own,
    { rule: rule.name, arn: check.arn },
    { ...child, dependsOn: [permission] },
  );
  return {
    functionName: check.name,
    validates,
    ...(counts && { overdue: { metricPlan: plan, days: (gap ?? longestGap) + graceDays } }),
    protections: stays ? {} : { [own]: { enabled: false, reason: "AWS Backup also has the results" } },
  };
}

/** Actions that know no resource (service authorization reference, 2026-11). */
const anywhere = (service: string, ...names: string[]): Statement => ({
  actions: names.map((name) => `${service}:${name}`),
  resources: ["*"],
});

const countStatements: Statement[] = [
  anywhere("cloudwatch", "GetMetricStatistics"),
  {
    ...anywhere("cloudwatch", "PutMetricData"),
    conditions: { StringEquals: { "cloudwatch:namespace": [drillMetric.namespace] } },
  },
];

/** What is restored has no id yet. These tell of its configuration, and not of its data. */
const lookStatements: Record<StoreKind, Statement[]> = {
  EBS: [anywhere("ec2", "DescribeSnapshots", "DescribeVolumes")],
  EFS: [anywhere("elasticfilesystem", "DescribeFileSystems")],
  FSx: [anywhere("fsx", "DescribeBackups", "DescribeFileSystems")],
  RDS: [anywhere("rds", "DescribeDBInstances", "DescribeDBSnapshots")],
  Aurora: [anywhere("rds", "DescribeDBClusters", "DescribeDBClusterSnapshots")],
};

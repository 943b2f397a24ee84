import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import { checkArguments, checkEmails, checkWhole, type Faults, given } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { alarmsOf, createAlarm } from "./alarms.ts";
import { dashboardBody } from "./dashboard.ts";
import { createTopic } from "./topic.ts";
import type { WatchArgs } from "./watchArgs.ts";

/**
 * Tells people when the application does not run, does not answer, or its database is in need or has failed over; and
 * shows all of it on one page. Its topic is encrypted by a key of its own, because the services that publish there are let
 * in by the key's policy, which AWS's own key does not allow.
 *
 * Costs its alarms, one dashboard and one key by the month.
 */
export class Watch extends pulumi.ComponentResource {
  /** To subscribe more than e-mail addresses. */
  readonly topicArn: pulumi.Output<string>;
  /** Dashboard in CloudWatch with the alarms and their metrics. */
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: WatchArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "Watch", name, args, check);
    super("ballast-invento-windows:index:Watch", name, {}, opts);
    const child = { parent: this };

    const topicArn = createTopic(name, args.site, child);
    for (const [key, endpoint] of Object.entries(args.emails ?? {})) {
      new aws.sns.TopicSubscription(
        `${name}-mail-${key}`,
        { topic: topicArn, protocol: "email", endpoint },
        child,
      );
    }
    for (const [key, alarm] of Object.entries(alarmsOf(args))) {
      createAlarm(`${name}-${key}`, alarm, topicArn, child);
    }
    new aws.rds.EventSubscription(
      `${name}-database`,
      {
        snsTopic: topicArn,
        sourceType: "db-instance",
        sourceIds: [args.database.identifier],
        eventCategories: ["availability", "failover", "failure", "low storage", "recovery"],
      },
      child,
    );
    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      { dashboardName: `${pulumi.getStack()}-${name}`, dashboardBody: dashboardBody(args) },
      child,
    );

    this.topicArn = topicArn;
    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ topicArn: this.topicArn, dashboardName: this.dashboardName });
  }
}

function check(faults: Faults, args: WatchArgs, name: string): void {
  if (!/^[A-Za-z0-9_-]{1,150}$/.test(name))
    faults.add("name", `${given(name)} also names a dashboard; use letters, digits, - and _.`);
  checkWhole(faults, "database.freeStorageGiB", args.database.freeStorageGiB, {
    from: 1,
    to: 65_536,
    unit: "GiB",
  });
  checkWhole(faults, "toleratedMinutes", args.toleratedMinutes, { from: 2, to: 1440, unit: "minutes" });
  checkEmails(faults, "emails", args.emails);
}

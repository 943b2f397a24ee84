import {
  AlarmComparison,
  fromComputed,
  MissingData,
  type WatchAlarm,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** The part of a load balancer's or target group's ARN by which CloudWatch knows it. */
export const balancerLabel = (arn: pulumi.Input<string>): pulumi.Output<string> =>
  fromComputed(
    pulumi.output(arn),
    (text) => /(?:loadbalancer\/(.+)|(targetgroup\/.+))$/.exec(text)?.slice(1).find(Boolean) ?? text,
  );

/** A metric of a load balancer, or of one of its target groups. */
export function balancerMetric(
  loadBalancerArn: pulumi.Input<string>,
  name: string,
  statistic: string,
  { targetGroupArn }: { targetGroupArn?: pulumi.Input<string> } = {},
): WatchMetric {
  return {
    namespace: fromComputed(balancerLabel(loadBalancerArn), (dimension) =>
      dimension.startsWith("net/") ? "AWS/NetworkELB" : "AWS/ApplicationELB",
    ),
    name,
    dimensions: {
      LoadBalancer: balancerLabel(loadBalancerArn),
      ...(targetGroupArn !== undefined && { TargetGroup: balancerLabel(targetGroupArn) }),
    },
    statistic,
  };
}

/** Certificates by the listener that presents them. */
type Listeners = Record<string, { certificateArn?: pulumi.Input<string> }>;

export function watchApplicationBalancer(
  name: string,
  loadBalancerArn: pulumi.Output<string>,
  listeners: Listeners,
): WatchPart {
  const sum = (metric: string): WatchMetric => balancerMetric(loadBalancerArn, metric, "Sum");
  const requests = {
    requests: sum("RequestCount"),
    target: sum("HTTPCode_Target_5XX_Count"),
    balancer: sum("HTTPCode_ELB_5XX_Count"),
  };
  return {
    alarms: {
      errors: {
        says: `More than 5 % of the requests to load balancer ${name} fail (status 5xx)`,
        action: "Read the service's logs; if the load balancer itself responds, no task responded in time",
        reason: "It is reported after four bad minutes of seven, and only with at least 20 requests",
        metrics: requests,
        // Requests for which there was no target are not among the load balancer's requests.
        expression:
          "IF(FILL(requests, 0) + FILL(balancer, 0) >= 20, " +
          "100 * (FILL(target, 0) + FILL(balancer, 0)) / (FILL(requests, 0) + FILL(balancer, 0)), 0)",
        comparison: AlarmComparison.Above,
        threshold: 5,
        periodSeconds: 60,
        // Values that come late are 0 at first: four of five would have to be bad while the last two are always 0.
        evaluationPeriods: 7,
        datapointsToAlarm: 4,
        // There were no requests.
        missingData: MissingData.NotBreaching,
        symptom: true,
      },
      ...certificateAlarms(name, listeners),
    },
    charts: {
      requests: { title: `Requests to ${name}, and those that failed`, metrics: requests },
      time: {
        title: `Seconds until ${name} answers`,
        metrics: {
          half: balancerMetric(loadBalancerArn, "TargetResponseTime", "p50"),
          slowest: balancerMetric(loadBalancerArn, "TargetResponseTime", "p99"),
        },
      },
    },
  };
}

export function watchNetworkBalancer(
  name: string,
  loadBalancerArn: pulumi.Output<string>,
  listeners: Listeners,
): WatchPart {
  const sum = (metric: string): WatchMetric => balancerMetric(loadBalancerArn, metric, "Sum");
  return {
    alarms: {
      ports: {
        says: `Load balancer ${name} has no port left for new connections to its targets`,
        action:
          "Add targets: each takes about 55,000 connections at a time from the load balancer's addresses",
        reason: "Each of these connections was refused",
        metrics: { errors: sum("PortAllocationErrorCount") },
        comparison: AlarmComparison.Above,
        threshold: 0,
        periodSeconds: 60,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        missingData: MissingData.NotBreaching,
      },
      ...certificateAlarms(name, listeners),
    },
    charts: {
      connections: {
        title: `Connections to ${name}`,
        metrics: {
          opened: sum("NewFlowCount"),
          open: balancerMetric(loadBalancerArn, "ActiveFlowCount", "Average"),
        },
      },
      resets: {
        title: `Connections of ${name} that were reset`,
        metrics: { clients: sum("TCP_Client_Reset_Count"), targets: sum("TCP_Target_Reset_Count") },
      },
    },
  };
}

/** ACM renews a certificate that it issued 60 days before it expires, but not an imported one (ACM user guide, "Managed certificate renewal"). */
function certificateAlarms(name: string, listeners: Listeners): Record<string, WatchAlarm> {
  return Object.fromEntries(
    Object.entries(listeners).flatMap(([key, { certificateArn }]): [string, WatchAlarm][] =>
      certificateArn === undefined
        ? []
        : [
            [
              `certificate-${key}`,
              {
                says: `The certificate of load balancer ${name} (${key}) expires within 30 days`,
                action:
                  "Check in ACM why it is not renewed: its DNS record is missing, it is not in use, or it was imported",
                reason: "ACM renews its own 60 days before they end",
                metrics: {
                  days: {
                    namespace: "AWS/CertificateManager",
                    name: "DaysToExpiry",
                    dimensions: { CertificateArn: certificateArn },
                    statistic: "Minimum",
                  },
                },
                comparison: AlarmComparison.Below,
                threshold: 30,
                periodSeconds: 86_400,
                evaluationPeriods: 1,
                // ACM publishes no DaysToExpiry for an expired certificate. With `ignore`, the alarm keeps its ALARM
                // state.
                missingData: MissingData.Ignore,
              },
            ],
          ],
    ),
  );
}

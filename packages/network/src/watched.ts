import {
  AlarmComparison,
  joinWatchParts,
  MissingData,
  type WatchAlarm,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** @param gateways NAT gateways, keyed by their zone. */
export function watchNat(name: string, gateways: Record<string, pulumi.Output<string>>): WatchPart {
  return joinWatchParts(
    Object.entries(gateways).map(([zone, id]) => ({
      alarms: alarmsOf(name, zone, id),
      charts: {
        [`nat-${zone}`]: {
          title: `Bytes through the NAT gateway of ${name} in ${zone}`,
          metrics: {
            out: metric(id, "BytesOutToDestination", "Sum"),
            in: metric(id, "BytesInFromDestination", "Sum"),
          },
        },
      },
    })),
  );
}

function alarmsOf(name: string, zone: string, id: pulumi.Output<string>): Record<string, WatchAlarm> {
  const lost = {
    comparison: AlarmComparison.Above,
    threshold: 0,
    periodSeconds: 60,
    missingData: MissingData.NotBreaching,
  };
  return {
    [`nat-${zone}-ports`]: {
      says: `The NAT gateway of ${name} in ${zone} has no port left for new connections`,
      action: "Find their source in the flow logs, use more destinations, or add a gateway to the zone",
      reason:
        "Each of these connections failed; a gateway supports 55,000 simultaneous connections to one destination",
      metrics: { errors: metric(id, "ErrorPortAllocation", "Sum") },
      ...lost,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    },
    [`nat-${zone}-drops`]: {
      says: `The NAT gateway of ${name} in ${zone} drops packets`,
      action:
        "Check the AWS Health Dashboard for the zone; if it shows no problem, replace the gateway: pulumi up --replace <its URN>",
      reason:
        "According to AWS, a lasting value above zero indicates a problem of the gateway; single drops are normal",
      metrics: { dropped: metric(id, "PacketsDropCount", "Sum") },
      ...lost,
      evaluationPeriods: 15,
    },
  };
}

const metric = (id: pulumi.Output<string>, name: string, statistic: string): WatchMetric => ({
  namespace: "AWS/NATGateway",
  name,
  dimensions: { NatGatewayId: id },
  statistic,
});

import { groupCharges } from "./charges/instances.ts";
import { plain } from "./entries.ts";
import { refreshedInstanceStores } from "./discarding/instanceStores.ts";
import { fields, list, text } from "@ballast/model";
import { named, uuid } from "./computed.ts";
import type { Fields } from "./described.ts";
import { listed, node, NodeKind } from "./look.ts";
import { naming } from "./naming.ts";
import { countsWithOthers } from "./quotas.ts";
import type { Service } from "./resourceType.ts";
import { autoScalingGroup } from "./values/balancing.ts";
import { groupSchedule } from "./values/schedules.ts";

export const autoscaling: Service = {
  withoutData: ["AWS::AutoScaling::"],
  types: {
    "aws:autoscaling/group:Group": plain({
      measuredBy: {
        "AWS/AutoScaling": { AutoScalingGroupName: "name" },
        "AWS/EC2": { AutoScalingGroupName: "name" },
      },
      refusesTogether: [autoScalingGroup],
      words: "container instances",
      computed: named(({ arn, hex, name }) =>
        arn("autoscaling", `autoScalingGroup:${uuid(hex)}:autoScalingGroupName/${name}`),
      ),
      discards: refreshedInstanceStores,
      look: node(NodeKind.Instances),
      notes: ({ inputs }, parts) => {
        const template = fields(fields(inputs["mixedInstancesPolicy"])["launchTemplate"]);
        const types = list(template["overrides"]).map((one) => text(fields(one)["instanceType"]));
        const [launch] = parts("aws:ec2/launchTemplate:LaunchTemplate");
        const fallback = text(launch?.inputs["instanceType"]);
        const distribution = fields(fields(inputs["mixedInstancesPolicy"])["instancesDistribution"]);
        const spot = distribution["onDemandPercentageAboveBaseCapacity"];
        return [
          listed(types.length > 0 ? types : [fallback]),
          `${text(inputs["minSize"])} to ${text(inputs["maxSize"])} instances`,
          typeof spot === "number" && spot < 100 && `${100 - spot} % Spot`,
        ];
      },
      name: naming("name", 255),
      quotas: countsWithOthers(
        "standardOnDemand",
        "standardSpot",
        "graphicsOnDemand",
        "graphicsSpot",
        "ebsGp3",
        "ebsGp2",
        "ebsSt1",
      ),
      linkedRoles: [{ role: "autoScaling" }, { role: "spot", where: hasSpotShare }],
      charge: {
        by: "its instances per second, with their root volumes per GB-month; the group itself is free",
        prices: "https://aws.amazon.com/ec2/pricing/",
        items: groupCharges,
      },
    }),
    "aws:autoscaling/schedule:Schedule": {
      refusesTogether: [groupSchedule],
      replacedBy: { always: ["autoscalingGroupName", "scheduledActionName"] },
      charge: false,
    },
  },
};

/** Whether the group starts Spot Instances. */
function hasSpotShare({ mixedInstancesPolicy }: Fields): boolean {
  const { instancesDistribution } = fields(mixedInstancesPolicy);
  const share = fields(instancesDistribution)["onDemandPercentageAboveBaseCapacity"];
  return share !== undefined && Number(share) < 100;
}

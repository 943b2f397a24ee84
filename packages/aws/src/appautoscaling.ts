import { fields, text } from "@ballast/model";
import { named, type Tools } from "./computed.ts";
import { charged, nameless, plain } from "./entries.ts";
import { partOf, undrawn } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";
import { scalingSchedule } from "./values/schedules.ts";

/** Properties that identify a scalable target, in each of its settings. */
const subject = ["resourceId", "scalableDimension", "serviceNamespace"];

const arnOf =
  (kind: string, nameOf: string) =>
  ({ arn, hex, input, name }: Tools): string =>
    arn(
      "autoscaling",
      `${kind}:${hex(32)}:resource/${input("serviceNamespace")}/${input("resourceId")}:${nameOf}/${name}`,
    );

/**
 * Names: Application Auto Scaling API reference, PutScalingPolicy and PutScheduledAction (2026-11); of a policy the provider takes 255
 * characters. Ids and what replaces: terraform-provider-aws, internal/service/appautoscaling (read in November 2026).
 */
export const appautoscaling: Service = {
  withoutData: ["AWS::ApplicationAutoScaling::"],
  types: {
    "aws:appautoscaling/target:Target": nameless({
      words: "scaling limits",
      linkedRoles: [{ role: "ecsScaling", where: ({ serviceNamespace }) => serviceNamespace === "ecs" }],
      computed: ({ arn, hex, input }) => ({
        id: input("resourceId"),
        state: { arn: arn("application-autoscaling", `scalable-target/${hex(32)}`) },
      }),
      replacedBy: { always: subject },
      computedOnUpdate: [],
      look: undrawn,
      notes: ({ inputs }) => [`${text(inputs["minCapacity"])} to ${text(inputs["maxCapacity"])}`],
    }),
    "aws:appautoscaling/policy:Policy": plain({
      words: "scaling policy",
      computed: named(arnOf("scalingPolicy", "policyName"), undefined, ({ name }) => ({
        id: name,
        state: { alarmArns: [] },
      })),
      replacedBy: { always: ["name", ...subject] },
      computedOnUpdate: [],
      look: partOf("resourceId"),
      name: naming("name", 255),
      charge: charged("the CloudWatch alarms that Application Auto Scaling creates for it", "cloudwatch"),
    }),
    "aws:appautoscaling/scheduledAction:ScheduledAction": plain({
      refusesTogether: [scalingSchedule],
      words: "scheduled scaling action",
      computed: named(
        arnOf("scheduledAction", "scheduledActionName"),
        ({ name, input }) => `${name}-${input("serviceNamespace")}-${input("resourceId")}`,
      ),
      replacedBy: { always: ["name", ...subject] },
      computedOnUpdate: [],
      look: partOf("resourceId"),
      name: naming("name", 256),
      notes: ({ inputs }) => [
        text(inputs["schedule"]),
        `at most ${text(fields(inputs["scalableTargetAction"])["maxCapacity"])}`,
      ],
    }),
  },
};

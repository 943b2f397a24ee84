import { scheduleTaskCharges } from "./charges/tasks.ts";
import { scheduleCharges } from "./charges/schedules.ts";
import { every } from "./charges/terms.ts";
import { text } from "@ballast/model";
import { charged, plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { letters, naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";
import { schedule } from "./values/schedules.ts";

export const scheduler: Service = {
  withoutData: ["AWS::Scheduler::"],
  types: {
    "aws:scheduler/schedule:Schedule": plain({
      refusesTogether: [schedule],
      words: "schedule",
      computed: ({ arn, name }) => ({
        id: `default/${name}`,
        state: { name, arn: arn("scheduler", `schedule/default/${name}`) },
      }),
      look: node(NodeKind.Automation),
      notes: ({ inputs }) => [text(inputs["scheduleExpression"])],
      name: naming("name", 64, ...letters.dotted),
      charge: charged(
        "per invocation, and the tasks that it starts on AWS Fargate",
        "eventbridge",
        every(scheduleCharges, scheduleTaskCharges),
      ),
    }),
  },
};

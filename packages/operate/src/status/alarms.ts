import { paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { aws as types } from "@ballast/aws";
import { every, type Aws } from "../aws.ts";
import { text } from "@ballast/model";
import { ofType, type NeedyResource } from "../doctor/needs/resource.ts";

/** An alarm of a stack that is in state ALARM. */
export interface RingingAlarm {
  name: string;
  /** The alarm's description, which contains what to do. */
  says: string;
  since?: Date;
}

/**
 * The stack's alarms in state ALARM. They are the composite alarm of `Watch`, which has a fixed name, the alarms in
 * its rule, and alarms that notify the same topics. Names that Pulumi generates do not identify the stack.
 */
export async function ringingAlarms(
  { cloudWatch: client }: Aws,
  resolved: NeedyResource[],
): Promise<RingingAlarm[]> {
  const names = ofType(resolved, types.compositeAlarm).map(({ inputs }) => text(inputs["alarmName"]));
  if (names.length === 0) return [];
  const AlarmTypes = ["MetricAlarm", "CompositeAlarm"] as const;
  const composites = await every(
    paginateDescribeAlarms({ client }, { AlarmNames: names, AlarmTypes: [...AlarmTypes] }),
    ({ CompositeAlarms }) => CompositeAlarms,
  );
  const rules = composites.map(({ AlarmRule = "" }) => AlarmRule).join("\n");
  const topics = new Set(composites.flatMap(({ AlarmActions = [] }) => AlarmActions));
  const ringing = await every(
    paginateDescribeAlarms({ client }, { StateValue: "ALARM", AlarmTypes: [...AlarmTypes] }),
    ({ MetricAlarms = [], CompositeAlarms = [] }) => [...MetricAlarms, ...CompositeAlarms],
  );
  return ringing
    .filter(
      ({ AlarmName = "", AlarmArn = "", AlarmActions = [] }) =>
        names.includes(AlarmName) ||
        AlarmActions.some((action) => topics.has(action)) ||
        [AlarmName, AlarmArn].some((one) => rules.includes(`"${one}"`) || rules.includes(`(${one})`)),
    )
    .map(({ AlarmName = "", AlarmDescription = "", StateUpdatedTimestamp: since }) => ({
      name: AlarmName,
      says: AlarmDescription,
      ...(since && { since }),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

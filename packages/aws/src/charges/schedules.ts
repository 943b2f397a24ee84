import { fields, number, text } from "@ballast/model";
import type { Described, Others } from "../described.ts";
import { averageOf, runsOfYear, type Step } from "./cron.ts";
import { refersTo, type ChargeItems } from "./terms.ts";

/** A size over time: its average, and whether schedules decide it. */
export interface Sizing {
  average: number;
  isScheduled: boolean;
  /** Expressions that are not read here. */
  unread: string[];
}

/** How many instances a group has on average, by its scheduled actions. */
export function scheduledGroup(group: Described, size: number, others: Others): Sizing {
  const actions = others("aws:autoscaling/schedule:Schedule")
    .filter(({ inputs }) => refersTo(inputs["autoscalingGroupName"], group))
    .map(({ inputs }) => ({
      expression: text(inputs["recurrence"]),
      least: inputs["minSize"],
      wanted: inputs["desiredCapacity"],
      most: inputs["maxSize"],
    }));
  return sizing(actions, size);
}

/** How many tasks a service has on average, by the scheduled actions of its scalable target. */
export function scheduledTasks(service: Described, size: number, others: Others): Sizing {
  const own = Object.keys(service.identifiers).map(lastParts);
  const actions = others("aws:appautoscaling/scheduledAction:ScheduledAction")
    .filter(({ inputs }) => own.includes(lastParts(text(inputs["resourceId"]))))
    .map(({ inputs }) => {
      const { minCapacity, maxCapacity } = fields(inputs["scalableTargetAction"]);
      return {
        expression: text(inputs["schedule"]),
        least: minCapacity,
        wanted: undefined,
        most: maxCapacity,
      };
    });
  return sizing(actions, size);
}

/** `service/cluster/name`, of the id or ARN of a service. */
function lastParts(reference: string): string {
  return reference.split("/").slice(-2).join("/");
}

interface Action {
  expression: string;
  least: unknown;
  wanted: unknown;
  most: unknown;
}

/** What an action leaves open stays as it is without it. */
function sizing(actions: readonly Action[], size: number): Sizing {
  const unread: string[] = [];
  const steps = actions.flatMap(({ expression, least, wanted, most }): Step[] => {
    const runs = runsOfYear(expression);
    if (runs === undefined) unread.push(expression);
    const [low, high] = [least ?? 0, most ?? Infinity].map((bound) =>
      bound === Infinity ? Infinity : number(bound),
    );
    const wished = wanted === undefined ? size : number(wanted);
    return (runs ?? []).map((minute) => ({
      minute,
      size: Math.min(Math.max(wished, low ?? 0), high ?? Infinity),
    }));
  });
  return { average: averageOf(steps, size), isScheduled: steps.length > 0, unread };
}

/** The part of the time in which a database runs, by schedules that stop and start it: `aws-sdk:rds:stopDBInstance`. */
export function runningPart(database: Described, others: Others): Sizing {
  const unread: string[] = [];
  const steps = others("aws:scheduler/schedule:Schedule").flatMap(({ inputs }): Step[] => {
    const target = fields(inputs["target"]);
    const action = /:rds:(stop|start)DB(?:Instance|Cluster)$/.exec(text(target["arn"]))?.[1];
    if (action === undefined || !mentions(text(target["input"]), database)) return [];
    const expression = text(inputs["scheduleExpression"]);
    const runs = runsOfYear(expression);
    if (runs === undefined) unread.push(expression);
    return (runs ?? []).map((minute) => ({ minute, size: action === "start" ? 1 : 0 }));
  });
  return { average: averageOf(steps, 1), isScheduled: steps.length > 0, unread };
}

function mentions(input: string, { identifiers }: Described): boolean {
  return Object.keys(identifiers).some((identifier) => input.includes(JSON.stringify(identifier)));
}

export const scheduleCharges: ChargeItems = ({ inputs }) => {
  const expression = text(inputs["scheduleExpression"]);
  const runs = runsOfYear(expression);
  return runs === undefined
    ? []
    : [{ dimension: "scheduler.invocations", amount: runs.length / 12, how: expression }];
};

import { fields, number, text } from "@ballast/model";
import type { Described, Fields, Others } from "../described.ts";
import { averageOf, runsOfYear, type Step } from "./cron.ts";
import { refersTo, type ChargeFacts, type ChargeItems, type UncountedCharge } from "./terms.ts";

/** A size over time: its average, and whether schedules set it. */
export interface Sizing {
  average: number;
  isScheduled: boolean;
  /** Schedule expressions that are not supported. */
  unread: string[];
}

/** The steps at which a schedule sets a size. @param unread Collects unsupported expressions. */
function stepsOf(expression: string, size: number, unread: string[]): Step[] {
  const runs = runsOfYear(expression);
  if (runs === undefined) unread.push(expression);
  return (runs ?? []).map((minute) => ({ minute, size }));
}

/** @param what What the schedules set: `instances`. */
export function unreadSchedules(what: string, { unread }: Pick<Sizing, "unread">): UncountedCharge[] {
  return unread.map((expression) => ({
    uncounted: `${what} by the schedule ${expression}, which Ballast cannot evaluate`,
  }));
}

/** The average number of instances of a group, considering its scheduled actions. */
export function scheduledGroup(group: ChargeFacts, size: number): Sizing {
  const actions = group
    .others("aws:autoscaling/schedule:Schedule")
    .filter(({ inputs }) => refersTo(inputs["autoscalingGroupName"], group))
    .filter(({ inputs }) => !isOver(inputs["endTime"], group.today))
    .map(({ inputs }) => ({
      expression: text(inputs["recurrence"]),
      least: unlessOpen(inputs["minSize"]),
      wanted: unlessOpen(inputs["desiredCapacity"]),
      most: unlessOpen(inputs["maxSize"]),
    }));
  return sized(scheduled(actions, size), size);
}

/** The provider uses -1 for a size that the action does not change (aws.autoscaling.Schedule). */
function unlessOpen(size: unknown): unknown {
  return number(size) < 0 ? undefined : size;
}

/** Whether the end of a schedule has passed. */
function isOver(end: unknown, today: string): boolean {
  return Date.parse(text(end)) < Date.parse(today);
}

/** Whether an EventBridge Scheduler schedule no longer runs. */
export function isAtRest({ state, endDate }: Fields, today: string): boolean {
  return text(state) === "DISABLED" || isOver(endDate, today);
}

/** The average number of tasks of a service, considering the scheduled actions of its scalable target. */
export function scheduledTasks(service: ChargeFacts, size: number): Sizing {
  return sized(taskSteps(Object.keys(service.identifiers), service.others, size, service.today), size);
}

/**
 * The times at which the scheduled actions of a service's scalable target set a number of tasks.
 *
 * @param identifiers Identifiers of the service: an id, an ARN, or `service/cluster/name`.
 */
export function taskSteps(
  identifiers: readonly string[],
  others: Others,
  size: number,
  today: string,
): ScheduledSteps {
  const own = identifiers.map(lastParts);
  const actions = others("aws:appautoscaling/scheduledAction:ScheduledAction")
    .filter(({ inputs }) => own.includes(lastParts(text(inputs["resourceId"]))))
    .filter(({ inputs }) => !isOver(inputs["endTime"], today))
    .map(({ inputs }) => {
      const { minCapacity, maxCapacity } = fields(inputs["scalableTargetAction"]);
      return {
        expression: text(inputs["schedule"]),
        least: minCapacity,
        wanted: undefined,
        most: maxCapacity,
      };
    });
  return scheduled(actions, size);
}

/** The last two parts of a service's id or ARN. */
function lastParts(reference: string): string {
  return reference.split("/").slice(-2).join("/");
}

interface Action {
  expression: string;
  least: unknown;
  wanted: unknown;
  most: unknown;
}

export interface ScheduledSteps {
  steps: Step[];
  /** Schedule expressions that are not supported. */
  unread: string[];
}

/** The steps of scheduled actions. A size that an action does not set stays unchanged. */
function scheduled(actions: readonly Action[], size: number): ScheduledSteps {
  const unread: string[] = [];
  const steps = actions.flatMap(({ expression, least, wanted, most }) => {
    const wished = Math.max(wanted === undefined ? size : number(wanted), number(least));
    const allowed = Math.min(wished, number(most ?? Number.MAX_VALUE));
    return stepsOf(expression, Math.max(allowed, 0), unread);
  });
  return { steps, unread };
}

function sized({ steps, unread }: ScheduledSteps, size: number): Sizing {
  return { average: averageOf(steps, size), isScheduled: steps.length > 0, unread };
}

/**
 * The fraction of time for which a database runs, considering schedules that stop and start it:
 * `aws-sdk:rds:stopDBInstance`.
 */
export function runningPart(database: ChargeFacts): Sizing & { isOnlyStopped: boolean } {
  const unread: string[] = [];
  const steps = database.others("aws:scheduler/schedule:Schedule").flatMap(({ inputs }): Step[] => {
    if (isAtRest(inputs, database.today)) return [];
    const target = fields(inputs["target"]);
    const action = /:rds:(stop|start)DB(?:Instance|Cluster)$/.exec(text(target["arn"]))?.[1];
    if (action === undefined || !mentions(text(target["input"]), database)) return [];
    return stepsOf(text(inputs["scheduleExpression"]), action === "start" ? 1 : 0, unread);
  });
  // RDS starts a stopped instance again after seven days (RDS user guide, "Stopping an Amazon RDS DB instance
  // temporarily").
  const isOnlyStopped = steps.length > 0 && steps.every(({ size }) => size === 0);
  return isOnlyStopped
    ? { average: 1, isScheduled: false, unread, isOnlyStopped }
    : { average: averageOf(steps, 1), isScheduled: steps.length > 0, unread, isOnlyStopped };
}

function mentions(input: string, { identifiers }: Described): boolean {
  return Object.keys(identifiers).some((identifier) => input.includes(JSON.stringify(identifier)));
}

export const scheduleCharges: ChargeItems = ({ inputs, today }) => {
  if (isAtRest(inputs, today)) return [];
  const expression = text(inputs["scheduleExpression"]);
  const runs = runsOfYear(expression);
  return runs === undefined
    ? []
    : [{ dimension: "scheduler.invocations", amount: runs.length / 12, how: expression }];
};

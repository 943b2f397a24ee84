import { aws } from "@ballast/aws";
import { isFalse, list, text, type Resource, type Stack } from "@ballast/model";
import { alarmMeasurements, type Measurement } from "./measurements.ts";
import { oncePerStack } from "./oncePerStack.ts";

/**
 * Metrics of the alarms that notify a subscriber: through their own actions, or through a composite alarm's.
 */
export function toldMeasurements(stack: Stack): Measurement[] {
  return told(stack);
}

const told = oncePerStack((stack) =>
  stack
    .ofType(aws.metricAlarm)
    .filter((alarm) => tells(stack, alarm, new Set()))
    .flatMap(alarmMeasurements),
);

/**
 * @param seen Composite alarms that were already examined, because composite alarms may refer to each other.
 */
function tells(stack: Stack, alarm: Resource, seen: Set<Resource>): boolean {
  if (hasActions(alarm)) return true;
  const around = stack.ofType(aws.compositeAlarm).filter((one) => !seen.has(one) && names(stack, one, alarm));
  return around.some((one) => tells(stack, one, seen.add(one)));
}

function hasActions({ inputs }: Resource): boolean {
  return list(inputs["alarmActions"]).length > 0 && !isFalse(inputs["actionsEnabled"]);
}

/**
 * CloudWatch user guide, "Create a composite alarm": a rule refers to alarms by name or ARN, with or without
 * quotes; read in November 2026.
 */
function names(stack: Stack, composite: Resource, alarm: Resource): boolean {
  const rule = text(composite.inputs["alarmRule"]);
  const called =
    /\b(?:ALARM|NOT\s+OK)\s*\(\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s()]+))\s*\)/g;
  return [...rule.matchAll(called)].some(({ groups = {} }) => {
    const name = groups["double"] ?? groups["single"] ?? groups["bare"];
    return stack.referred(alarm.type, name) === alarm || alarm.inputs["alarmName"] === name;
  });
}

/**
 * Whether a metric concerns a resource: its dimension has the resource's value, or it is a query over all
 * values.
 */
export function measures({ dimensions, open = [] }: Measurement, dimension: string, value: string): boolean {
  if (dimensions === undefined) return false;
  if (dimension in dimensions) return value !== "" && text(dimensions[dimension]) === value;
  return open.includes(dimension);
}

/** The value of a CloudWatch dimension for a resource. */
export function dimensionValue({ id, state, inputs }: Resource, output: string): string {
  return output === "id" ? id : text(state[output] ?? inputs[output]);
}

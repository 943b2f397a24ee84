import { fields, list, text, type Resource, type Stack } from "@ballast/model";
import type { World } from "./alarm.ts";

/** What ECS does with a service's tasks, minute by minute, from what is registered of it. */
export interface ServiceFacts {
  daemon: boolean;
  /** Whether a schedule ends its tasks at night. */
  isOffAtNight: boolean;
  desired: number;
  /** Minutes in which ECS does not count failed checks of load balancers. */
  grace: number;
  /** Whether a new task starts only once an old one has stopped. */
  oneAtATime: boolean;
  /** Minutes that are promised for stopping a task, finding it a place and pulling its images: packages/ecs/README.md. */
  beforeStart: number;
}

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Images of Windows are gigabytes; a pull of others takes a minute or two. */
const promises = {
  linux: { beforeStart: 5, pull: 2 },
  windows: { beforeStart: 15, pull: 10 },
};

export function serviceFacts(service: Resource, { resources }: Stack): ServiceFacts {
  const { inputs } = service;
  const task = resources.find(({ id, state }) => [id, state["arn"]].includes(inputs["taskDefinition"]));
  if (task === undefined) throw new Error(`${service.name}: its task definition is not in this stack`);
  const groups = list(inputs["loadBalancers"]).map((one) => text(fields(one)["targetGroupArn"]));
  const delays = resources
    .filter(({ id, state }) => groups.some((group) => group === id || group === state["arn"]))
    .map(({ inputs: group }) => number(group["deregistrationDelay"]) ?? 300);
  if (delays.length < groups.length) throw new Error(`${service.name}: a target group is not in this stack`);
  const stops = list(JSON.parse(text(task.inputs["containerDefinitions"]) || "[]")).map(
    (one) => number(fields(one)["stopTimeout"]) ?? 30,
  );
  const system = text(fields(task.inputs["runtimePlatform"])["operatingSystemFamily"]);
  const { beforeStart, pull } = promises[system.startsWith("WINDOWS") ? "windows" : "linux"];
  const stopping = (Math.max(0, ...delays) + Math.max(0, ...stops)) / 60;
  if (stopping + pull >= beforeStart)
    throw new Error(`${service.name}: ${stopping} minutes to stop a task are more than its alarms allow`);
  return {
    daemon: inputs["schedulingStrategy"] === "DAEMON",
    isOffAtNight: resources.some(
      ({ type, inputs: action }) =>
        type === "aws:appautoscaling/scheduledAction:ScheduledAction" &&
        text(action["resourceId"]).endsWith(`/${text(service.state["name"])}`) &&
        number(fields(action["scalableTargetAction"])["maxCapacity"]) === 0,
    ),
    desired: number(inputs["desiredCount"]) ?? 1,
    grace: Math.ceil((number(inputs["healthCheckGracePeriodSeconds"]) ?? 0) / 60),
    oneAtATime: number(inputs["deploymentMinimumHealthyPercent"]) === 0,
    beforeStart,
  };
}

interface Task {
  /** Minutes since it began to run; negative while it does not yet. */
  age: number;
  /** Age from which on it answers. */
  answersFrom: number;
}

interface Life {
  /** What a task that starts at a minute will do. */
  answersFrom: (minute: number) => number;
  /** Whether a new version is deployed at a minute. */
  deploys?: (minute: number) => boolean;
  /** Minutes in which no task finds a place. @default - none */
  isFull?: (minute: number) => boolean;
  /** Whether the oldest task stops to answer at a minute. */
  hangs?: (minute: number) => boolean;
  /** Tasks that one fault concerns. @default - all */
  faulty?: number;
}

export function serviceWorld(facts: ServiceFacts, life: Life, minutes: number): World {
  const running: number[] = [];
  const healthy: (number | undefined)[] = [];
  const unhealthy: (number | undefined)[] = [];
  let tasks: Task[] = Array.from({ length: facts.desired }, () => ({
    age: facts.grace + 1,
    answersFrom: 0,
  }));
  for (let minute = 0; minute < minutes; minute += 1) {
    const start = (): Task => ({
      age: life.isFull?.(minute) ? Number.NEGATIVE_INFINITY : -(facts.beforeStart - 1),
      answersFrom: life.answersFrom(minute),
    });
    if (life.hangs?.(minute))
      for (const task of tasks.slice(0, life.faulty ?? tasks.length))
        task.answersFrom = Number.POSITIVE_INFINITY;
    // Beside each other where there may be two: the old ones go on until the new ones answer.
    if (life.deploys?.(minute) && facts.oneAtATime) tasks = tasks.map(start);
    if (life.isFull?.(minute)) tasks = tasks.map(start);
    tasks = tasks.map((task) => {
      const answers = task.age >= task.answersFrom;
      const isCounted = task.age > facts.grace;
      if (!answers && isCounted) return start();
      // A place is there again.
      if (task.age === Number.NEGATIVE_INFINITY && !life.isFull?.(minute))
        return { ...task, age: -(facts.beforeStart - 1) };
      return { ...task, age: task.age + 1 };
    });
    const there = tasks.filter(({ age }) => age >= 0);
    const answering = there.filter(({ age, answersFrom }) => age >= answersFrom).length;
    running.push(there.length);
    // CloudWatch has no value for a target group without targets.
    healthy.push(there.length === 0 ? undefined : answering);
    unhealthy.push(there.length === 0 ? undefined : there.length - answering);
  }
  return {
    DesiredTaskCount: () => facts.desired,
    RunningTaskCount: (minute) => running[minute],
    HealthyHostCount: (minute) => healthy[minute],
    UnHealthyHostCount: (minute) => unhealthy[minute],
  };
}

import { UpdateContainerInstancesStateCommand, type Service, type Task } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { containerInstances, lastPart, serviceOf, services, tasks, tasksOfService } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { Cut, Watch, type Pace } from "../watch.ts";
import type { DrainPlan } from "./drainPlan.ts";
import { idOf } from "../describedInstance.ts";
import { joined, terminate } from "./successor.ts";

/** The result of a drain. */
export interface Drained {
  cluster: string;
  region: string;
  instance: string;
  zone: string;
  /** The instance's state after the drain. */
  state: "DRAINING" | "TERMINATED";
  /** The instance that replaced it, if one was required. */
  successor?: string;
  services: { name: string; desiredCount: number; instances: string[] }[];
  seconds: number;
}

/**
 * Drains an instance and waits until each of its services is steady on other instances.
 *
 * @throws {OperateError} when the time limit is reached or the user interrupts. The message describes the state and
 *   how to continue.
 */
export async function drain(aws: Aws, plan: DrainPlan, pace: Pace): Promise<Drained> {
  const watch = new Watch(pace);
  let stage: Stage = plan.ended === true ? "terminated" : "untouched";
  try {
    if (plan.ended !== true) {
      await setState(aws, plan, "DRAINING");
      stage = "draining";
    }
    let successor: string | undefined;
    if (plan.mode === "replace") {
      if (plan.ended !== true) {
        await watch.until(async () => {
          const left = await tasksOn(aws, plan);
          return left.length === 0 ? { done: true } : { waiting: leftText(left, plan) };
        });
        await terminate(aws, plan);
      }
      stage = "terminated";
      successor = await watch.until(() => joined(aws, plan));
    }
    const steady = await watch.until(() => settled(aws, plan, stage));
    return {
      cluster: plan.cluster,
      region: aws.region,
      instance: plan.ec2InstanceId,
      zone: plan.zone,
      state: stage === "terminated" ? "TERMINATED" : "DRAINING",
      ...(successor !== undefined && { successor }),
      services: steady,
      seconds: watch.seconds,
    };
  } catch (error) {
    if (error instanceof Cut) throw new OperateError(await cutText(aws, plan, stage, error, pace));
    if (error instanceof OperateError && stage !== "untouched")
      throw new OperateError([error.message, ...standing(aws, plan, stage)].join("\n"), { cause: error });
    throw error;
  }
}

type Stage = "untouched" | "draining" | "terminated";

async function setState({ ecs }: Aws, plan: DrainPlan, status: "ACTIVE" | "DRAINING"): Promise<void> {
  const arn = plan.instance.containerInstanceArn ?? "";
  const { failures = [] } = await ecs.send(
    new UpdateContainerInstancesStateCommand({ cluster: plan.cluster, containerInstances: [arn], status }),
  );
  const [failure] = failures;
  if (failure) {
    throw new OperateError(
      `${plan.ec2InstanceId} cannot be set to ${status}: ${failure.reason ?? "AWS gave no reason"}. ${failure.detail ?? ""}`.trim(),
    );
  }
}

function tasksOn(aws: Aws, plan: DrainPlan): Promise<Task[]> {
  return tasks(aws, plan.cluster, { containerInstance: plan.instance.containerInstanceArn ?? "" });
}

function leftText(left: Task[], plan: DrainPlan): string {
  const states = Map.groupBy(left, (task) => {
    const state = task.desiredStatus === "STOPPED" ? "stopping" : "running";
    return `${serviceOf(task) ?? "standalone"} ${state}`;
  });
  return `still on ${plan.ec2InstanceId}: ${[...states].map(([key, all]) => `${all.length} ${key}`).join(", ")}`;
}

/** Whether every service runs its desired count on other instances, and the instance runs no tasks. */
async function settled(
  aws: Aws,
  plan: DrainPlan,
  stage: Stage,
): Promise<{ waiting: string } | { done: Drained["services"] }> {
  // ECS no longer describes a terminated instance.
  const left = stage === "terminated" ? [] : await tasksOn(aws, plan);
  const described = await services(aws, plan.cluster, plan.services);
  const found = await Promise.all(
    described.map(async (service) => {
      const own = await tasksOfService(aws, plan.cluster, service.serviceName ?? "");
      const elsewhere = own.filter(
        ({ containerInstanceArn, desiredStatus, lastStatus }) =>
          containerInstanceArn !== plan.instance.containerInstanceArn &&
          desiredStatus === "RUNNING" &&
          lastStatus === "RUNNING",
      );
      return { service, elsewhere };
    }),
  );
  if (left.length > 0 || found.some(({ service, elsewhere }) => !isSteady(service, elsewhere))) {
    const states = found.map(
      ({ service, elsewhere }) =>
        `${service.serviceName}: ${elsewhere.length} of ${service.desiredCount} run on other instances`,
    );
    return { waiting: [...(left.length > 0 ? [leftText(left, plan)] : []), ...states].join("; ") };
  }
  const names = new Map(
    (await containerInstances(aws, plan.cluster)).map((one) => [one.containerInstanceArn, idOf(one)]),
  );
  return {
    done: found.map(({ service, elsewhere }) => ({
      name: service.serviceName ?? "",
      desiredCount: service.desiredCount ?? 0,
      instances: [
        ...new Set(
          elsewhere.map(
            ({ containerInstanceArn = "" }) =>
              names.get(containerInstanceArn) ?? lastPart(containerInstanceArn),
          ),
        ),
      ].sort(),
    })),
  };
}

/** Steady as the AWS CLI's `services-stable` defines it, and also according to the tasks themselves. */
function isSteady(
  { desiredCount = 0, runningCount = 0, deployments = [] }: Service,
  elsewhere: Task[],
): boolean {
  return deployments.length <= 1 && runningCount === desiredCount && elsewhere.length >= desiredCount;
}

async function cutText(aws: Aws, plan: DrainPlan, stage: Stage, cut: Cut, pace: Pace): Promise<string> {
  const minutes = Number((pace.timeoutSeconds / 60).toFixed(2));
  const began = cut.why === "timeout" ? `${cut.began} after ${minutes} min` : cut.began;
  return [
    `${began}${cut.last === "" ? "" : `: ${cut.last}`}.`,
    ...standing(aws, plan, stage),
    ...(cut.why === "timeout" ? await whatEcsSays(aws, plan) : []),
  ].join("\n");
}

/** Describes the state after an interrupted drain, and how to continue. */
function standing({ region }: Aws, plan: DrainPlan, stage: Stage): string[] {
  // DescribeServices accepts at most ten services.
  const services = plan.services.length > 0 ? ` --services ${plan.services.slice(0, 10).join(" ")}` : "";
  const look = `aws ecs describe-services --region ${region} --cluster ${plan.cluster}${services} --query 'services[].events[:5]'`;
  const again = `npx ballast drain --region ${region} --cluster ${plan.cluster} --instance ${plan.ec2InstanceId}`;
  switch (stage) {
    case "untouched":
      return ["Nothing was changed."];
    case "draining":
      return [
        `${plan.ec2InstanceId} stays DRAINING: ECS continues to stop its tasks, and places no new ones on it.`,
        ...(plan.services.length > 0 ? [`To see what they wait for: ${look}`] : []),
        `To continue following them: ${again}`,
        `To allow tasks on it again: ${activeCommand(region, plan)}`,
      ];
    case "terminated":
      return [
        `${plan.ec2InstanceId} is being terminated, and ${plan.group ?? "its group"} launches a replacement, which attaches ${plan.volume} and ` +
          "joins the cluster by itself.",
        ...(plan.group === undefined
          ? []
          : [
              `To see the activities of the group: aws autoscaling describe-scaling-activities --region ${region} ` +
                `--auto-scaling-group-name ${plan.group} --max-items 5`,
            ]),
        ...(plan.services.length > 0 ? [`To see what its services wait for: ${look}`] : []),
        `To continue following them: ${again}`,
      ];
  }
}

/** The AWS CLI command that makes a draining instance active again. */
export function activeCommand(region: string, plan: Pick<DrainPlan, "cluster" | "instance">): string {
  return (
    `aws ecs update-container-instances-state --region ${region} --cluster ${plan.cluster} ` +
    `--container-instances ${lastPart(plan.instance.containerInstanceArn ?? "")} --status ACTIVE`
  );
}

async function whatEcsSays(aws: Aws, plan: DrainPlan): Promise<string[]> {
  const described = await services(aws, plan.cluster, plan.services).catch(() => []);
  return described.flatMap(({ events = [] }) =>
    events[0]?.message ? [`ECS event: ${events[0].message}`] : [],
  );
}

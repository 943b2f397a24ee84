import type * as aws from "@pulumi/aws";
import { managedPolicyArn, trustDocument, type Site } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "../roles/serviceRole.ts";
import { paceOf, shiftsTraffic, type DeploymentPace } from "./checkDeployment.ts";
import {
  DeploymentStrategy,
  type LifecycleHook,
  type LifecycleStage,
  type ServiceDeployment,
} from "./deploymentArgs.ts";
import type { LoadBalancerTarget, ServiceArgs } from "./serviceArgs.ts";

const strategies: Record<DeploymentStrategy, string> = {
  rolling: "ROLLING",
  blueGreen: "BLUE_GREEN",
  canary: "CANARY",
  linear: "LINEAR",
};

const stages: Record<LifecycleStage, string> = {
  reconcileService: "RECONCILE_SERVICE",
  preScaleUp: "PRE_SCALE_UP",
  postScaleUp: "POST_SCALE_UP",
  preProductionTrafficShift: "PRE_PRODUCTION_TRAFFIC_SHIFT",
  productionTrafficShift: "PRODUCTION_TRAFFIC_SHIFT",
  postProductionTrafficShift: "POST_PRODUCTION_TRAFFIC_SHIFT",
};

/** The service's deployment arguments, with the roles with which ECS shifts traffic and invokes functions. */
export function deploymentArgs(
  name: string,
  { deployment, loadBalancers = {}, site }: ServiceArgs,
  child: pulumi.ComponentResourceOptions,
): Pick<aws.ecs.ServiceArgs, "alarms" | "deploymentConfiguration" | "loadBalancers"> {
  const targets = Object.values(loadBalancers);
  const isShifting = shiftsTraffic(deployment);
  // Endpoints of Service Connect are ECS's own, and need no role.
  const roleArn = isShifting && targets.length > 0 ? createBalancerRole(name, site, child) : undefined;
  const alarmNames = Object.values(deployment?.rollbackAlarmNames ?? {});
  return {
    ...(targets.length > 0 && { loadBalancers: targets.map((target) => targetArgs(target, roleArn)) }),
    ...(deployment?.strategy && {
      deploymentConfiguration: isShifting
        ? configuration(name, deployment, child)
        : // Written, because the provider keeps what a program leaves out.
          { strategy: strategies[deployment.strategy] },
    }),
    ...(alarmNames.length > 0 && { alarms: { alarmNames, enable: true, rollback: true } }),
  };
}

function targetArgs(
  { targetGroupArn, containerName, containerPort, ...target }: LoadBalancerTarget,
  roleArn: pulumi.Input<string> | undefined,
): aws.types.input.ecs.ServiceLoadBalancer {
  const { alternateTargetGroupArn, productionListenerRuleArn } = target;
  const plain = { targetGroupArn, containerName, containerPort };
  if (roleArn === undefined || alternateTargetGroupArn === undefined) return plain;
  if (productionListenerRuleArn === undefined) return plain;
  return {
    ...plain,
    advancedConfiguration: {
      alternateTargetGroupArn,
      productionListenerRule: productionListenerRuleArn,
      roleArn,
    },
  };
}

type Configuration = aws.types.input.ecs.ServiceDeploymentConfiguration;

/** How the traffic comes over. */
const shifts: Record<
  DeploymentStrategy,
  (pace: DeploymentPace) => Pick<Configuration, "canaryConfiguration" | "linearConfiguration">
> = {
  rolling: () => ({}),
  blueGreen: () => ({}),
  canary: ({ canaryPercent, canaryBakeMinutes }) => ({
    canaryConfiguration: { canaryPercent, canaryBakeTimeInMinutes: String(canaryBakeMinutes) },
  }),
  linear: ({ stepPercent, stepBakeMinutes }) => ({
    linearConfiguration: { stepPercent, stepBakeTimeInMinutes: String(stepBakeMinutes) },
  }),
};

function configuration(
  name: string,
  deployment: ServiceDeployment,
  child: pulumi.ComponentResourceOptions,
): Configuration {
  const { strategy = DeploymentStrategy.Rolling, lifecycleHooks = {} } = deployment;
  const pace = paceOf(deployment);
  const hooks = Object.values(lifecycleHooks);
  const roleArn = hooks.length > 0 ? createHookRole(name, hooks, child) : undefined;
  return {
    strategy: strategies[strategy],
    bakeTimeInMinutes: String(pace.bakeMinutes),
    ...shifts[strategy](pace),
    ...(roleArn && {
      lifecycleHooks: hooks.map((hook) => ({
        hookTargetArn: hook.functionArn,
        roleArn,
        lifecycleStages: hook.stages.map((stage) => stages[stage]),
        ...(hook.details && { hookDetails: JSON.stringify(hook.details) }),
      })),
    }),
  };
}

/** ECS developer guide, "Amazon ECS infrastructure IAM role for load balancers" (read 2026-11-27). */
function createBalancerRole(
  name: string,
  site: Site,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  return createServiceRole(
    `${name}-traffic`,
    {
      description: `Lets ECS move the traffic of ${name} from one target group to the other`,
      trust: trustDocument("ecs.amazonaws.com"),
      managedPolicyArn: managedPolicyArn(site, "AmazonECSInfrastructureRolePolicyForLoadBalancers"),
    },
    child,
  );
}

/** ECS developer guide, "Permissions required for Lambda functions in Amazon ECS blue/green deployments" (read 2026-11-27). */
function createHookRole(
  name: string,
  hooks: LifecycleHook[],
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  return createServiceRole(
    `${name}-hooks`,
    {
      description: `Lets ECS invoke the functions that decide about deployments of ${name}`,
      trust: trustDocument("ecs.amazonaws.com"),
      statements: [
        { actions: ["lambda:InvokeFunction"], resources: hooks.map(({ functionArn }) => functionArn) },
      ],
    },
    child,
  );
}

import { groupOfProvider } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { containers, fields, list, text, type Resource, type Stack } from "@ballast/model";

/**
 * Task definitions on a group's instances without an execution role: the ECS agent pulls images and writes
 * logs with the instance role.
 */
export function unnamed(group: Resource | undefined, stack: Stack): Resource[] {
  return group === undefined
    ? []
    : tasksOn(group, stack).filter(({ inputs }) => text(inputs["executionRoleArn"]) === "");
}

/**
 * Task definitions on a group's instances without a task role, in a network mode in which containers can
 * reach the instance's credentials.
 */
export function borrowersOn(group: Resource | undefined, stack: Stack): Resource[] {
  const all = group === undefined ? [] : tasksOn(group, stack);
  return all.filter(({ inputs }) => text(inputs["taskRoleArn"]) === "" && inputs["networkMode"] !== "awsvpc");
}

function tasksOn(group: Resource, stack: Stack): Resource[] {
  return stack
    .ofType(aws.service)
    .filter((service) => service.inputs["launchType"] !== "FARGATE" && mayRunOn(service, group, stack))
    .flatMap(({ inputs }) => stack.referred(aws.taskDefinition, inputs["taskDefinition"]) ?? [])
    .filter(({ inputs }) => containers(inputs).length > 0);
}

/**
 * Whether a service's capacity provider strategy can use a group. Without a strategy, ECS uses the cluster's
 * default or any instance.
 */
function mayRunOn({ inputs }: Resource, group: Resource, stack: Stack): boolean {
  const named = list(inputs["capacityProviderStrategies"]).map((one) => fields(one)["capacityProvider"]);
  return (
    named.length === 0 ||
    named.some((name) => {
      const provider = stack.referred(aws.capacityProvider, name);
      return provider === undefined || groupOfProvider(provider, stack) === group;
    })
  );
}

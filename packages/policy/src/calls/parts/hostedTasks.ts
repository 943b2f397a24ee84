import { groupOfProvider } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { containers, fields, list, text, type Resource, type Stack } from "@ballast/model";

/** The tasks on a group's instances that have no execution role: the agent then pulls and logs with the instance's. */
export function unnamed(group: Resource | undefined, stack: Stack): Resource[] {
  return group === undefined
    ? []
    : tasksOn(group, stack).filter(({ inputs }) => text(inputs["executionRoleArn"]) === "");
}

/** Those that have no task role, in a network in which they reach the instance's. */
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

/** By its strategy; without one, by its cluster's or on any instance. */
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

import { aws } from "@ballast/aws";
import { block, type Resource, type Stack } from "@ballast/model";

/** The Auto Scaling group of a capacity provider. */
export function groupOfProvider(provider: Resource | undefined, stack: Stack): Resource | undefined {
  const arn = block(provider?.inputs["autoScalingGroupProvider"])["autoScalingGroupArn"];
  return stack.referred(aws.group, arn);
}

/** Whether a capacity provider sizes the group. */
export function isManaged(group: Resource, stack: Stack): boolean {
  return stack.ofType(aws.capacityProvider).some((provider) => groupOfProvider(provider, stack) === group);
}

import type { Service } from "@aws-sdk/client-ecs";
import { fields, isFields, list } from "@ballast/model";

/**
 * The supported outputs of the AWS CLI: their top-level member, the member that identifies an item, and the command.
 */
export const answers = {
  containerInstances: { arn: "containerInstanceArn", command: "describe-container-instances" },
  services: { arn: "serviceArn", command: "describe-services" },
  tasks: { arn: "taskArn", command: "describe-tasks" },
  capacityProviders: { arn: "capacityProviderArn", command: "describe-capacity-providers" },
} as const;
export type Member = keyof typeof answers;

/** Outputs of list commands, which contain only ARNs, by the describe output that is needed instead. */
export const lists: Record<string, Member> = {
  containerInstanceArns: "containerInstances",
  serviceArns: "services",
  taskArns: "tasks",
};

/** Whether this is an output of the AWS CLI, and not a cluster file of the simulator. */
export function isAnswer(value: unknown): boolean {
  return list(Array.isArray(value) ? value : [value]).some((one) => {
    const members = fields(one);
    return (
      (Object.keys(answers) as Member[]).some((member) => Array.isArray(members[member])) ||
      Object.keys(lists).some((member) => Array.isArray(members[member])) ||
      isFields(members["taskDefinition"])
    );
  });
}

/** The service's events, newest first. */
function messagesOf({ events = [] }: Service): { at: Date; message: string }[] {
  return events
    .map(({ createdAt, message = "" }) => ({ at: new Date(createdAt ?? 0), message }))
    .sort((one, other) => other.at.getTime() - one.at.getTime());
}

/** The latest event that explains why tasks wait, if the service has not reached a steady state since then. */
export function complaintOf(service: Service): { at: Date; message: string } | undefined {
  const messages = messagesOf(service);
  const steady = messages.findIndex(({ message }) => message.includes("has reached a steady state"));
  return messages
    .slice(0, steady < 0 ? undefined : steady)
    .find(({ message }) => /unable to (consistently )?(place|start)/.test(message));
}

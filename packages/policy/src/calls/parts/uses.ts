import type { Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { text, valuesAt, type Resource, type Stack, type PlainSite } from "@ballast/model";
import { arnAt, ownArn, roleOf } from "./made.ts";

/** A principal that must be able to assume a role. */
export interface Use {
  role: Resource;
  /** Name of the resource that uses the role, for messages: `site-delivery-start`. */
  by: string;
  /** The `sts:AssumeRole` request of the service principal, with the resource's ARN as source. */
  request: Request;
  /** Whether the use depends on values that are not known yet. */
  isDoubtful: boolean;
}

interface User {
  type: string;
  /** Properties that contain role ARNs. */
  roles: readonly string[];
  /** The service, without `.amazonaws.com`. */
  service: string;
  /**
   * The service's `aws:SourceArn`. @default - the service sends neither `aws:SourceArn` nor
   * `aws:SourceAccount`
   */
  source?: (resource: Resource, place: PlainSite, stack: Stack) => string;
}

/** Source: each service's guide, "Cross-service confused deputy prevention" (2026-11). */
const users: readonly User[] = [
  {
    type: aws.taskDefinition,
    roles: ["executionRoleArn", "taskRoleArn"],
    service: "ecs-tasks",
    source: (_definition, place) => arnAt(place, "ecs", "task/cluster/0"),
  },
  {
    type: aws.service,
    roles: [
      "deploymentConfiguration.lifecycleHooks.roleArn",
      "loadBalancers.advancedConfiguration.roleArn",
      "volumeConfiguration.managedEbsVolume.roleArn",
    ],
    service: "ecs",
  },
  { type: aws.project, roles: ["serviceRole"], service: "codebuild", source: ownArn },
  { type: aws.pipeline, roles: ["roleArn"], service: "codepipeline", source: ownArn },
  {
    type: aws.eventTarget,
    roles: ["roleArn"],
    service: "events",
    source: ({ inputs }, place, stack) =>
      text(stack.referred(aws.eventRule, inputs["rule"])?.state["arn"]) ||
      arnAt(place, "events", `rule/${text(inputs["rule"])}`),
  },
  {
    type: aws.schedule,
    roles: ["target.roleArn"],
    service: "scheduler",
    source: ({ inputs }, place) =>
      arnAt(place, "scheduler", `schedule-group/${text(inputs["groupName"]) || "default"}`),
  },
  { type: aws.stateMachine, roles: ["roleArn"], service: "states", source: ownArn },
  { type: aws.backupSelection, roles: ["iamRoleArn"], service: "backup" },
  { type: aws.restoreTestingSelection, roles: ["iamRoleArn"], service: "backup" },
  { type: aws.lifecyclePolicy, roles: ["executionRoleArn"], service: "dlm", source: ownArn },
  { type: aws.databaseInstance, roles: ["monitoringRoleArn"], service: "monitoring.rds", source: ownArn },
  // RDS user guide, "Setting up for native backup and restore" (2026-11): the source is the option group or
  // its DB instances.
  { type: aws.optionGroup, roles: ["options.optionSettings.value"], service: "rds", source: ownArn },
  {
    type: aws.flowLog,
    roles: ["iamRoleArn"],
    service: "vpc-flow-logs",
    source: (_log, place) => arnAt(place, "ec2", "vpc-flow-log/fl-0"),
  },
  { type: aws.instanceProfile, roles: ["role"], service: "ec2" },
];

/** Resource types whose role properties are known here. */
export const typesOfUsers: readonly string[] = users.map(({ type }) => type);

/** Services that send the source ARN, so that a trust policy can restrict them by it. */
export const servicesWithSource: ReadonlySet<string> = new Set(
  users.filter(({ source }) => source !== undefined).map(({ service }) => `${service}.amazonaws.com`),
);

export function usesIn(stack: Stack, place: PlainSite): Use[] {
  return users.flatMap(({ type, roles, service, source }) =>
    stack.ofType(type).flatMap((resource) => {
      const use = (role: Resource): Omit<Use, "isDoubtful"> => {
        const sourceArn = source?.(resource, place, stack);
        const context: Record<string, string> = {
          ...(sourceArn === undefined ? {} : { "aws:SourceAccount": place.accountId }),
          // The source ARN is not known for a resource that is not created yet.
          ...(sourceArn ? { "aws:SourceArn": sourceArn } : {}),
        };
        const principal = { kind: "Service", value: `${service}.amazonaws.com` };
        return {
          role,
          by: resource.name,
          request: { action: "sts:AssumeRole", resource: text(role.state["arn"]), context, principal },
        };
      };
      const { result, isDoubtful } = stack.doubt.during(() =>
        roles
          .flatMap((path) => valuesAt(resource.inputs, path))
          .flatMap((reference) => roleOf(stack, reference) ?? [])
          .map(use),
      );
      return result.map((one) => ({ ...one, isDoubtful }));
    }),
  );
}

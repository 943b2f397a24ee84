import { aws } from "@ballast/aws";
import { block, fields, list, text, type Resource, type Stack, type PlainSite } from "@ballast/model";
import { logGroupArn, writingLogs } from "./stores.ts";
import { arnAt, asking, callsOfEach, roleOf, together, type Calls, type MadeCall } from "./made.ts";

interface Service {
  type: string;
  /** Property with the role that the service assumes. */
  role: string;
  why: string;
  requests: (resource: Resource, stack: Stack, place: PlainSite) => MadeCall["requests"];
  /** Whether the service may make further calls. @default false */
  isOpen?: (resource: Resource) => boolean;
}

/** Services whose calls do not depend on the resource's settings. */
const services: Service[] = [
  {
    type: aws.lifecyclePolicy,
    role: "executionRoleArn",
    why: "to make and delete snapshots",
    // Copies, sharing, archives, images and instance policies need further calls.
    isOpen: ({ inputs }) => {
      const { resourceTypes, schedules } = block(inputs["policyDetails"]);
      const more = ["crossRegionCopyRules", "fastRestoreRule", "shareRules", "archiveRule"];
      return (
        !list(resourceTypes).every((one) => one === "VOLUME") ||
        list(schedules).some((one) => more.some((name) => fields(one)[name] !== undefined))
      );
    },
    // Source: EBS user guide, "Control access to Amazon Data Lifecycle Manager using IAM" (2026-11).
    requests: (_resource, _stack, place) => {
      const { partition, region } = place;
      const snapshot = `arn:${partition}:ec2:${region}::snapshot/snap-0`;
      return [
        ...asking(["ec2:CreateSnapshot"], [snapshot, arnAt(place, "ec2", "volume/vol-0")]),
        ...asking(["ec2:DeleteSnapshot"], [snapshot]),
        ...asking(["ec2:CreateTags"], [snapshot], { "ec2:CreateAction": "CreateSnapshot" }),
        ...asking(["ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeVolumes"], ["*"]),
      ];
    },
  },
  {
    type: aws.databaseInstance,
    role: "monitoringRoleArn",
    why: "to write its measurements",
    // Source: RDS user guide, "Setting up and enabling Enhanced Monitoring" (2026-11).
    requests: (_resource, _stack, place) => {
      const group = arnAt(place, "logs", "log-group:RDSOSMetrics");
      return [
        ...asking(["logs:CreateLogGroup", "logs:PutRetentionPolicy"], [group]),
        ...asking([...writingLogs, "logs:DescribeLogStreams"], [`${group}:log-stream:stream`]),
      ];
    },
  },
  {
    type: aws.flowLog,
    role: "iamRoleArn",
    why: "to write the flow log",
    isOpen: ({ inputs }) => !["", "cloud-watch-logs"].includes(text(inputs["logDestinationType"])),
    // Permissions that aws-cdk-lib/aws-ec2, FlowLog, grants for an existing log group (2026-11).
    requests: ({ inputs }, stack, place) => {
      const group = inputs["logDestination"] ?? inputs["logGroupName"];
      const name = text(group).replace(/^arn:.*:log-group:|:\*$/g, "");
      const arn = logGroupArn(stack.referred(aws.logGroup, group), name, place);
      return asking([...writingLogs, "logs:DescribeLogStreams"], [`${arn}:log-stream:stream`]);
    },
  },
];

export function callsOfServices(stack: Stack, place: PlainSite): Calls {
  const all = services.map(({ type, role: property, why, requests, isOpen }) =>
    callsOfEach(stack, stack.ofType(type), (resource, { made, open }) => {
      const role = roleOf(stack, resource.inputs[property]);
      if (role === undefined) return;
      if (isOpen?.(resource) === true) open.set(role, `the calls of ${resource.name} are unknown`);
      else made.push({ role, why: `${why} of ${resource.name}`, requests: requests(resource, stack, place) });
    }),
  );
  return together(all);
}

import * as aws from "@pulumi/aws";
import {
  policyDocument,
  regionalArn,
  retentionOptions,
  trustDocument,
  type Retention,
  type Site,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

export interface FlowLogsArgs {
  site: Site;
  vpcId: pulumi.Input<string>;
  /** @default 90 */
  logRetentionDays?: number;
  /** @default "retain" */
  retention?: Retention;
}

export function createFlowLogs(
  name: string,
  args: FlowLogsArgs,
  child: pulumi.ComponentResourceOptions,
): void {
  const logs = new aws.cloudwatch.LogGroup(
    `${name}-flow-logs`,
    { retentionInDays: args.logRetentionDays ?? 90 },
    { ...child, ...retentionOptions(args.retention) },
  );
  const role = new aws.iam.Role(
    `${name}-flow-logs`,
    {
      description: "Lets VPC Flow Logs write to their log group",
      assumeRolePolicy: trustDocument("vpc-flow-logs.amazonaws.com", {
        site: args.site,
        sourceArn: regionalArn(args.site, "ec2", "vpc-flow-log/*"),
      }),
    },
    child,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-flow-logs`,
    {
      role: role.name,
      policy: policyDocument([
        {
          actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          resources: [pulumi.interpolate`${logs.arn}:*`],
        },
      ]),
    },
    child,
  );
  new aws.ec2.FlowLog(
    `${name}-flow-logs`,
    {
      vpcId: args.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.arn,
      iamRoleArn: role.arn,
      tags: { Name: `${name}-flow-logs` },
    },
    { ...child, dependsOn: [policy] },
  );
}

import { NatGateways } from "@ballast/network";
import { given } from "@ballast/contracts";
import { nearest } from "@ballast/model";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  key,
  logRetentionDays,
  refuse,
  retentionSettings,
} from "../shared/common.ts";
import type { SettingsDefinition } from "../shared/settings.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";

const schema = z
  .strictObject({
    ...retentionSettings({ logs: "the flow logs" }),
    cidrBlock: cidrBlock.describe(
      "The VPC's private IPv4 block, /16 to /22. Changing it replaces the VPC and everything in it.",
    ),
    availabilityZones: z.array(z.string()).describe("Names of two to eight zones. Append only."),
    natGateways: z.enum(NatGateways).optional().meta({
      description: "NAT gateways for outbound connections of private subnets.",
      without: "`onePerZone`",
    }),
    isolatedSubnets: z
      .boolean()
      .optional()
      .meta({ description: "Subnets without outbound routes, for databases.", without: "`false`" }),
    interfaceEndpoints: z.array(z.string()).optional().meta({
      description: "AWS services to reach without NAT, by the last part of the endpoint's name: `ecr.api`.",
      without: "none; the gateway endpoint of Amazon S3 always exists",
    }),
    connectedRanges: z.record(key, cidrBlock).optional().meta({
      description:
        "Address ranges to which this VPC is or will be routed, keyed by name; an overlap is refused.",
      without: "none",
    }),
    logRetentionDays: logRetentionDays.optional(),
    ...watchSettings,
  })
  .superRefine(checkTold)
  .superRefine(checkEndpoints)
  .superRefine(checkRetention(() => ["logs"]));

export type Settings = z.infer<typeof schema>;

/**
 * Services that tasks, instances and builds of these scenarios call, by the names of their endpoints (developer guides of Amazon ECS, Amazon
 * ECR, Systems Manager and AWS PrivateLink, 2026-11). Others are not refused.
 */
const usualServices = [
  "autoscaling",
  "cloudformation",
  "codebuild",
  "codecommit",
  "codepipeline",
  "ec2messages",
  "ecr.api",
  "ecr.dkr",
  "ecs-agent",
  "ecs-telemetry",
  "elasticfilesystem",
  "elasticloadbalancing",
  "monitoring",
  "secretsmanager",
  "ssmmessages",
];

/** Names that are nearly those of usual services: AWS refuses them while the network is deployed. */
function checkEndpoints(
  { interfaceEndpoints = [] }: { interfaceEndpoints?: string[] | undefined },
  context: z.RefinementCtx,
): void {
  for (const [index, service] of interfaceEndpoints.entries()) {
    if (usualServices.includes(service)) continue;
    const parts = usualServices.filter((name) => name.startsWith(`${service}.`));
    const meant =
      parts.length > 0 ? parts : [nearest(service, usualServices, service.length > 5 ? 2 : 0) ?? []].flat();
    if (meant.length > 0)
      refuse(
        context,
        ["interfaceEndpoints", index],
        `${given(service)} is not the name of an endpoint. Did you mean ${meant.join(" or ")}? ` +
          "Use a name that AWS lists: aws ec2 describe-vpc-endpoint-services",
      );
  }
}

export const settings: SettingsDefinition<Settings> = { schema };

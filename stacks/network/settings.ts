import { NatGateways } from "@ballast/network";
import { z } from "zod";
import { checkRetention, cidrBlock, key, logRetentionDays, retentionSettings } from "../shared/common.ts";
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
  .superRefine(checkRetention(() => ["logs"]));

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

import { NatGateways } from "@ballast/network";
import { z } from "zod";
import { checkRetention, cidrBlock, key, logRetentionDays, retentionSettings } from "../shared/common.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

const schema = z
  .strictObject({
    ...retentionSettings,
    /** /16 to /22; it can never change without rebuilding everything in it. */
    cidrBlock,
    /** Names of two or more zones. Append only. */
    availabilityZones: z.array(z.string()),
    /** @default "onePerZone" */
    natGateways: z.enum(NatGateways).optional(),
    /** Subnets without a route out, for databases. */
    isolatedSubnets: z.boolean().optional(),
    /** By the last part of their endpoint's name: `ecr.api`. */
    interfaceEndpoints: z.array(z.string()).optional(),
    /** Ranges that this network is or will be routed to, by name. */
    connectedRanges: z.record(key, cidrBlock).optional(),
    logRetentionDays: logRetentionDays.optional(),
  })
  .superRefine(checkRetention);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

import { checkSecretArn, UpstreamRegistry } from "@ballast/private-registry";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  logRetentionDays,
  port,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { checkImageName } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { DeclaredSecret, SettingsDefinition } from "../shared/settings.ts";

const secretArn = held(z.string(), checkSecretArn);
const configKey = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9]*$/, "name a key of this stack's configuration, letters and digits");

/** How ECS gets at the image; each form keeps the login out of this file. */
const registry = z.discriminatedUnion("mode", [
  /** A secret that exists, of this account or another one. */
  z.strictObject({ mode: z.literal("existingSecret"), secretArn, kmsKeyArn: z.string().optional() }),
  /** A secret made by this stack, of a login that the deployer puts under this key of the configuration. */
  z.strictObject({ mode: z.literal("declaredSecret"), configKey, kmsKeyArn: z.string().optional() }),
  /** Amazon ECR in front of the registry; the login, where the upstream needs one, as above. */
  z.strictObject({
    mode: z.literal("pullThroughCache"),
    upstream: z.enum(UpstreamRegistry),
    prefix: z.string(),
    secretArn: secretArn.optional(),
    configKey: configKey.optional(),
  }),
]);

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  registry,
  image: z.strictObject({
    /** With its registry's host, except behind a cache: `registry.example.com/team/space`. */
    repository: z.string(),
    /** Without it nothing runs yet, and an output says how to bring the first image. */
    tag: z.string().optional(),
    /** Why the container may write to its root file system. @default - it may not */
    writableRootReason: z.string().min(10, "say why in ten characters or more").optional(),
  }),
  containerPort: port.default(80),
  /** Tasks; from 2 on, one zone may fail. */
  desiredCount: taskCount.default(1),
  /** `ec2` runs the tasks on container instances instead of AWS Fargate. */
  compute: z.enum(["fargate", "ec2"]).default("fargate"),
  /** Who may reach the service, by name. */
  clients: z.record(key, cidrBlock),
  /** ACM certificate of the load balancer. @default - plain HTTP inside the network */
  certificateArn: z.string().optional(),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape.superRefine(checkRetention).superRefine(checkImage);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema, secrets };

/** Behind a cache the image lies in Amazon ECR, whatever its own registry; else ECS pulls it with a login. */
function checkImage({ image, registry: { mode } }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  checkImageName(image, mode !== "pullThroughCache", context);
}

/** The fields of a login, by what reads it: ECS or Amazon ECR. */
export function credentialFields(mode: Settings["registry"]["mode"]): string[] {
  return mode === "pullThroughCache" ? ["username", "accessToken"] : ["username", "password"];
}

function secrets({ registry: chosen }: Settings): Record<string, DeclaredSecret> {
  const declared = "configKey" in chosen ? chosen.configKey : undefined;
  if (declared === undefined) return {};
  const fields = credentialFields(chosen.mode);
  return {
    [declared]: {
      description: `login to the registry, as JSON with exactly ${fields.join(" and ")}`,
      standIn: JSON.stringify(Object.fromEntries(fields.map((field) => [field, `stand-in-${field}`]))),
      fault: (value) => credentialsFault(value, fields),
    },
  };
}

/** Never quotes the value. */
function credentialsFault(value: string, fields: string[]): string | undefined {
  const wanted = `JSON with exactly the keys ${fields.join(" and ")}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return `is not JSON; give ${wanted}.`;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return `is no object; give ${wanted}.`;
  const given = parsed as Record<string, unknown>;
  const missing = fields.filter((field) => typeof given[field] !== "string" || given[field] === "");
  const extra = Object.keys(given).filter((field) => !fields.includes(field));
  if (missing.length > 0) return `lacks ${missing.join(" and ")}; give ${wanted}.`;
  return extra.length > 0 ? `has ${extra.join(" and ")} too many; give ${wanted}.` : undefined;
}

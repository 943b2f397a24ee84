import { checkSecretArn } from "@ballast/contracts";
import { isFargate, parseImage } from "@ballast/ecs";
import { UpstreamRegistry } from "@ballast/private-registry";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  logRetentionDays,
  port,
  reason,
  refuse,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { checkDoor, refuseEverybody, webDoor } from "../shared/frontDoor.ts";
import { isOpenKey, openKeys } from "../shared/keys.ts";
import { checkImageName, imageName } from "../shared/images.ts";
import { networkSettings } from "../shared/network.ts";
import { checkPatched, patchSettings } from "../shared/patch.ts";
import { runningHoursSettings, scalingSettings } from "../shared/scaling.ts";
import { checkTold, watchSettings } from "../shared/watch.ts";
import { buildFault, hasLoginToPush } from "./build.ts";
import type { DeclaredSecret, SettingsDefinition } from "../shared/settings.ts";

const secretArn = held(z.string(), checkSecretArn).meta({
  description: "Full ARN of the secret with the login.",
  without: "`configKey`, or no login if the upstream requires none",
});
const configKey = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9]*$/, "name a key of this stack's configuration, letters and digits")
  .superRefine((name, context) => {
    if (isOpenKey(name))
      refuse(
        context,
        [],
        `is ${JSON.stringify(name)}, a key with a meaning of its own, as ${openKeys.join(", ")} are. Use another name, for example registryCredentials.`,
      );
  })
  .meta({
    description: "Key of this stack's configuration with the login, which the deployer sets.",
    without: "`secretArn`, or no login if the upstream requires none",
  });
const kmsKeyArn = z.string().optional().meta({
  description: "Customer managed key that encrypts the secret; needed for a secret of another account.",
  without: "the account's key for Secrets Manager",
});

/** How ECS gets at the image; each form keeps the login out of this file. */
const registry = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: z.literal("existingSecret").describe("An existing secret, of this account or another one."),
    secretArn,
    kmsKeyArn,
  }),
  z.strictObject({
    mode: z
      .literal("declaredSecret")
      .describe("A secret that this stack creates from a login in its configuration."),
    configKey,
    kmsKeyArn,
  }),
  z.strictObject({
    mode: z.literal("pullThroughCache").describe("Amazon ECR in front of the registry."),
    upstream: z.enum(UpstreamRegistry).describe("The registry."),
    prefix: z
      .string()
      .describe(
        "Namespace of the cache's repositories in Amazon ECR; of another instance of the scenario, `<instance>-<prefix>`.",
      ),
    registryName: z.string().optional().meta({
      description: "Of the upstream `azure`: the name in front of `.azurecr.io`.",
      without: "the upstream is another one",
    }),
    sourceAccountId: z.string().optional().meta({
      description: "Of the upstream `ecr`: the account of its repositories.",
      without: "the upstream is another one",
    }),
    sourceRegion: z.string().optional().meta({
      description: "Of the upstream `ecr`: the region of its repositories.",
      without: "the upstream is another one",
    }),
    customRoleArn: z.string().optional().meta({
      description: "Of the upstream `ecr`: the role by which ECR pulls from another account.",
      without: "the upstream is another one, or of the same account",
    }),
    secretArn: secretArn.optional(),
    configKey: configKey.optional(),
  }),
]);

/** What the post's task has: its image comes without NAT, and a browser reaches it without a load balancer between. */
const publicAddress = z.strictObject({
  reason: reason.describe("Reason why tasks need a public address; the plan shows it."),
  clients: z
    .record(key, cidrBlock)
    .default({})
    .describe(
      "Address ranges that can connect to tasks directly on `containerPort`, without TLS and without the load balancer, keyed by name.",
    ),
});

const shape = z.strictObject({
  ...retentionSettings({ login: "the registry's login", logs: "the tasks' logs" }),
  ...networkSettings,
  registry: registry.describe("How ECS pulls the image."),
  image: z
    .strictObject({
      repository: z
        .string()
        .describe("With its registry's host, except behind a cache: `registry.example.com/team/space`."),
      tag: z.string().optional().meta({
        description: "The image to run.",
        without: "no task runs, and the output `nextStep` shows how to push the first image",
      }),
      build: z
        .boolean()
        .default(false)
        .describe(
          "If `true`, `pulumi up` builds and pushes `stacks/private-registry/app` with this machine's Docker; tasks run the digest.",
        ),
      writableRootReason: reason.optional().meta({
        description: "Reason why the container can write to its root file system.",
        without: "it may not",
      }),
    })
    .describe("What the service runs."),
  containerPort: port.default(80).describe("The port on which the container serves HTTP."),
  desiredCount: taskCount.default(1).describe("Tasks; from 2 on, one zone may fail."),
  ...scalingSettings,
  ...runningHoursSettings,
  cpu: z.number().default(256).describe("CPU units of each task; 1024 are one vCPU."),
  memoryMiB: z.number().default(512).describe("Memory of each task, in MiB."),
  environment: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Environment variables of the container, keyed by name. Never set a secret here: the values are stored in clear text.",
    ),
  compute: z
    .enum(["fargate", "ec2"])
    .default("fargate")
    .describe("Where tasks run: AWS Fargate, or container instances."),
  ...webDoor("reach the load balancer"),
  publicAddress: publicAddress.optional().meta({
    description: "Places each task on AWS Fargate in a public subnet with a public IP address.",
    without: "tasks are in private subnets, without one",
  }),
  logRetentionDays: logRetentionDays.optional(),
  ...patchSettings,
  ...watchSettings,
});
const schema = shape
  .superRefine(checkRetention(storesOf))
  .superRefine(checkTold)
  .superRefine(checkPatched(({ compute }: z.infer<typeof shape>) => isFargate(compute)))
  .superRefine(checkImage)
  .superRefine(checkDoor())
  .superRefine(checkPublicAddress);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema, secrets };

/** A login of its own is stored only where one is declared. */
function storesOf({ registry }: z.infer<typeof shape>): string[] {
  const login = "configKey" in registry && registry.configKey !== undefined;
  return login ? ["login", "logs"] : ["logs"];
}

/** Behind a cache the image lies in Amazon ECR, whatever its own registry; else ECS pulls it with a login. */
function checkImage({ image, registry }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  const withHost = { existingSecret: true, declaredSecret: true, pullThroughCache: false }[registry.mode];
  checkImageName(image, withHost, context);
  if (!image.build && isOfDockerHub(registry) && !image.repository.includes("/"))
    refuse(
      context,
      ["image", "repository"],
      `is an official image of Docker Hub, which a cache has under library/. Use "library/${image.repository}".`,
    );
  const fault = image.build && parseImage(imageName(image)) ? buildFault({ image, registry }) : undefined;
  if (fault !== undefined) refuse(context, ["image", "build"], fault);
}

function isOfDockerHub(registry: z.infer<typeof shape>["registry"]): boolean {
  switch (registry.mode) {
    case "existingSecret":
    case "declaredSecret":
      return false;
    case "pullThroughCache":
      return hasLibrary[registry.upstream];
  }
}

/** Registries whose official images a cache has under `library/` (ECR user guide, "Pulling an image", 2026-11). */
const hasLibrary: Record<UpstreamRegistry, boolean> = {
  dockerHub: true,
  gitHub: false,
  gitLab: false,
  quay: false,
  kubernetes: false,
  ecrPublic: false,
  azure: false,
  chainguard: false,
  ecr: false,
};

/** ECS gives a public address to tasks on AWS Fargate alone (developer guide, "assignPublicIp", 2026-11). */
function checkPublicAddress(settings: z.infer<typeof shape>, context: z.RefinementCtx): void {
  const { publicAddress, compute, network } = settings;
  if (publicAddress === undefined) return;
  if (!isFargate(compute))
    refuse(
      context,
      ["publicAddress"],
      "is for AWS Fargate; tasks on container instances never get one. Leave it out, or use compute: fargate.",
    );
  refuseEverybody(context, ["publicAddress", "clients"], publicAddress.clients, {
    because: "and tasks speak no TLS",
    remedy: "Name a range, or use internetFacing",
  });
  if (network !== undefined && Object.keys(network.publicSubnetIds).length === 0)
    refuse(
      context,
      ["network", "publicSubnetIds"],
      "names no subnet, and publicAddress needs one. Name it, or leave publicAddress out.",
    );
  const elsewhere =
    network === undefined || settings.internetFacing
      ? []
      : Object.keys(network.publicSubnetIds).filter((zone) => !Object.hasOwn(network.privateSubnetIds, zone));
  if (elsewhere.length > 0)
    refuse(
      context,
      ["network", "publicSubnetIds"],
      `has ${elsewhere.join(" and ")}, where the internal load balancer has no subnet, and so no way to a task. Name the private subnet of ` +
        "that zone, or leave the zone out.",
    );
}

/** The fields of a login, by what reads it: ECS or Amazon ECR. */
export function credentialFields(mode: Settings["registry"]["mode"]): string[] {
  const password = {
    existingSecret: "password",
    declaredSecret: "password",
    pullThroughCache: "accessToken",
  };
  return ["username", password[mode]];
}

function secrets({ registry: chosen, image }: Settings): Record<string, DeclaredSecret> {
  const declared = "configKey" in chosen ? chosen.configKey : undefined;
  if (declared === undefined) return {};
  const fields = credentialFields(chosen.mode);
  const pushes = image.build && hasLoginToPush[chosen.mode];
  return {
    [declared]: {
      description: `login to the registry,${pushes ? " which may push," : ""} as JSON with exactly ${fields.join(" and ")}`,
      standIn: JSON.stringify(Object.fromEntries(fields.map((field) => [field, `stand-in-${field}`]))),
      fault: (value) => credentialsFault(value, fields),
    },
  };
}

/** Never shows the value, not even one of its keys, because a user may have confused key and value. */
function credentialsFault(value: string, fields: string[]): string | undefined {
  const wanted = `JSON with exactly the keys ${fields.join(" and ")}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return `is not JSON; give ${wanted}.`;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return `is not an object; give ${wanted}.`;
  const given = parsed as Record<string, unknown>;
  const missing = fields.filter((field) => typeof given[field] !== "string" || given[field] === "");
  const extra = Object.keys(given).filter((field) => !fields.includes(field));
  if (missing.length > 0) return `lacks ${missing.join(" and ")}; give ${wanted}.`;
  return extra.length > 0
    ? `has ${extra.length === 1 ? "another key" : `${extra.length} other keys`}; give ${wanted}.`
    : undefined;
}

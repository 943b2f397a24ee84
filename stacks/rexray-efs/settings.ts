import { Faults } from "@ballast/contracts";
import { checkDockerPlugin } from "@ballast/ecs";
import { checkThroughput, FileSystemMode, Throughput } from "@ballast/rexray-efs";
import { z } from "zod";
import {
  checkRetention,
  cidrBlock,
  held,
  key,
  logRetentionDays,
  retentionSettings,
  taskCount,
} from "../shared/common.ts";
import { image } from "../shared/images.ts";
import { ownNetwork } from "../shared/network.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

const reason = z.string().min(10, "say why in ten characters or more");

/** A file system in the state, which ECS mounts by itself. */
const native = z.strictObject({
  mode: z.literal(FileSystemMode.Native),
  throughput: z.enum(Throughput).optional(),
  /** For throughput `provisioned`. */
  provisionedMiBps: z.number().optional(),
  /** Why there are no daily backups. @default - there are */
  noBackupReason: reason.optional(),
});
/** A file system that REX-Ray makes, outside the state. */
const plugin = z.strictObject({
  mode: z.literal(FileSystemMode.Plugin),
  /** REX-Ray's, with the digest that you have checked. */
  image: held(z.string(), checkDockerPlugin),
  reason,
});

const shape = z.strictObject({
  ...retentionSettings,
  /** @default - the environment's network stack */
  network: ownNetwork.optional(),
  /** Apache httpd 2.4, laid out like its official image. */
  image,
  /** How tasks get at the shared files. */
  files: z.discriminatedUnion("mode", [native, plugin]).default({ mode: FileSystemMode.Native }),
  /** `ec2` runs the tasks on container instances instead of AWS Fargate. */
  compute: z.enum(["fargate", "ec2"]).default("fargate"),
  /** For `ec2`, in the order of preference. */
  instanceTypes: z.array(z.string()).default(["t3.medium", "t3a.medium"]),
  /** Web servers. */
  desiredCount: taskCount.default(4),
  /** Who may reach the web servers, by name. */
  clients: z.record(key, cidrBlock),
  logRetentionDays: logRetentionDays.optional(),
});
const schema = shape.superRefine(checkRetention).superRefine(checkFiles);

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema };

function checkFiles({ files, compute }: z.infer<typeof shape>, context: z.RefinementCtx): void {
  if (files.mode === FileSystemMode.Plugin) {
    if (compute === "ec2") return;
    context.addIssue({
      code: "custom",
      path: ["compute"],
      input: compute,
      message: 'a Docker plugin needs container instances; use "ec2", or files.mode "native"',
    });
    return;
  }
  const faults = new Faults("settings");
  checkThroughput(faults, "files", files);
  for (const { propertyPath, reason: message } of faults.found) {
    context.addIssue({
      code: "custom",
      path: propertyPath.split("."),
      message,
      params: { says: "everything" },
    });
  }
}

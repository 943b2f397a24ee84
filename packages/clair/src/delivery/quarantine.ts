import { createRepository } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { ScannedDeliveryArgs } from "./args.ts";

/** The properties of a repository that roles and projects use. */
export type Repository = ReturnType<typeof createRepository>;

/** The quarantine repository, for images before the scan. Push access to it does not allow a release. */
export function createQuarantine(
  name: string,
  { quarantineDays, retention }: ScannedDeliveryArgs,
  child: pulumi.ComponentResourceOptions,
): Repository {
  const expire = { type: "expire" };
  const pushed = { countType: "sinceImagePushed", countUnit: "days" };
  const lifecycleRules = [
    {
      rulePriority: 1,
      description: "What was built, released or not",
      selection: { tagStatus: "any", ...pushed, countNumber: quarantineDays ?? 14 },
      action: expire,
    },
  ];
  return createRepository(`${name}-quarantine`, { lifecycleRules, retention }, child);
}

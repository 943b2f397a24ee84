import { createRepository } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { ScannedDeliveryArgs } from "./args.ts";

/** What the roles and the projects need to know of a repository. */
export type Repository = ReturnType<typeof createRepository>;

/** A repository for what was built and not judged yet: who pushes into it can release nothing. */
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

import { aws } from "@ballast/aws";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { configValue } from "./configValue.ts";
import { explain } from "./explain.ts";
import { fullKey, SettingsRefusal } from "./refusal.ts";

const key = "roles";

const schema = z
  .strictObject({
    /** Where the stack's roles lie: `/ballast/dev/`. @default - where IAM puts them */
    path: z
      .string()
      .regex(/^\/(?:[A-Za-z0-9_.-]+\/)+$/, 'give a path of IAM, for example "/ballast/dev/"')
      .optional(),
    /** The most that they may do, whatever their policies say. @default - no limit */
    permissionsBoundary: z
      .string()
      .regex(/^arn:[a-z-]+:iam::\d{12}:policy\/.+$/, "give the ARN of a policy of IAM")
      .optional(),
    /** Whether a replaced role stays in AWS, with its policies, for what still runs with it. @default false */
    keepReplaced: z.boolean().optional(),
  })
  .refine(({ path, permissionsBoundary }) => (path === undefined) === (permissionsBoundary === undefined), {
    message: "give path and permissionsBoundary together",
  });

const withPath: readonly string[] = [aws.instanceProfile, aws.policy, aws.role];
const bounded: readonly string[] = [aws.role];
/** A role without its policies may do nothing. */
const ofRoles: readonly string[] = [...withPath, aws.rolePolicy, aws.rolePolicyAttachment];

/**
 * Where the configuration has `roles`, puts every role of the stack under that path and that permissions boundary, without
 * which the deploy role of stacks/delivery makes none. Call it before the first resource.
 *
 * A role that stands elsewhere is replaced: IAM moves none. With `keepReplaced`, deployed before, AWS keeps the old one.
 *
 * @throws {pulumi.RunError} if the configuration is wrong.
 */
export function boundRoles(): void {
  const value = configValue(fullKey(key));
  if (value === undefined) return;
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new SettingsRefusal(explain(parsed.error.issues, fullKey(key), schema));
  const { path, permissionsBoundary, keepReplaced } = parsed.data;
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    if (!ofRoles.includes(type)) return undefined;
    return {
      props: {
        ...props,
        ...(path !== undefined && withPath.includes(type) && { path }),
        ...(permissionsBoundary !== undefined && bounded.includes(type) && { permissionsBoundary }),
      },
      opts: keepReplaced === true ? { ...opts, retainOnDelete: true } : opts,
    };
  });
}

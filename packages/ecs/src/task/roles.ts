import * as aws from "@pulumi/aws";
import {
  policyDocument,
  referredArn,
  regionalArn,
  trustDocument,
  type Site,
  type Statement,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { isObject, objectStatements } from "./credentialSpec.ts";
import { parseImage } from "./images.ts";

export interface RolesArgs {
  site: Site;
  images: pulumi.Input<string>[];
  /** ARNs of what ECS reads for the containers: secrets and SSM parameters, registry credentials among them, and objects of S3. */
  references: pulumi.Input<string>[];
  logGroupArn: pulumi.Input<string>;
  executionStatements: Statement[];
  taskStatements: Statement[];
}

export interface Roles {
  /** Execution role, with which ECS pulls images, reads secrets and writes logs. */
  execution: aws.iam.Role;
  /** Task role, which the application uses. */
  task: aws.iam.Role;
  /** Policies that must exist before a task can start. */
  policies: aws.iam.RolePolicy[];
}

export function createRoles(name: string, args: RolesArgs, child: pulumi.ComponentResourceOptions): Roles {
  const trust = trustDocument("ecs-tasks.amazonaws.com", {
    site: args.site,
    sourceArn: regionalArn(args.site, "ecs", "*"),
  });
  const role = (suffix: string, description: string): aws.iam.Role =>
    new aws.iam.Role(`${name}-${suffix}`, { description, assumeRolePolicy: trust }, child);
  const policy = (
    suffix: string,
    to: aws.iam.Role,
    statements: pulumi.Input<Statement[]>,
  ): aws.iam.RolePolicy =>
    new aws.iam.RolePolicy(`${name}-${suffix}`, { role: to.name, policy: policyDocument(statements) }, child);

  const execution = role("execution", `What ECS does to start the tasks of ${name}`);
  const task = role("task", `What the application in the tasks of ${name} does`);
  return {
    execution,
    task,
    policies: [
      policy("execution", execution, executionStatements(args)),
      ...(args.taskStatements.length > 0 ? [policy("task", task, args.taskStatements)] : []),
    ],
  };
}

function executionStatements(args: RolesArgs): pulumi.Output<Statement[]> {
  const derived = pulumi
    .all([args.images, args.references, args.site.partition] as const)
    .apply(([images, references, partition]) => [
      ...pullStatements(images.filter(isComputed), partition),
      ...readStatements(references.filter(isComputed)),
    ]);
  return pulumi
    .all([args.logGroupArn, derived, args.executionStatements] as const)
    .apply(([logGroupArn, read, more]) => [
      { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${logGroupArn}:*`] },
      ...read,
      ...more,
    ]);
}

/** Other teams' mocks compute neither a repository's URL nor a secret's ARN. */
function isComputed(value: string | undefined): value is string {
  return value !== undefined;
}

/** Pulling from the named ECR repositories; nothing if no image lies in one. */
export function pullStatements(images: string[], partition: string): Statement[] {
  const repositories = images
    .map(parseImage)
    .flatMap((image) =>
      image?.ecr
        ? [`arn:${partition}:ecr:${image.ecr.region}:${image.ecr.accountId}:repository/${image.repository}`]
        : [],
    );
  if (repositories.length === 0) return [];
  return [
    // The one action of ECR that knows no resource.
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: unique(repositories),
    },
  ];
}

/** Reading exactly what is referred to: the secrets and parameters themselves, without the field or version behind an ARN. */
export function readStatements(references: string[]): Statement[] {
  const arns = unique(references.filter((reference) => !isObject(reference)).map(referredArn));
  const isSecret = (arn: string): boolean => arn.split(":")[2] === "secretsmanager";
  const secrets = arns.filter(isSecret);
  const parameters = arns.filter((arn) => !isSecret(arn));
  return [
    ...(secrets.length > 0 ? [{ actions: ["secretsmanager:GetSecretValue"], resources: secrets }] : []),
    ...(parameters.length > 0 ? [{ actions: ["ssm:GetParameters"], resources: parameters }] : []),
    ...objectStatements(references),
  ];
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}

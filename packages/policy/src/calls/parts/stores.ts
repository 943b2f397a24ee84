import { aws } from "@ballast/aws";
import { fields, isTrue, text, type Fields, type Resource } from "@ballast/model";
import { arnAt, arnOf, asking, type Caller, type MadeCall } from "./made.ts";

/** To pull an image (ECR user guide, "Required IAM permissions for pulling images"; ECS's managed policy for execution roles, 2026-11). */
export const pulling = ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"].map(
  (action) => `ecr:${action}`,
);
export const writingLogs = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** Nothing for an image that is not in Amazon ECR. */
export function pullOf(image: string, why: string, { role, stack }: Caller): MadeCall[] {
  const [, accountId, region, suffix, path = ""] =
    /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([\w-]+)\.(amazonaws\.com(?:\.cn)?|on\.aws)\/([^:@]+)/.exec(image) ??
    [];
  if (accountId === undefined) return [];
  const partition = suffix?.endsWith(".cn") ? "aws-cn" : region?.startsWith("us-gov") ? "aws-us-gov" : "aws";
  const repository = `arn:${partition}:ecr:${region ?? ""}:${accountId}:repository/${path}`;
  const isCached = stack
    .ofType(aws.pullThroughCacheRule)
    .some(({ inputs }) => path.startsWith(`${text(inputs["ecrRepositoryPrefix"])}/`));
  return [
    {
      role,
      why,
      requests: [...asking(["ecr:GetAuthorizationToken"], ["*"]), ...asking(pulling, [repository])],
    },
    // The first pull copies it (ECR user guide, "IAM permissions required to sync an upstream registry", 2026-11).
    ...(isCached
      ? [
          {
            role,
            why: `${why} for the first time`,
            requests: asking(["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"], [repository]),
          },
        ]
      : []),
  ];
}

/** By Docker's driver for CloudWatch, which asks for one stream of the group. */
export function logsOf(configuration: Fields, why: string, { role, place, stack }: Caller): MadeCall[] {
  if (configuration["logDriver"] !== "awslogs") return [];
  const options = fields(configuration["options"]);
  const own = stack.referred(aws.logGroup, options["awslogs-group"]);
  const region = text(options["awslogs-region"]) || place.region;
  const group = logGroupArn(own, text(options["awslogs-group"]), { ...place, region });
  return [
    {
      role,
      why,
      requests: [
        ...asking(writingLogs, [`${group}:log-stream:stream`]),
        ...(isTrue(options["awslogs-create-group"]) ? asking(["logs:CreateLogGroup"], [group]) : []),
      ],
    },
  ];
}

export function logGroupArn(own: Resource | undefined, name: string, place: Caller["place"]): string {
  return text(own?.state["arn"]).replace(/:\*$/, "") || arnAt(place, "logs", `log-group:${name}`);
}

/** What is not surely a name may be the secret itself, by mistake: nobody is to read it in a message. */
function parameterNamed(reference: string): string {
  return /^(\/[\w.-]+)+$/.test(reference) ? `parameter${reference}` : "parameter/*";
}

/** Reading a secret or parameter, by its ARN with or without what comes behind it, or by a parameter's name. */
export function readOf(reference: string, why: string, caller: Caller): MadeCall[] {
  const { role, stack, place } = caller;
  const isSecret = reference.split(":")[2] === "secretsmanager";
  const arn = isSecret
    ? reference.split(":").slice(0, 7).join(":")
    : reference.startsWith("arn:")
      ? reference
      : (arnOf(stack, aws.parameter, reference) ?? arnAt(place, "ssm", parameterNamed(reference)));
  const action = isSecret ? "secretsmanager:GetSecretValue" : "ssm:GetParameters";
  return [{ role, why, requests: asking([action], [arn]) }];
}

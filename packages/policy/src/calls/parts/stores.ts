import { aws } from "@ballast/aws";
import { partitionOfRegion } from "@ballast/aws/values";
import {
  fields,
  isTrue,
  serviceDomains,
  text,
  type Fields,
  type Resource,
  type PlainSite,
  type Stack,
} from "@ballast/model";
import { ecrImage } from "../ecrImage.ts";
import { arnAt, asking, ownArn, type Caller, type MadeCall } from "./made.ts";

/**
 * Required to pull an image (ECR user guide, "Required IAM permissions for pulling images"; ECS's managed
 * policy for execution roles, 2026-11).
 */
const pulling = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
export const writingLogs = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** The calls to pull an image; empty if it is not in Amazon ECR. */
export function pullOf(image: string, why: string, caller: Caller): MadeCall[] {
  const own = ecrImage(image);
  if (own === undefined || ![...serviceDomains, "on.aws"].includes(own.domain)) return [];
  const { accountId, region, repository } = own;
  const partition = partitionOfRegion(region) ?? "aws";
  return pullFrom(arnAt({ partition, region, accountId }, "ecr", `repository/${repository}`), why, caller);
}

/** The repository's ARN. */
export function pullFrom(repository: string, why: string, { role, stack, place }: Caller): MadeCall[] {
  const [accountId, path = ""] = repository.split(":repository/").map((part) => part.replace(/^.*:/, ""));
  const isCached = stack
    .ofType(aws.pullThroughCacheRule)
    .some(({ inputs }) => path.startsWith(`${text(inputs["ecrRepositoryPrefix"])}/`));
  const perhaps = [
    "ecr:BatchCheckLayerAvailability",
    // The first pull copies the image from the upstream registry (ECR user guide, "IAM permissions required
    // to sync an upstream registry", 2026-11).
    ...(isCached && accountId === place.accountId
      ? ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"]
      : []),
  ];
  return [
    {
      role,
      why,
      requests: [...asking(["ecr:GetAuthorizationToken"], ["*"]), ...asking(pulling, [repository])],
    },
    { role, why, isCertain: false, requests: asking(perhaps, [repository]) },
  ];
}

/** The calls of Docker's `awslogs` driver, which writes to a log stream of the group. */
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

/** The ARN of the stack's bucket, or of another bucket by its name. */
export function bucketArn(bucket: unknown, stack: Stack, { partition }: PlainSite): string {
  return text(stack.referred(aws.bucket, bucket)?.state["arn"]) || `arn:${partition}:s3:::${text(bucket)}`;
}

/**
 * The parameter's name, if the text certainly is one; otherwise a wildcard. The text could be a secret value
 * by mistake, which messages must not show.
 */
export function parameterNamed(reference: string): string {
  return /^(\/[\w.-]+){2,}$/.test(reference) ? `parameter${reference}` : "parameter/*";
}

/**
 * The call that reads a secret or parameter, given by its ARN (with or without a suffix) or by a parameter's
 * name.
 */
export function readOf(reference: string, why: string, { role, stack, place }: Caller): MadeCall[] {
  const [, service] =
    /^arn:[\w-]+:(secretsmanager|ssm):[a-z0-9-]+:\d{12}:(?:secret:|parameter\/)/.exec(reference) ?? [];
  if (service === "secretsmanager") {
    const secret = reference.split(":").slice(0, 7).join(":");
    return [{ role, why, requests: asking(["secretsmanager:GetSecretValue"], [secret]) }];
  }
  const own = stack.referred(aws.parameter, reference);
  const parameter =
    service === "ssm" ? reference : (own && ownArn(own)) || arnAt(place, "ssm", parameterNamed(reference));
  return [{ role, why, requests: asking(["ssm:GetParameters"], [parameter]) }];
}

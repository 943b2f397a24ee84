/**
 * AWS's page with the charges of a service. For types with `charge: false`, it lists no charge.
 */
const pages: readonly [prefix: string, page: string][] = [
  ["aws:appautoscaling/", "autoscaling"],
  ["aws:autoscaling/", "autoscaling"],
  ["aws:backup/", "backup"],
  ["aws:cloudwatch/event", "eventbridge"],
  ["aws:cloudwatch/", "cloudwatch"],
  ["aws:codeconnections/", "codepipeline"],
  ["aws:dlm/", "ebs"],
  ["aws:ec2/", "vpc"],
  ["aws:ecr/", "ecr"],
  ["aws:ecs/", "ecs"],
  ["aws:efs/", "efs"],
  ["aws:iam/", "iam"],
  ["aws:kinesis/", "kinesis/data-firehose"],
  ["aws:kms/", "kms"],
  ["aws:lambda/", "lambda"],
  ["aws:lb/", "elasticloadbalancing"],
  ["aws:rds/", "rds"],
  ["aws:route53/", "route53"],
  ["aws:s3/", "s3"],
  ["aws:secretsmanager/", "secrets-manager"],
  ["aws:sns/", "sns"],
  ["aws:ssm/", "systems-manager"],
  ["aws:vpc/", "vpc"],
];

/** The page that shows that a type is free. @returns undefined for a type of another service. */
export function freePage(type: string): string | undefined {
  const page = pages.find(([prefix]) => type.startsWith(prefix))?.[1];
  if (page === "iam") return "https://aws.amazon.com/iam/faqs/";
  return page === undefined ? undefined : `https://aws.amazon.com/${page}/pricing/`;
}

import { ACMClient } from "@aws-sdk/client-acm";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DirectoryServiceClient } from "@aws-sdk/client-directory-service";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EFSClient } from "@aws-sdk/client-efs";
import { FSxClient } from "@aws-sdk/client-fsx";
import { IAMClient } from "@aws-sdk/client-iam";
import { RDSClient } from "@aws-sdk/client-rds";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { explainErrors } from "../../aws.ts";
import { AwsError } from "../../operateError.ts";

/** An account in a region, as it is asked what it has. */
export interface Account {
  region: string;
  acm: ACMClient;
  directories: DirectoryServiceClient;
  ec2: EC2Client;
  ecr: ECRClient;
  ecs: ECSClient;
  efs: EFSClient;
  fsx: FSxClient;
  iam: IAMClient;
  logs: CloudWatchLogsClient;
  quotas: ServiceQuotasClient;
  rds: RDSClient;
  s3: S3Client;
  secrets: SecretsManagerClient;
  ssm: SSMClient;
  sts: STSClient;
}

/**
 * Credentials come from AWS's own provider chain. The environment variable AWS_ENDPOINT_URL sends the clients elsewhere.
 *
 * @param profile The one that the stack's settings name (`aws:profile`).
 */
export function openAccount(region: string, profile?: string): Account {
  const options = { region, ...(profile !== undefined && { profile }) };
  const clients = {
    acm: new ACMClient(options),
    directories: new DirectoryServiceClient(options),
    ec2: new EC2Client(options),
    ecr: new ECRClient(options),
    ecs: new ECSClient(options),
    efs: new EFSClient(options),
    fsx: new FSxClient(options),
    iam: new IAMClient(options),
    logs: new CloudWatchLogsClient(options),
    quotas: new ServiceQuotasClient(options),
    rds: new RDSClient(options),
    // Bucket names need not resolve where an emulator answers.
    s3: new S3Client({ ...options, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    secrets: new SecretsManagerClient(options),
    ssm: new SSMClient(options),
    sts: new STSClient(options),
  };
  for (const name of Object.keys(prefixes) as (keyof typeof prefixes)[])
    explainErrors(clients[name], prefixes[name], region);
  return { region, ...clients };
}

/** As IAM's policies name the services. */
const prefixes = {
  acm: "acm",
  directories: "ds",
  ec2: "ec2",
  ecr: "ecr",
  ecs: "ecs",
  efs: "elasticfilesystem",
  fsx: "fsx",
  iam: "iam",
  logs: "logs",
  quotas: "servicequotas",
  rds: "rds",
  s3: "s3",
  secrets: "secretsmanager",
  ssm: "ssm",
  sts: "sts",
} as const;

/** @returns undefined if AWS answers with one of these codes: there is no such thing. */
export async function unless<T>(codes: RegExp, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && codes.test(error.code)) return undefined;
    throw error;
  }
}

/** All pages of a list. */
export async function every<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}

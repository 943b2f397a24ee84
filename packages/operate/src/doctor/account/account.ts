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
import { explaining } from "../../aws.ts";

/** The clients with which doctor reads an account in a region. */
export type Account = ReturnType<typeof openAccount>;

/**
 * Creates clients with credentials from the AWS SDK's default provider chain. The environment variable
 * AWS_ENDPOINT_URL redirects their calls.
 *
 * @param profile The profile in the stack's settings (`aws:profile`).
 */
export function openAccount(region: string, profile?: string) {
  const options = { region, ...(profile !== undefined && { profile }) };
  return explaining(region, {
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
    // With an emulator, host names that contain the bucket's name may not resolve.
    s3: new S3Client({ ...options, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    secrets: new SecretsManagerClient(options),
    ssm: new SSMClient(options),
    sts: new STSClient(options),
  });
}

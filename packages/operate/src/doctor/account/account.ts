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

/** An account in a region, as it is asked what it has. */
export type Account = ReturnType<typeof openAccount>;

/**
 * Credentials come from AWS's own provider chain. The environment variable AWS_ENDPOINT_URL sends the clients elsewhere.
 *
 * @param profile The one that the stack's settings name (`aws:profile`).
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
    // Bucket names need not resolve where an emulator answers.
    s3: new S3Client({ ...options, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    secrets: new SecretsManagerClient(options),
    ssm: new SSMClient(options),
    sts: new STSClient(options),
  });
}

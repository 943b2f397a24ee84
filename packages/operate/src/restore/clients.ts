import { BackupClient } from "@aws-sdk/client-backup";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EFSClient } from "@aws-sdk/client-efs";
import { FSxClient } from "@aws-sdk/client-fsx";
import { KMSClient } from "@aws-sdk/client-kms";
import { RDSClient } from "@aws-sdk/client-rds";
import { explaining } from "../aws.ts";

/** The AWS clients of the command. */
export type Backups = ReturnType<typeof openBackups>;

/**
 * Credentials come from AWS's own provider chain. The environment variable AWS_ENDPOINT_URL sends the clients elsewhere.
 *
 * @param profile The one that the stack's settings name (`aws:profile`).
 */
export function openBackups(region: string, profile?: string) {
  const options = { region, ...(profile !== undefined && { profile }), maxAttempts: 6 };
  return explaining(region, {
    backup: new BackupClient(options),
    cloudWatch: new CloudWatchClient(options),
    ec2: new EC2Client(options),
    efs: new EFSClient(options),
    fsx: new FSxClient(options),
    kms: new KMSClient(options),
    rds: new RDSClient(options),
  });
}

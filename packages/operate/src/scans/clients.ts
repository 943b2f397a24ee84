import { ECRClient } from "@aws-sdk/client-ecr";
import { S3Client } from "@aws-sdk/client-s3";
import { explaining, type Aws } from "../aws.ts";

/** The clients of the command, in addition to those of the other commands. */
export type ScanClients = ReturnType<typeof openScans>;

/** @param profile The profile in the stack's settings (`aws:profile`). */
export function openScans(aws: Aws, profile?: string) {
  const options = { region: aws.region, ...(profile !== undefined && { profile }), maxAttempts: 6 };
  return {
    ...aws,
    ...explaining(aws.region, {
      ecr: new ECRClient(options),
      s3: new S3Client({ ...options, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    }),
  };
}

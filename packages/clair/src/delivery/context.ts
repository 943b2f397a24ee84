import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Repository } from "./quarantine.ts";

export interface Stores {
  artifacts: pulumi.Output<string>;
  reports: pulumi.Output<string>;
  kmsKeyArn: pulumi.Output<string>;
}

/** Resources that the projects and their roles use. */
export interface BuildContext {
  stores: Stores;
  /** The quarantine repository. */
  quarantine: Repository;
  /** Log group of the image builds. */
  buildLogs: aws.cloudwatch.LogGroup;
  /** Log group of the scan build. */
  judgeLogs: aws.cloudwatch.LogGroup;
  /** Name of the bucket. */
  reports: pulumi.Output<string>;
  /** The key that signs released images. */
  signingKeyArn: pulumi.Output<string>;
}

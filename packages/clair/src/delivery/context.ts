import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Repository } from "./quarantine.ts";

export interface Stores {
  artifacts: pulumi.Output<string>;
  reports: pulumi.Output<string>;
  kmsKeyArn: pulumi.Output<string>;
}

/** What the two projects and their roles work on. */
export interface BuildContext {
  stores: Stores;
  /** What was built, and was not judged yet. */
  quarantine: Repository;
  /** What the source's commands print. */
  buildLogs: aws.cloudwatch.LogGroup;
  /** What the judge says. */
  judgeLogs: aws.cloudwatch.LogGroup;
  /** Name of the bucket. */
  reports: pulumi.Output<string>;
  /** Signs what passed. */
  signingKeyArn: pulumi.Output<string>;
}

import * as aws from "@pulumi/aws";
import { isDiscarded, retentionOptions, whenReady, type Retention } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

interface RepositoryArgs {
  /** Rules of its lifecycle policy. */
  lifecycleRules: object[];
  /** @default - keys of Amazon ECR */
  kmsKeyArn?: pulumi.Input<string> | undefined;
  /** Scans each image when it comes. @default false: the registry's settings decide */
  scanOnPush?: boolean;
  retention: Retention | undefined;
}

export interface Repository {
  name: pulumi.Output<string>;
  arn: pulumi.Output<string>;
  /** Known once old images go. */
  url: pulumi.Output<string>;
}

/** A repository whose tags never move. */
export function createRepository(
  name: string,
  { lifecycleRules, kmsKeyArn, scanOnPush, retention }: RepositoryArgs,
  child: pulumi.ComponentResourceOptions,
): Repository {
  const repository = new aws.ecr.Repository(
    `${name}-repository`,
    {
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: scanOnPush ? { scanOnPush } : undefined,
      encryptionConfigurations: [
        { encryptionType: kmsKeyArn === undefined ? "AES256" : "KMS", kmsKey: kmsKeyArn },
      ],
      forceDelete: isDiscarded(retention),
    },
    { ...child, ...retentionOptions(retention) },
  );
  const lifecycle = new aws.ecr.LifecyclePolicy(
    `${name}-lifecycle`,
    { repository: repository.name, policy: pulumi.jsonStringify({ rules: lifecycleRules }) },
    child,
  );
  return {
    name: repository.name,
    arn: repository.arn,
    url: whenReady(repository.repositoryUrl, [lifecycle.id]),
  };
}

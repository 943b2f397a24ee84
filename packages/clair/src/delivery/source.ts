import { createClosedBucket } from "@ballast/ecs";
import * as aws from "@pulumi/aws";
import type { Retention } from "@ballast/contracts";
import {
  checkWithoutEffect,
  fromComputed,
  given,
  retentionOptions,
  type Faults,
  type Statement,
  required,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** AWS CodeCommit; GitHub, GitLab or Bitbucket through AWS CodeConnections; a zip file in a bucket. */
export const SourceKind = {
  /** An AWS CodeCommit repository that the component creates. */
  CodeCommit: "codecommit",
  /** A repository on GitHub, GitLab or Bitbucket, through AWS CodeConnections. */
  CodeConnections: "codeconnections",
  /** A zip file in a bucket that the component creates. */
  S3: "s3",
} as const;
export type SourceKind = (typeof SourceKind)[keyof typeof SourceKind];

/** Source of a delivery pipeline. */
export interface DeliverySourceArgs {
  /** The service that stores the sources; the other arguments depend on it. */
  kind: SourceKind;
  /**
   * CodeCommit: the name of the repository, which the component creates. CodeConnections: `owner/name`.
   *
   * @default - none; required for these two
   */
  repository?: string;
  /** Branch whose commits are delivered. Not for `s3`. @default "main" */
  branch?: string;
  /**
   * CodeConnections: ARN of a connection with a completed handshake.
   *
   * @default - the component creates one, whose handshake you must complete in the console
   */
  connectionArn?: pulumi.Input<string>;
  /**
   * CodeConnections, for a connection that the component creates: `GitHub`, `GitLab`, `Bitbucket`, …
   *
   * @default "GitHub"
   */
  provider?: string;
  /** S3: key of the zip file in the bucket that the component creates. @default "source.zip" */
  objectKey?: string;
}

export interface Source {
  /** The first action of the pipeline. */
  action: { provider: string; configuration: Record<string, pulumi.Input<string>> };
  /** Permissions of the pipeline's role for the source. */
  statements: Statement[];
  /** The event pattern that starts the pipeline; undefined if CodePipeline starts it itself. */
  eventPattern: pulumi.Output<string> | undefined;
  /** Where users push or upload the sources. */
  location: pulumi.Output<string>;
  connectionArn: pulumi.Output<string> | undefined;
}

interface SourceContext {
  kmsKeyArn: pulumi.Input<string>;
  retention: Retention | undefined;
}

/** Connections that were made under the service's former name keep it. */
const connection =
  /^arn:aws(-[a-z]+)*:(codeconnections|codestar-connections):[a-z]+(-[a-z]+)+-\d{1,2}:\d{12}:connection\/[\w-]+$/;

export function checkSource(faults: Faults, path: string, args: DeliverySourceArgs): void {
  const allowed: Record<SourceKind, string[]> = {
    codecommit: ["repository", "branch"],
    codeconnections: ["repository", "branch", "connectionArn", "provider"],
    s3: ["objectKey"],
  };
  for (const [key, value] of Object.entries(args)) {
    if (key !== "kind" && value !== undefined && !(allowed[args.kind] ?? [key]).includes(key))
      faults.add(`${path}.${key}`, `has no meaning for a source of kind ${given(args.kind)}; leave it out.`);
  }
  if (args.connectionArn !== undefined) {
    const why = "the connection of connectionArn has its provider already. Leave it out.";
    checkWithoutEffect(faults, path, args, ["provider"], why);
  }
  const repositories: Record<SourceKind, { form: RegExp; fault: string } | undefined> = {
    codecommit: { form: /^[\w.-]{1,100}$/, fault: "is not a name for a repository of CodeCommit." },
    codeconnections: { form: /^[\w.-]+(\/[\w.-]+)+$/, fault: 'is not of the form "owner/name".' },
    s3: undefined,
  };
  const repository = repositories[args.kind];
  if (repository && !(args.repository !== undefined && repository.form.test(args.repository)))
    faults.add(`${path}.repository`, `${given(args.repository)} ${repository.fault}`);
  const { connectionArn } = args;
  if (typeof connectionArn === "string" && !connection.test(connectionArn))
    faults.add(
      `${path}.connectionArn`,
      "is a string (not shown) and not the ARN of a connection of AWS CodeConnections, " +
        "arn:<partition>:codeconnections:<region>:<account>:connection/<id>.",
    );
  if (args.branch !== undefined && !/^[\w./-]{1,256}$/.test(args.branch))
    faults.add(`${path}.branch`, `${given(args.branch)} is not a name of a branch.`);
}

export function createSource(
  name: string,
  args: DeliverySourceArgs,
  context: SourceContext,
  child: pulumi.ComponentResourceOptions,
): Source {
  return {
    codecommit: () => codeCommit(name, args, context, child),
    codeconnections: () => codeConnections(name, args, child),
    s3: () => s3(name, args, context, child),
  }[args.kind]();
}

function codeCommit(
  name: string,
  { branch = "main", ...args }: DeliverySourceArgs,
  { retention }: SourceContext,
  child: pulumi.ComponentResourceOptions,
): Source {
  const repositoryName = required(args.repository, "source.repository");
  const repository = new aws.codecommit.Repository(
    `${name}-source`,
    { repositoryName, description: `Sources that ${name} delivers` },
    { ...child, ...retentionOptions(retention) },
  );
  return {
    action: {
      provider: "CodeCommit",
      configuration: { RepositoryName: repositoryName, BranchName: branch, PollForSourceChanges: "false" },
    },
    statements: [
      {
        actions: [
          "codecommit:CancelUploadArchive",
          "codecommit:GetBranch",
          "codecommit:GetCommit",
          "codecommit:GetRepository",
          "codecommit:GetUploadArchiveStatus",
          "codecommit:UploadArchive",
        ],
        resources: [repository.arn],
      },
    ],
    eventPattern: pulumi.jsonStringify({
      source: ["aws.codecommit"],
      "detail-type": ["CodeCommit Repository State Change"],
      resources: [repository.arn],
      detail: {
        event: ["referenceCreated", "referenceUpdated"],
        referenceType: ["branch"],
        referenceName: [branch],
      },
    }),
    location: repository.cloneUrlHttp,
    connectionArn: undefined,
  };
}

function codeConnections(
  name: string,
  { branch = "main", connectionArn, provider, ...args }: DeliverySourceArgs,
  child: pulumi.ComponentResourceOptions,
): Source {
  const repository = required(args.repository, "source.repository");
  const connection =
    connectionArn === undefined
      ? new aws.codeconnections.Connection(`${name}-source`, { providerType: provider ?? "GitHub" }, child)
          .arn
      : pulumi.output(connectionArn);
  return {
    action: {
      // The action keeps the service's former name.
      provider: "CodeStarSourceConnection",
      configuration: { ConnectionArn: connection, FullRepositoryId: repository, BranchName: branch },
    },
    statements: [
      {
        // IAM evaluates the action with the service's current or former prefix, and each prefix matches only ARNs of
        // the same prefix.
        actions: serviceNames.map((service) => `${service}:UseConnection`),
        resources: serviceNames.map((service) => underName(connection, service)),
      },
    ],
    eventPattern: undefined,
    location: pulumi.output(repository),
    connectionArn: connection,
  };
}

const serviceNames = ["codeconnections", "codestar-connections"];

function underName(connection: pulumi.Output<string>, service: string): pulumi.Output<string> {
  return fromComputed(connection, (arn) => arn.replace(/^([^:]+:[^:]+):[^:]+/, `$1:${service}`));
}

function s3(
  name: string,
  { objectKey = "source.zip" }: DeliverySourceArgs,
  context: SourceContext,
  child: pulumi.ComponentResourceOptions,
): Source {
  const bucket = createClosedBucket(
    () => `${name}-source`,
    { ...context, lifecycle: { id: "expire", days: 90 } },
    child,
  );
  const events = new aws.s3.BucketNotification(
    `${name}-source`,
    { bucket: bucket.name, eventbridge: true },
    child,
  );
  return {
    action: {
      provider: "S3",
      configuration: { S3Bucket: bucket.name, S3ObjectKey: objectKey, PollForSourceChanges: "false" },
    },
    statements: [
      { actions: ["s3:GetBucketVersioning"], resources: [bucket.arn] },
      {
        actions: ["s3:GetObject", "s3:GetObjectVersion"],
        resources: [pulumi.interpolate`${bucket.arn}/${objectKey}`],
      },
    ],
    eventPattern: pulumi.jsonStringify({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: {
        bucket: { name: [pulumi.all([bucket.name, events.id]).apply(([only]) => only)] },
        object: { key: [objectKey] },
      },
    }),
    location: pulumi.interpolate`s3://${bucket.name}/${objectKey}`,
    connectionArn: undefined,
  };
}

import type { Compute } from "./tools.ts";

// What AWS adds to the parts of a delivery, and to a database cluster.

const byArn =
  (service: string, resource: (name: string) => string): Compute =>
  ({ arn, name }) => ({
    id: arn(service, resource(name)),
    state: { name, arn: arn(service, resource(name)) },
  });

const bucketSetting: Compute = ({ input }) => ({ id: input("bucket"), state: {} });

export const deliveryTypes: Record<string, Compute> = {
  "aws:codebuild/project:Project": byArn("codebuild", (name) => `project/${name}`),
  "aws:codecommit/repository:Repository": ({ arn, hex, input, site }) => ({
    id: input("repositoryName"),
    state: {
      arn: arn("codecommit", input("repositoryName")),
      repositoryId: hex(32),
      cloneUrlHttp: `https://git-codecommit.${site.region}.amazonaws.com/v1/repos/${input("repositoryName")}`,
    },
  }),
  "aws:codeconnections/connection:Connection": ({ arn, hex, name }) => {
    const id = arn("codeconnections", `connection/${hex(32)}`);
    return { id, state: { name, arn: id, connectionStatus: "PENDING" } };
  },
  "aws:codepipeline/pipeline:Pipeline": ({ arn, name }) => ({
    id: name,
    state: { name, arn: arn("codepipeline", name) },
  }),
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": ({ site }) => ({
    id: site.accountId,
    state: { registryId: site.accountId },
  }),
  "aws:rds/cluster:Cluster": ({ arn, hex, name, site }) => ({
    id: name,
    state: {
      clusterIdentifier: name,
      arn: arn("rds", `cluster:${name}`),
      endpoint: `${name}.cluster-${hex(12)}.${site.region}.rds.amazonaws.com`,
      port: 5432,
      masterUserSecrets: [{ secretArn: arn("secretsmanager", `secret:rds!cluster-${hex(32)}-${hex(6)}`) }],
    },
  }),
  "aws:rds/clusterInstance:ClusterInstance": ({ arn, name }) => ({
    id: name,
    state: { identifier: name, arn: arn("rds", `db:${name}`) },
  }),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": ({ arn, name }) => ({
    id: name,
    state: { name, arn: arn("rds", `cluster-pg:${name}`) },
  }),
  "aws:s3/bucket:Bucket": ({ name, input, site }) => {
    const bucket = input("bucket") || name;
    return { id: bucket, state: { bucket, arn: `arn:${site.partition}:s3:::${bucket}` } };
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting,
  "aws:s3/bucketLogging:BucketLogging": bucketSetting,
  "aws:s3/bucketNotification:BucketNotification": bucketSetting,
  "aws:s3/bucketObjectv2:BucketObjectv2": ({ input, site }) => ({
    id: `${input("bucket")}/${input("key")}`,
    state: { arn: `arn:${site.partition}:s3:::${input("bucket")}/${input("key")}` },
  }),
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting,
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting,
  "aws:scheduler/schedule:Schedule": ({ arn, name }) => ({
    id: `default/${name}`,
    state: { name, arn: arn("scheduler", `schedule/default/${name}`) },
  }),
};

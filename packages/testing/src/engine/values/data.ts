import { domain, ec2, named, uuid, type Compute, type Computed, type Tools } from "./tools.ts";

/** What keeps data and secrets, and what runs on instances by Systems Manager. */
export const dataTypes: Record<string, Compute> = {
  "aws:ebs/volume:Volume": ec2("vol", "volume"),
  "aws:efs/accessPoint:AccessPoint": ({ arn, hex, input, site }) => {
    const id = `fsap-${hex(17)}`;
    return {
      id,
      state: {
        arn: arn("elasticfilesystem", `access-point/${id}`),
        fileSystemArn: arn("elasticfilesystem", `file-system/${input("fileSystemId")}`),
        ownerId: site.accountId,
      },
    };
  },
  "aws:efs/backupPolicy:BackupPolicy": ({ input }) => ({ id: input("fileSystemId"), state: {} }),
  "aws:efs/fileSystem:FileSystem": ({ arn, hex, site }) => {
    const id = `fs-${hex(17)}`;
    return {
      id,
      state: {
        arn: arn("elasticfilesystem", `file-system/${id}`),
        dnsName: `${id}.efs.${site.region}.${domain(site)}`,
        ownerId: site.accountId,
      },
    };
  },
  "aws:efs/fileSystemPolicy:FileSystemPolicy": ({ input }) => ({ id: input("fileSystemId"), state: {} }),
  "aws:efs/mountTarget:MountTarget": ({ arn, hex, input, site }) => ({
    id: `fsmt-${hex(17)}`,
    state: {
      dnsName: `${input("fileSystemId")}.efs.${site.region}.${domain(site)}`,
      fileSystemArn: arn("elasticfilesystem", `file-system/${input("fileSystemId")}`),
      networkInterfaceId: `eni-${hex(17)}`,
      ownerId: site.accountId,
    },
  }),
  "aws:fsx/windowsFileSystem:WindowsFileSystem": ({ arn, hex, site }) => {
    const id = `fs-${hex(17)}`;
    return {
      id,
      state: {
        arn: arn("fsx", `file-system/${id}`),
        // In the directory's domain, which only the directory knows.
        dnsName: `amznfsx${hex(8)}.corp.example.com`,
        preferredFileServerIp: `10.0.0.${parseInt(hex(2), 16)}`,
        remoteAdministrationEndpoint: `amznfsx${hex(8)}.corp.example.com`,
        ownerId: site.accountId,
      },
    };
  },
  "aws:kms/key:Key": ({ arn, hex }) => ({
    id: uuid(hex),
    state: { keyId: uuid(hex), arn: arn("kms", `key/${uuid(hex)}`) },
  }),
  "aws:rds/eventSubscription:EventSubscription": named(({ arn, name }) => arn("rds", `es:${name}`)),
  "aws:rds/instance:Instance": databaseInstance,
  "aws:rds/parameterGroup:ParameterGroup": named(({ arn, name }) => arn("rds", `pg:${name}`)),
  "aws:rds/subnetGroup:SubnetGroup": named(({ arn, name }) => arn("rds", `subgrp:${name}`)),
  "aws:secretsmanager/secret:Secret": named(
    ({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`),
    ({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`),
  ),
  "aws:secretsmanager/secretRotation:SecretRotation": ({ input }) => ({ id: input("secretId"), state: {} }),
  "aws:secretsmanager/secretVersion:SecretVersion": ({ hex, input }) => ({
    id: `${input("secretId")}|${uuid(hex)}`,
    state: { arn: input("secretId"), versionId: uuid(hex) },
  }),
  "aws:ssm/association:Association": ({ arn, hex }) => ({
    id: uuid(hex),
    state: { associationId: uuid(hex), arn: arn("ssm", `association/${uuid(hex)}`) },
  }),
  "aws:ssm/document:Document": named(
    ({ arn, name }) => arn("ssm", `document/${name}`),
    undefined,
    ({ name }) => ({ id: name, state: { defaultVersion: "1", documentVersion: "1", latestVersion: "1" } }),
  ),
  "aws:ssm/parameter:Parameter": named(({ arn, name }) => arn("ssm", `parameter/${name.replace(/^\//, "")}`)),
};

/** A server of Amazon RDS with the secret that RDS makes for its administrator; ports of the engines that stacks here use. */
function databaseInstance({ arn, hex, input, name, site }: Tools): Computed {
  const identifier = input("identifier") || name;
  const port = input("engine").startsWith("sqlserver") ? 1433 : 5432;
  const address = `${identifier}.c${hex(11)}.${site.region}.rds.${domain(site)}`;
  const secretArn = arn("secretsmanager", `secret:rds!db-${uuid(hex)}-${hex(6)}`);
  return {
    id: `db-${hex(26).toUpperCase()}`,
    state: {
      identifier,
      arn: arn("rds", `db:${identifier}`),
      resourceId: `db-${hex(26).toUpperCase()}`,
      address,
      port,
      endpoint: `${address}:${port}`,
      masterUserSecrets:
        input("manageMasterUserPassword") === "true"
          ? [{ secretArn, secretStatus: "active", kmsKeyId: input("masterUserSecretKmsKeyId") }]
          : [],
    },
  };
}

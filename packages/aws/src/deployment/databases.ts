import { isTrue } from "@ballast/model";
import type { Fields } from "../described.ts";
import { has, keyGrants, of, type DeploymentNeeds } from "./terms.ts";

// Sources: network.ts.

export const databases: Readonly<Record<string, DeploymentNeeds>> = {
  "aws:rds/cluster:Cluster": {
    calls: of("rds", { create: keyGrants, read: "ListTagsForResource" }),
    passes: { iamRoles: "rds", monitoringRoleArn: "monitoring.rds" },
    onlyWith: { "secretsmanager:*": managed },
  },
  "aws:rds/clusterInstance:ClusterInstance": {
    calls: of("rds", { read: "ListTagsForResource" }),
    passes: { monitoringRoleArn: "monitoring.rds" },
    onlyWith: { "secretsmanager:*": managed },
  },
  "aws:rds/instance:Instance": {
    calls: of("rds", {
      create: "kms:GenerateDataKeyWithoutPlaintext kms:Decrypt",
      read: "ListTagsForResource",
      // For a change of how the master password is managed (RDS user guide, "Password management with Secrets
      // Manager").
      update: "kms:DescribeKey kms:CreateGrant secretsmanager:RotateSecret",
    }),
    passes: { monitoringRoleArn: "monitoring.rds", domainIamRoleName: "rds" },
    onlyWith: { "secretsmanager:*": managed },
  },
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": { creates: ["rds"] },
  "aws:rds/eventSubscription:EventSubscription": { creates: ["rds"] },
  "aws:rds/optionGroup:OptionGroup": {
    passes: { "options.optionSettings.value": "rds" },
    creates: ["rds"],
  },
  "aws:rds/parameterGroup:ParameterGroup": { creates: ["rds"] },
  "aws:rds/subnetGroup:SubnetGroup": {
    calls: of("ec2", { create: "DescribeSubnets DescribeVpcs DescribeAvailabilityZones" }),
    creates: ["rds"],
  },
  "aws:secretsmanager/secret:Secret": {
    calls: of("secretsmanager", {
      create: "PutResourcePolicy kms:GenerateDataKey kms:Decrypt",
      update: "PutResourcePolicy DeleteResourcePolicy RestoreSecret",
    }),
    // CloudFormation's handler also reads the value, which the provider does not.
    reads: "secretsmanager:DescribeSecret secretsmanager:GetResourcePolicy",
  },
  "aws:secretsmanager/secretRotation:SecretRotation": {
    calls: of("secretsmanager", {
      create: "RotateSecret DescribeSecret lambda:InvokeFunction",
      read: "DescribeSecret",
      update: "RotateSecret DescribeSecret lambda:InvokeFunction",
      delete: "CancelRotateSecret",
    }),
    onlyWith: { "lambda:*": has("rotationLambdaArn") },
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    calls: of("secretsmanager", {
      create: "PutSecretValue GetSecretValue DescribeSecret kms:GenerateDataKey kms:Decrypt",
      read: "GetSecretValue DescribeSecret",
      update: "UpdateSecretVersionStage PutSecretValue",
      delete: "UpdateSecretVersionStage",
    }),
  },
  "AWS::DirectoryService::MicrosoftAD": {
    // CloudFormation resolves the reference to the generated password with the deployer's permissions.
    calls: of("ds", {
      create: `secretsmanager:GetSecretValue ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress ec2:CreateNetworkInterface
        ec2:CreateSecurityGroup ec2:CreateTags ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DescribeVpcs`,
      delete:
        "ec2:DeleteNetworkInterface ec2:DeleteSecurityGroup ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress",
    }),
  },
};

/** Whether RDS manages the master password in Secrets Manager. */
function managed({ manageMasterUserPassword }: Fields): boolean {
  return isTrue(manageMasterUserPassword);
}

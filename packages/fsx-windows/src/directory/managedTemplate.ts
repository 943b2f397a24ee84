import * as aws from "@pulumi/aws";
import { retentionOptions, stackOutput, fromComputed, isDiscarded } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { DirectoryEdition, type DirectoryArgs } from "./args.ts";

export interface ManagedDirectoryOutputs {
  directoryId: pulumi.Output<string>;
  dnsIps: pulumi.Output<string[]>;
  adminSecretArn: pulumi.Output<string>;
}

/** Half an hour is usual, and a busy day takes longer. */
const patience = "120m";

/** In the form of AWS Directory Service's API. */
const editions: Record<DirectoryEdition, string> = { standard: "Standard", enterprise: "Enterprise" };

/**
 * AWS Managed Microsoft AD through CloudFormation: that has Secrets Manager make up the administrator's password, and
 * hands it to the directory by a reference which it resolves itself. The provider's own resource takes the password as an
 * input, and so it would be in the state.
 */
export function createManagedDirectory(
  name: string,
  args: DirectoryArgs,
  shortName: string,
  child: pulumi.ComponentResourceOptions,
): ManagedDirectoryOutputs {
  const keep = isDiscarded(args.retention) ? "Delete" : "Retain";
  const policies = { DeletionPolicy: keep, UpdateReplacePolicy: keep };
  const template = {
    Resources: {
      Admin: {
        Type: "AWS::SecretsManager::Secret",
        ...policies,
        Properties: {
          Description: `Administrator of the domain ${args.domainName}`,
          GenerateSecretString: {
            SecretStringTemplate: JSON.stringify({ username: "Admin" }),
            GenerateStringKey: "password",
            PasswordLength: 32,
            ExcludePunctuation: true,
          },
        },
      },
      Directory: {
        Type: "AWS::DirectoryService::MicrosoftAD",
        ...policies,
        Properties: {
          Name: args.domainName,
          ShortName: shortName,
          Edition: editions[args.managed?.edition ?? DirectoryEdition.Standard],
          Password: { "Fn::Sub": "{{resolve:secretsmanager:${Admin}:SecretString:password}}" },
          VpcSettings: { VpcId: args.vpcId, SubnetIds: Object.values(args.managed?.subnetIds ?? {}) },
        },
      },
    },
    Outputs: {
      DirectoryId: { Value: { Ref: "Directory" } },
      DnsIpAddresses: { Value: { "Fn::Join": [",", { "Fn::GetAtt": ["Directory", "DnsIpAddresses"] }] } },
      AdminSecretArn: { Value: { Ref: "Admin" } },
    },
  };
  const stack = new aws.cloudformation.Stack(
    `${name}-directory`,
    { templateBody: pulumi.jsonStringify(template) },
    {
      ...child,
      ...retentionOptions(args.retention),
      customTimeouts: { create: patience, update: patience, delete: patience },
    },
  );
  return {
    directoryId: stackOutput(stack.outputs, "DirectoryId"),
    dnsIps: fromComputed(stackOutput(stack.outputs, "DnsIpAddresses"), (list) => list.split(",")),
    adminSecretArn: stackOutput(stack.outputs, "AdminSecretArn"),
  };
}

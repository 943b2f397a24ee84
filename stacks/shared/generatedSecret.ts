import * as aws from "@pulumi/aws";
import {
  type Retention,
  retentionOptions,
  storeProtection,
  waiversOf,
  type Waivers,
  stackOutput,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { ownName } from "./stackName.ts";

export interface GeneratedSecret {
  /** Full ARN; the secret is the text itself, 32 letters and digits. */
  secretArn: pulumi.Output<string>;
  /** Why it may go with its stack and is not rotated, for the stack's output `waivers`. */
  waivers: Waivers;
}

/**
 * A secret whose value AWS makes up. It goes through CloudFormation, because that has Secrets Manager generate the value:
 * any other way would bring it through the program and into the state.
 */
export function generatedSecret(
  role: string,
  {
    description,
    retention,
    retentionReason,
    rotationReason,
  }: {
    description: string;
    retention: Retention;
    retentionReason: string | undefined;
    /** Why Secrets Manager does not change it by itself. */
    rotationReason: string;
  },
): GeneratedSecret {
  const name = ownName(role);
  const keep = { retain: "Retain", discard: "Delete" }[retention];
  const template = {
    Resources: {
      Secret: {
        Type: "AWS::SecretsManager::Secret",
        DeletionPolicy: keep,
        UpdateReplacePolicy: keep,
        Properties: {
          Description: description,
          GenerateSecretString: { PasswordLength: 32, ExcludePunctuation: true },
        },
      },
    },
    Outputs: { SecretArn: { Value: { Ref: "Secret" } } },
  };
  const stack = new aws.cloudformation.Stack(
    name,
    { templateBody: JSON.stringify(template) },
    retentionOptions(retention),
  );
  return {
    secretArn: stackOutput(stack.outputs, "SecretArn"),
    waivers: waiversOf({
      "data-retention": { [`${name} (Secret)`]: storeProtection({ retention, retentionReason }) },
      "secret-rotation": { [`${name} (Secret)`]: { enabled: false, reason: rotationReason } },
    }),
  };
}

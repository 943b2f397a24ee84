import * as aws from "@pulumi/aws";
import { Retention, retentionOptions } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/**
 * A secret whose value AWS makes up. It goes through CloudFormation, because that has Secrets Manager generate the value:
 * any other way would bring it through the program and into the state.
 *
 * @returns its full ARN; the secret is the text itself, 32 letters and digits.
 */
export function generatedSecret(
  name: string,
  { description, retention }: { description: string; retention: Retention },
): pulumi.Output<string> {
  const keep = retention === Retention.Retain ? "Retain" : "Delete";
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
  return stack.outputs.apply((outputs) => outputs["SecretArn"] ?? "");
}

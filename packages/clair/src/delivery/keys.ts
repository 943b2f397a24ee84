import * as aws from "@pulumi/aws";
import { decidedByAccount, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** One key for artifacts, reports and notices; EventBridge, which publishes the notices, may use it too. */
export function createKey(name: string, site: Site, child: pulumi.ComponentResourceOptions): aws.kms.Key {
  return new aws.kms.Key(
    `${name}-key`,
    {
      description: `Artifacts, reports and notices of ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          decidedByAccount(site),
          // EventBridge sends neither KMS nor SNS a condition key with its source, so a condition cannot require one.
          {
            Sid: "Notices",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
          },
        ],
      }),
    },
    child,
  );
}

/** The KMS key that only signs releases. KMS does not rotate asymmetric keys, and never exports the private key. */
export function createSigningKey(
  name: string,
  site: Site,
  child: pulumi.ComponentResourceOptions,
): aws.kms.Key {
  return new aws.kms.Key(
    `${name}-signing-key`,
    {
      description: `Signs releases of ${name}`,
      customerMasterKeySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      deletionWindowInDays: 30,
      policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [decidedByAccount(site)] }),
    },
    child,
  );
}

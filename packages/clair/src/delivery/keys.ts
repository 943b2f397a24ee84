import * as aws from "@pulumi/aws";
import { decidedByAccount, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** One key for artifacts, reports and notices; EventBridge, which publishes those, may use it too. */
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
          // EventBridge says neither to KMS nor to SNS on whose behalf it comes, so no condition can ask for it.
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

/** It signs releases and nothing else; KMS rotates no key of this kind, and keeps its private half to itself. */
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

import { given, type Faults } from "@ballast/contracts";

const fullArn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^:]+-[A-Za-z0-9]{6}$/;

/** What is not a plain text is known only when it is deployed. */
export function checkSecretArn(faults: Faults, path: string, arn: unknown): void {
  if (typeof arn === "string" && !fullArn.test(arn))
    faults.add(
      path,
      `${given(arn)} is not the full ARN of a secret, which ends in a hyphen and six characters; see it with ` +
        "aws secretsmanager describe-secret.",
    );
}

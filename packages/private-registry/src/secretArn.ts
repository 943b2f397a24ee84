import { given, type Faults } from "@ballast/contracts";

/** With its account, region and the six characters that Secrets Manager appends: ECS finds a secret by nothing less. */
const fullArn = /^arn:[a-z-]+:secretsmanager:(?<region>[a-z0-9-]+):\d{12}:secret:[^:]+-[A-Za-z0-9]{6}$/;

export function checkSecretArn(faults: Faults, path: string, arn: unknown, prefix = ""): void {
  if (typeof arn !== "string") return;
  if (!fullArn.test(arn)) {
    faults.add(
      path,
      `${given(arn)} is not the full ARN of a secret; it ends in the name, a hyphen and six characters, without a field.`,
    );
  } else if (!arn.includes(`:secret:${prefix}`)) {
    faults.add(
      path,
      `${given(arn)} has another name than ECR looks for; it must start with ${given(prefix)}.`,
    );
  }
}

export function regionOf(secretArn: string): string {
  return secretArn.split(":")[3] ?? "";
}

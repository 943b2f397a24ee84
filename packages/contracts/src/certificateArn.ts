import { quoted } from "./quoting.ts";
import type { Faults } from "./faults.ts";
import { isLater } from "./secretReference.ts";

/** Elastic Load Balancing API reference, Certificate, CertificateArn: one of ACM, or of IAM (2026-11). */
const certificateArn =
  /^arn:[a-z-]+:(?:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+|iam::\d{12}:server-certificate\/[\w+=,.@/-]+)$/;

/** Refuses what a listener cannot use as its certificate. */
export function checkCertificateArn(faults: Faults, path: string, arn: unknown): void {
  if (arn === undefined || isLater(arn) || (typeof arn === "string" && certificateArn.test(arn))) return;
  faults.add(
    path,
    `${quoted(path, arn)} is not the ARN of a certificate. Use arn:<partition>:acm:<region>:<account>:certificate/<id>, of ` +
      "the load balancer's region.",
  );
}

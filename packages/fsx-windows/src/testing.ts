import { output, type Unwrap } from "@pulumi/pulumi";
import type { DirectoryShape } from "./directory/shape.ts";

// What the tests of this package build with; no component uses it.

export const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
export const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
export const loginSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:share-AbCdEf";
export const joinSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:join-AbCdEf";
export const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/0";

export const directory: DirectoryShape = {
  domainName: "corp.example.com",
  directoryId: "d-0123456789",
  dnsIps: ["10.0.0.10", "10.0.1.10"],
  prefixListId: "pl-0controllers",
};

/** What is inside an output, as the engine would see it. */
export function plain<T>(value: T): Promise<Unwrap<T>> {
  return (output(value) as unknown as { promise(): Promise<Unwrap<T>> }).promise();
}

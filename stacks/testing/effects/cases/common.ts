export const account = "123456789012";
export const region = "eu-central-1";
export const site = { accountId: account, partition: "aws", region };
export const arn = (service: string, resource: string): string =>
  ["arn", "aws", service, region, account, resource].join(":");
export const secretArn = (name: string): string => arn("secretsmanager", `secret:${name}-AbCdEf`);
export const roleArn = (name: string): string => ["arn", "aws", "iam", "", account, `role/${name}`].join(":");
export const kmsKeyArn = arn("kms", "key/0");
export const image = `registry.example.com/plugin@sha256:${"0a".repeat(32)}`;
export const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
export const securityGroupIds = { own: "sg-0own" };

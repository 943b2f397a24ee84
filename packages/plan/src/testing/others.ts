import type { Fields } from "@ballast/model";
import { row, types, type Change } from "./change.ts";

const { group, role, policy, logs, queue, service, tasks, repository, stream, key, stack, table } = types;

const trust = (...services: string[]): string =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: services } }],
  });
const rights = (...statements: object[]): Fields => ({
  policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
});
const read = { Sid: "a", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" };
const list = { Sid: "b", Effect: "Allow", Action: "s3:ListBucket", Resource: ["*"] };
const rule = (port: number, more = {}): Fields => ({
  protocol: "tcp",
  fromPort: port,
  toPort: port,
  cidrBlocks: ["10.0.0.0/8"],
  ...more,
});
const containers = (...all: object[]): Fields => ({ family: "f", containerDefinitions: JSON.stringify(all) });
const web = {
  name: "web",
  image: "nginx:1",
  environment: [
    { name: "A", value: "1" },
    { name: "B", value: "2" },
  ],
};
const template = (properties: object, indent?: number): Fields => ({
  templateBody: JSON.stringify(
    { Resources: { Data: { Type: "AWS::S3::Bucket", Properties: properties } } },
    undefined,
    indent,
  ),
});

/** The same of other types. */
export const otherRespellings: readonly Change[] = [
  row(
    "inline rules in another order",
    group,
    { ingress: [rule(80), rule(443)] },
    { ingress: [rule(443), rule(80)] },
    "same",
  ),
  row(
    "a rule has its defaults, and its protocol as a number",
    group,
    { ingress: [rule(80)] },
    { ingress: [rule(80, { protocol: "6", self: false, securityGroups: [] })] },
    "same",
  ),
  row("a rule opens another port", group, { ingress: [rule(80)] }, { ingress: [rule(81)] }, "update"),
  row("all inline rules are removed", group, { ingress: [rule(80)] }, {}, "same"),
  row("the description is written out", group, {}, { description: "Managed by Pulumi" }, "same"),
  row("the description is another one", group, { description: "a" }, { description: "b" }, "replace"),
  row(
    "managed policies in another order",
    role,
    { assumeRolePolicy: trust("a"), managedPolicyArns: ["a", "b"] },
    { assumeRolePolicy: trust("a"), managedPolicyArns: ["b", "a"] },
    "same",
  ),
  row(
    "a trust in another order",
    role,
    { assumeRolePolicy: trust("a", "b") },
    { assumeRolePolicy: trust("b", "a") },
    "same",
  ),
  row(
    "a trust in more services",
    role,
    { assumeRolePolicy: trust("a") },
    { assumeRolePolicy: trust("a", "b") },
    "update",
  ),
  row(
    "the path of a role is written out",
    role,
    { assumeRolePolicy: trust("a") },
    { assumeRolePolicy: trust("a"), path: "/", maxSessionDuration: 3600 },
    "same",
  ),
  row(
    "statements and actions in another order",
    policy,
    rights(read, list),
    rights(
      { ...list, Action: ["s3:ListBucket"], Resource: "*" },
      { ...read, Action: ["s3:PutObject", "s3:GetObject"] },
    ),
    "same",
  ),
  row("a statement allows more", policy, rights(read), rights({ ...read, Action: "s3:*" }), "update"),
  row("logGroupClass is written out", logs, {}, { logGroupClass: "STANDARD" }, "same"),
  row("logGroupClass is another one", logs, {}, { logGroupClass: "INFREQUENT_ACCESS" }, "replace"),
  row(
    "defaults of a queue are written out",
    queue,
    {},
    { delaySeconds: 0, messageRetentionSeconds: 345600, fifoQueue: false },
    "same",
  ),
  row("a queue keeps messages for a day", queue, {}, { messageRetentionSeconds: 86400 }, "update"),
  row(
    "the spec of a key is written out",
    key,
    {},
    { customerMasterKeySpec: "SYMMETRIC_DEFAULT", isEnabled: true },
    "same",
  ),
  row("the spec of a key is another one", key, {}, { customerMasterKeySpec: "RSA_2048" }, "replace"),
  row(
    "billing of a table is written out",
    table,
    { hashKey: "a", attributes: [{ name: "a", type: "S" }] },
    { hashKey: "a", attributes: [{ name: "a", type: "S" }], billingMode: "PROVISIONED" },
    "same",
  ),
  row(
    "the encryption of a repository is written out",
    repository,
    {},
    { encryptionConfigurations: [{ encryptionType: "AES256" }] },
    "same",
  ),
  row(
    "the encryption of a repository is removed",
    repository,
    { encryptionConfigurations: [{ encryptionType: "KMS" }] },
    {},
    "same",
  ),
  row(
    "the mode of a stream is written out",
    stream,
    { shardCount: 2 },
    { shardCount: 2, streamModeDetails: { streamMode: "PROVISIONED" } },
    "same",
  ),
  row(
    "the circuit breaker of a service is removed",
    service,
    { deploymentCircuitBreaker: { enable: true, rollback: true } },
    {},
    "same",
  ),
  row(
    "the count of a daemon",
    service,
    { schedulingStrategy: "DAEMON", desiredCount: 1 },
    { schedulingStrategy: "DAEMON", desiredCount: 2 },
    "same",
  ),
  row(
    "containers with defaults, variables in another order",
    tasks,
    containers(web),
    containers({ ...web, essential: true, environment: [...web.environment].reverse(), mountPoints: [] }),
    "same",
  ),
  row("another image", tasks, containers(web), containers({ ...web, image: "nginx:2" }), "replace"),
  row(
    "a template is formatted",
    stack,
    template({ BucketName: "b" }),
    template({ BucketName: "b" }, 2),
    "same",
  ),
  row("a template changes", stack, template({ BucketName: "b" }), template({ BucketName: "c" }), "update"),
  row("a removed name becomes a generated one", logs, { name: "a-name" }, {}, "replace"),
];

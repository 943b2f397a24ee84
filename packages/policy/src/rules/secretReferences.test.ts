import fc from "fast-check";
import { check } from "../index.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { changed, madeUp, type Inputs } from "../testing/resources.ts";
import { secretReferenceRules } from "./secretReferences.ts";
import { aws } from "@ballast/aws";

const pullThroughCache = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule";
const proxy = "aws:rds/proxy:Proxy";
const userPolicy = "aws:iam/userPolicy:UserPolicy";

const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:team/db-AbCdEf";
const cacheSecret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf";
const parameter = "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/team/db";

interface Containers {
  secret?: unknown;
  credentials?: unknown;
  option?: unknown;
  share?: unknown;
}

function task(containers: Containers): Inputs {
  return {
    containerDefinitions: JSON.stringify([
      {
        name: "web",
        secrets: [{ name: "DB", valueFrom: containers.secret ?? `${secret}:password::` }],
        repositoryCredentials: { credentialsParameter: containers.credentials ?? secret },
        logConfiguration: {
          logDriver: "splunk",
          secretOptions: [{ name: "splunk-token", valueFrom: containers.option ?? parameter }],
        },
      },
    ]),
    volumes: [
      { name: "data" },
      {
        name: "share",
        fsxWindowsFileServerVolumeConfiguration: {
          authorizationConfig: { credentialsParameter: containers.share ?? secret },
        },
      },
    ],
  };
}

const policy = (Resource: unknown): Inputs => ({
  policy: JSON.stringify({
    Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource }],
  }),
});

const variables = (value: unknown): Inputs => ({
  environment: { environmentVariables: [{ name: "DB", type: "SECRETS_MANAGER", value }] },
});

const logOf = (valueFrom: unknown): Inputs => ({
  serviceConnectConfiguration: {
    enabled: true,
    logConfiguration: { logDriver: "splunk", secretOptions: [{ name: "splunk-token", valueFrom }] },
  },
});

const registry = (credential: unknown): Inputs => ({
  environment: { registryCredential: { credential, credentialProvider: "SECRETS_MANAGER" } },
});

const others = (NotResource: unknown): Inputs => ({
  policy: JSON.stringify({ Statement: [{ Effect: "Deny", Action: "s3:*", NotResource }] }),
});

const good = () => [
  madeUp(aws.taskDefinition, "task", task({})),
  madeUp(pullThroughCache, "cache", { credentialArn: cacheSecret }),
  madeUp(pullThroughCache, "open", {}),
  madeUp(aws.project, "build", variables(`${secret}:password`)),
  madeUp(aws.project, "image", registry(secret)),
  madeUp(aws.service, "service", logOf(`${secret}:token::`)),
  madeUp(aws.rolePolicy, "others", others("arn:aws:s3:::bucket/*")),
  madeUp(aws.windowsFileSystem, "files", {
    selfManagedActiveDirectory: { domainJoinServiceAccountSecret: secret },
  }),
  madeUp(proxy, "proxy", { auths: [{ secretArn: secret }] }),
  madeUp(aws.rolePolicy, "role", policy([secret, parameter, "*"])),
  madeUp(aws.role, "inline", { inlinePolicies: [policy("arn:aws:s3:::bucket/a folder/*")] }),
  madeUp(userPolicy, "user", policy("arn:aws:iam::123456789012:user/${aws:username}")),
];

/** Every place, by the rule and by what puts a value there. */
const places: [rule: string, type: string, name: string, put: (value: unknown) => Inputs][] = [
  ["ecs-secret-references", aws.taskDefinition, "task", (value) => task({ secret: value })],
  ["ecs-secret-references", aws.taskDefinition, "task", (value) => task({ credentials: value })],
  ["ecs-secret-references", aws.taskDefinition, "task", (value) => task({ option: value })],
  ["ecs-secret-references", aws.taskDefinition, "task", (value) => task({ share: value })],
  ["secret-references", pullThroughCache, "cache", (value) => ({ credentialArn: value })],
  ["secret-references", aws.project, "build", variables],
  ["secret-references", aws.project, "image", registry],
  ["secret-references", aws.service, "service", logOf],
  ["iam-resource-arns", aws.rolePolicy, "others", others],
  [
    "secret-references",
    aws.windowsFileSystem,
    "files",
    (value) => ({ selfManagedActiveDirectory: { domainJoinServiceAccountSecret: value } }),
  ],
  ["secret-references", proxy, "proxy", (value) => ({ auths: [{ secretArn: value }] })],
  ["iam-resource-arns", aws.rolePolicy, "role", policy],
  ["iam-resource-arns", aws.rolePolicy, "role", (value) => policy([secret, value])],
  ["iam-resource-arns", userPolicy, "user", policy],
  ["iam-resource-arns", aws.role, "inline", (value) => ({ inlinePolicies: [policy(value)] })],
];

itShowsEachRule(
  secretReferenceRules,
  good,
  places.map(([rule, type, name, put]) => [
    rule,
    () => changed(good(), type, put("hunter2-Password"), name),
    "",
  ]),
);

const mark = "hunter2";
/** Texts in clear, and what only looks like an ARN. */
const clear = fc.oneof(
  fc.string().map((text) => mark + text),
  fc.string().map((text) => text.replace(/^arn/i, "") + mark),
  fc.constantFrom(
    `arn:aws:secretsmanager:${mark}`,
    `arn:aws:secretsmanager:eu-central-1:12345:secret:${mark}-AbCdEf`,
    `arn:aws:secretsmanager:eu-central-1:${mark}`,
    `ARN:AWS:SECRETSMANAGER:EU-CENTRAL-1:123456789012:SECRET:${mark}-ABCDEF`,
    ` ${secret}${mark} `,
    `/${mark}/password`,
  ),
);

it.each(places)("%s finds what is not an ARN in %s %s, and never quotes it", (rule, type, name, put) => {
  fc.assert(
    fc.property(clear, (value) => {
      const rules = secretReferenceRules.filter(({ id }) => id === rule);
      const findings = check(changed(good(), type, put(value), name), {}, { rules });
      expect(findings).toHaveLength(1);
      expect(JSON.stringify(findings)).not.toContain(mark);
    }),
  );
});

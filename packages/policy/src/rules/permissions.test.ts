import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc from "fast-check";
import { check } from "../check.ts";
import { broken, without } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, madeUp, type Inputs } from "../testing/resources.ts";
import { permissionRules } from "./permissions.ts";

const account = "123456789012";
const key = arnOf("key");
const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:secret-AbCdEf";

function trust(
  service: string,
  condition: Inputs = { StringEquals: { "aws:SourceAccount": account } },
): string {
  const statement = {
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sts:AssumeRole",
  };
  return JSON.stringify({ Statement: [{ ...statement, Condition: condition }] });
}

type Allowed = [action: string | string[], resource: string, condition?: Inputs];

function policy(...allowed: Allowed[]): string {
  return JSON.stringify({
    Statement: allowed.map(([Action, Resource, Condition]) => ({
      Effect: "Allow",
      Action,
      Resource,
      ...(Condition && { Condition }),
    })),
  });
}

function role(name: string, service: string, users: string[], ...allowed: Allowed[]): Resource[] {
  return [
    madeUp(aws.role, name, { assumeRolePolicy: trust(service) }),
    madeUp(
      aws.rolePolicy,
      `${name}-policy`,
      { role: name, policy: policy(...allowed) },
      { dependsOn: [users[0] ?? ""] },
    ),
  ];
}

const through = { StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" } };
const logs: Allowed = [["logs:CreateLogStream", "logs:PutLogEvents"], `${arnOf("logs")}:*`];
const reads: Allowed = ["secretsmanager:GetSecretValue", secret];
const opens: Allowed = ["kms:Decrypt", key, through];
const restarts: Allowed = ["ecs:UpdateService", "arn:aws:ecs:eu-central-1:123456789012:service/main/web"];

/** A task that writes logs and reads a secret behind a key, and a schedule that renews it. */
function good(): Resource[] {
  const uses = (...names: string[]) => ({ dependsOn: names.map((name) => madeUp(aws.role, name).urn) });
  return [
    madeUp(aws.key, "key"),
    madeUp(aws.secret, "secret", { kmsKeyId: key }, { state: { arn: secret } }),
    madeUp(aws.logGroup, "logs"),
    madeUp(aws.fileSystem, "files"),
    ...role("execution", "ecs-tasks", [], logs, reads, opens),
    ...role(
      "task",
      "ecs-tasks",
      [],
      ["elasticfilesystem:ClientMount", arnOf("files")],
      ["sqs:SendMessage", "*"],
    ),
    ...role("renewal", "scheduler", [], restarts),
    madeUp(
      aws.taskDefinition,
      "web-task",
      {
        executionRoleArn: arnOf("execution"),
        taskRoleArn: arnOf("task"),
        containerDefinitions: JSON.stringify([
          {
            name: "web",
            image: "public.ecr.aws/nginx/nginx:1.29",
            secrets: [{ name: "PASSWORD", valueFrom: secret }],
            mountPoints: [{ sourceVolume: "pages", readOnly: true }],
            logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "logs" } },
          },
        ]),
        volumes: [
          {
            name: "pages",
            efsVolumeConfiguration: { fileSystemId: "files", authorizationConfig: { iam: "ENABLED" } },
          },
        ],
      },
      uses("execution", "task"),
    ),
    madeUp(
      aws.schedule,
      "renewal",
      {
        target: {
          arn: "arn:aws:scheduler:::aws-sdk:ecs:updateService",
          roleArn: arnOf("renewal"),
          input: JSON.stringify({ Cluster: "main", Service: "web", ForceNewDeployment: true }),
        },
      },
      uses("renewal"),
    ),
    ...received(),
  ];
}

/** A topic of which a key's and its own policy let CloudWatch and EventBridge in, a queue and a function. */
function received(): Resource[] {
  const lets = (
    action: string | string[],
    resource: string,
    services = ["events", "cloudwatch"],
  ): Inputs => ({
    Effect: "Allow",
    Principal: { Service: services.map((one) => `${one}.amazonaws.com`) },
    Action: action,
    Resource: resource,
  });
  const topic = `arn:aws:sns:eu-central-1:${account}:alarms`;
  const queue = `arn:aws:sqs:eu-central-1:${account}:queue`;
  const worker = `arn:aws:lambda:eu-central-1:${account}:function:worker`;
  const keys = lets(["kms:Decrypt", "kms:GenerateDataKey*"], "*");
  return [
    madeUp(aws.key, "letting", { policy: JSON.stringify({ Statement: [keys] }) }),
    madeUp(aws.topic, "alarms", { kmsMasterKeyId: "alias/alarms" }, { state: { arn: topic } }),
    madeUp(aws.alias, "alias", { targetKeyId: "letting" }, { state: { name: "alias/alarms" } }),
    madeUp(aws.topicPolicy, "alarms-policy", {
      arn: topic,
      policy: JSON.stringify({ Statement: [lets("sns:Publish", topic)] }),
    }),
    madeUp(aws.metricAlarm, "busy", { alarmActions: [topic], okActions: [topic] }),
    madeUp(aws.compositeAlarm, "all", { insufficientDataActions: [topic] }),
    madeUp(aws.eventRule, "rule"),
    madeUp(aws.eventTarget, "tell", { rule: "rule", arn: topic, deadLetterConfig: { arn: queue } }),
    madeUp(aws.queue, "queue", {}, { state: { arn: queue } }),
    madeUp("aws:sqs/queuePolicy:QueuePolicy", "queue-policy", {
      queueUrl: "queue",
      policy: JSON.stringify({ Statement: [lets("sqs:SendMessage", queue)] }),
    }),
    madeUp(aws.eventTarget, "run", { rule: "rule", arn: worker }),
    madeUp(aws.lambdaFunction, "worker", {}, { state: { arn: worker } }),
    madeUp(aws.lambdaPermission, "worker-permission", {
      function: "worker",
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      sourceArn: arnOf("rule"),
    }),
  ];
}

const onlyFor = (service: string, action: string | string[]): string =>
  JSON.stringify({
    Statement: { Effect: "Allow", Principal: { Service: service }, Action: action, Resource: "*" },
  });

const withPolicy = (name: string, ...allowed: Allowed[]) =>
  broken(aws.rolePolicy, { policy: policy(...allowed) }, `${name}-policy`);
const more =
  (...ones: Resource[]) =>
  (stack: readonly Resource[]) => [...stack, ...ones];

itShowsEachRule(permissionRules, good, [
  [
    "iam-missing (F.0.30)",
    withPolicy("execution", logs, opens),
    "does not allow secretsmanager:GetSecretValue on arn:aws:secretsmanager",
  ],
  ["iam-missing", withPolicy("execution", logs, reads), "does not allow kms:Decrypt on"],
  [
    "iam-missing",
    withPolicy("execution", logs, reads, [
      "kms:Decrypt",
      key,
      { StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" } },
    ]),
    "does not allow kms:Decrypt on",
  ],
  [
    "iam-missing",
    withPolicy("renewal", ["ecs:UpdateService", "arn:aws:ecs:eu-central-1:123456789012:service/main/other"]),
    "does not allow ecs:UpdateService on",
  ],
  [
    "iam-missing",
    broken(aws.role, { assumeRolePolicy: trust("events") }, "renewal"),
    "does not trust scheduler.amazonaws.com",
  ],
  [
    "iam-missing",
    broken(
      aws.role,
      {
        assumeRolePolicy: trust("scheduler", {
          ArnLike: { "aws:SourceArn": "arn:aws:scheduler:eu-central-1:123456789012:schedule-group/other" },
        }),
      },
      "renewal",
    ),
    "does not trust scheduler.amazonaws.com, with which renewal assumes it",
  ],
  [
    "iam-missing",
    more(
      madeUp(aws.rolePolicy, "guard", {
        role: "execution",
        policy: JSON.stringify({ Statement: { Effect: "Deny", Action: "logs:Put*", Resource: "*" } }),
      }),
    ),
    "does not allow logs:PutLogEvents on arn:aws:any:eu-central-1:123456789012:logs:log-stream:stream, needed to write the logs of web in web-task: guard, statement 1 denies it",
  ],
  [
    "iam-missing",
    more(
      madeUp(aws.fileSystemPolicy, "closed", {
        fileSystemId: "files",
        policy: JSON.stringify({
          Statement: {
            Effect: "Deny",
            Principal: "*",
            Action: "*",
            Resource: "*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        }),
      }),
    ),
    "does not allow elasticfilesystem:ClientMount on arn:aws:any:eu-central-1:123456789012:files, needed to mount the volume pages of web-task: the policy of files, statement 1 denies it",
  ],
  [
    "iam-missing",
    broken(aws.topicPolicy, { policy: onlyFor("cloudwatch.amazonaws.com", "sns:Publish") }),
    "does not allow events.amazonaws.com sns:Publish, for the target tell",
  ],
  [
    "iam-missing",
    without(aws.topicPolicy),
    "does not allow events.amazonaws.com sns:Publish, for the target tell",
  ],
  [
    "iam-missing",
    broken(aws.topicPolicy, { policy: onlyFor("events.amazonaws.com", "sns:Publish") }),
    "does not allow cloudwatch.amazonaws.com sns:Publish, for the alarm busy",
  ],
  [
    "iam-missing",
    broken(
      aws.key,
      { policy: onlyFor("cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"]) },
      "letting",
    ),
    "is encrypted with letting, which does not allow events.amazonaws.com kms:Decrypt, for the target tell",
  ],
  [
    "iam-missing",
    broken(aws.topic, { kmsMasterKeyId: "alias/aws/sns" }, "alarms"),
    "is encrypted with alias/aws/sns, which cloudwatch.amazonaws.com cannot use, for the alarm busy",
  ],
  [
    "iam-missing",
    without("aws:sqs/queuePolicy:QueuePolicy"),
    "does not allow events.amazonaws.com sqs:SendMessage, for the target tell",
  ],
  [
    "iam-missing",
    broken(aws.lambdaPermission, { sourceArn: arnOf("other") }),
    "does not allow events.amazonaws.com lambda:InvokeFunction, for the target run",
  ],
  [
    "iam-service-trust",
    broken(aws.role, { assumeRolePolicy: trust("scheduler", {}) }, "renewal"),
    "trusts scheduler.amazonaws.com without a condition on the account",
  ],
  [
    "iam-unneeded (F.0.30)",
    withPolicy("renewal", restarts, ["ecs:DeleteService", "*"]),
    "allows ecs:DeleteService in statement 2 on *, which nothing in this stack calls",
  ],
  [
    "iam-unneeded",
    withPolicy("execution", logs, reads, opens, ["kms:Encrypt", key]),
    "allows kms:Encrypt in statement 4",
  ],
  [
    "iam-unneeded",
    withPolicy("task", [["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], arnOf("files")]),
    "allows elasticfilesystem:ClientWrite in statement 1",
  ],
]);

const found = (stack: readonly Resource[]): string[] =>
  check(stack, {}, { rules: permissionRules }).map(({ rule, part = "" }) => `${rule} ${part}`);

it("judges nothing that a program of the user's calls, and nothing that an unknown part does with a role", () => {
  expect(
    found(withPolicy("task", ["elasticfilesystem:ClientMount", arnOf("files")], ["dynamodb:*", "*"])(good())),
  ).toEqual([]);
  const wide = withPolicy("renewal", restarts, ["ecs:DeleteService", "*"])(good());
  const other = madeUp(
    "aws:lambda/function:Function",
    "job",
    { role: arnOf("renewal") },
    { dependsOn: [madeUp(aws.role, "renewal").urn] },
  );
  expect(found(wide)).toEqual(["iam-unneeded statement 2 ecs:DeleteService"]);
  expect(found([...wide, other])).toEqual([]);
});

it("lets a boundary limit what is allowed, and a policy of AWS's that are unknown excuse it", () => {
  const boundary = madeUp(aws.policy, "boundary", { policy: policy(["logs:*", "*"]) });
  const limited = broken(
    aws.role,
    { permissionsBoundary: arnOf("boundary") },
    "renewal",
  )([...good(), boundary]);
  expect(found(limited)).toEqual([expect.stringContaining("iam-missing ecs:UpdateService on")]);
  const attached = madeUp(aws.rolePolicyAttachment, "more", {
    role: "renewal",
    policyArn: "arn:aws:iam::123456789012:policy/other",
  });
  expect(found([...withPolicy("renewal")(good()), attached])).toEqual([]);
});

it("does not take for missing, or for denied, what keys decide of which no plan knows", () => {
  const bound = (Condition: Inputs) =>
    withPolicy("renewal", ["ecs:UpdateService", restarts[1], Condition])(good());
  expect(found(bound({ StringEquals: { "aws:PrincipalOrgID": "o-1" } }))).toEqual([]);
  expect(found(bound({ StringEquals: { "aws:ResourceAccount": account } }))).toEqual([]);
  expect(found(bound({ StringEquals: { "aws:ResourceAccount": "999999999999" } }))).toEqual([
    expect.stringMatching(/^iam-missing ecs:UpdateService/),
    expect.stringMatching(/^iam-unneeded/),
  ]);
  const outside = {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } },
  };
  const guard = madeUp(aws.rolePolicy, "guard", {
    role: "renewal",
    policy: JSON.stringify({ Statement: outside }),
  });
  expect(found([...good(), guard])).toEqual([]);
  const ofOrganization = { StringEquals: { "aws:SourceAccount": account, "aws:SourceOrgID": "o-1" } };
  const trusted = broken(aws.role, { assumeRolePolicy: trust("scheduler", ofOrganization) }, "renewal");
  expect(found(trusted(good()))).toEqual([]);
});

describe("what another team's stack may have", () => {
  const instance = (...more: Resource[]): Resource[] => [
    madeUp(aws.role, "host", { assumeRolePolicy: trust("ec2", {}) }),
    madeUp(aws.rolePolicy, "host-policy", { role: "host", policy: policy(["dynamodb:GetItem", "*"]) }),
    madeUp(aws.instanceProfile, "profile", { role: "host" }, { dependsOn: [madeUp(aws.role, "host").urn] }),
    madeUp(aws.instance, "machine", { iamInstanceProfile: "profile" }),
    ...more,
  ];

  it("asks nothing of an instance that nobody manages, and judges nothing that its image may call", () => {
    expect(found(instance())).toEqual([]);
  });

  it("goes on where a condition has an operator that there is not", () => {
    const broken = withPolicy("renewal", [
      "ecs:UpdateService",
      restarts[1],
      { StringEqual: { "aws:PrincipalOrgID": "o" } },
    ]);
    expect(found(broken(withPolicy("execution", logs, opens)(good())))).toEqual([
      expect.stringMatching(/^iam-missing secretsmanager:GetSecretValue on/),
    ]);
  });

  it("finds that a key's own policy lets nobody in", () => {
    const closed = (Principal: Inputs): readonly Resource[] =>
      broken(aws.key, {
        policy: JSON.stringify({ Statement: { Effect: "Allow", Principal, Action: "kms:*", Resource: "*" } }),
      })(good());
    expect(found(closed({ AWS: "arn:aws:iam::123456789012:role/other" }))).toEqual([
      expect.stringMatching(/^iam-missing kms:Decrypt on/),
    ]);
    expect(found(closed({ AWS: "arn:aws:iam::123456789012:root" }))).toEqual([]);
  });

  it("quotes no reference that may be the secret itself", () => {
    for (const valueFrom of ["hunter2", "/9j_hunter2", "arn:hunter2", "arn:aws:ssm:hunter2"]) {
      const stack = broken(
        aws.taskDefinition,
        ({ inputs }) => {
          inputs["containerDefinitions"] = JSON.stringify([
            { name: "web", secrets: [{ name: "A", valueFrom }] },
          ]);
        },
        "web-task",
      )(good());
      expect(JSON.stringify(check(stack, {}, { rules: permissionRules }))).not.toContain("hunter2");
    }
  });

  it("takes a service by the name that it has in a region", () => {
    const regional = trust("scheduler.eu-central-1");
    expect(found(broken(aws.role, { assumeRolePolicy: regional }, "renewal")(good()))).toEqual([]);
  });
});

describe("any spelling of a policy", () => {
  const needed: { action: string; resource: string; condition?: Inputs }[] = [
    { action: "logs:CreateLogStream", resource: `${arnOf("logs")}:*` },
    { action: "logs:PutLogEvents", resource: `${arnOf("logs")}:*` },
    { action: "secretsmanager:GetSecretValue", resource: secret },
    { action: "kms:Decrypt", resource: key, condition: through },
  ];
  /** Patterns that name an action and, of those that are called, no other. */
  const spelled = (action: string): fc.Arbitrary<string> => {
    const [service = "", name = ""] = action.split(":");
    return fc.constantFrom(
      action,
      action.toUpperCase(),
      action.toLowerCase(),
      `${service}:${name.slice(0, 4)}*`,
      `${service}:*${name.slice(3)}`,
      `${service}:${name.slice(0, -1)}?`,
    );
  };
  const placed = (resource: string): fc.Arbitrary<string> =>
    fc.constantFrom(resource, "*", resource.replace(/[^:]*$/, "*"), resource.replace("eu-central-1", "*"));
  const listed = (value: string): fc.Arbitrary<string | string[]> =>
    fc.constantFrom<string | string[]>(value, [value], [value, "sqs:none"]);
  const statement = ({ action, resource, condition }: (typeof needed)[number]): fc.Arbitrary<Inputs> =>
    fc.record({
      Effect: fc.constantFrom("Allow", "allow"),
      Action: spelled(action).chain(listed),
      Resource: placed(resource),
      ...(condition && {
        Condition: fc.constantFrom(condition, {
          StringLike: { "KMS:viaservice": "secretsmanager.*.amazonaws.com" },
        }),
      }),
    });
  const withStatements = (statements: Inputs[]): readonly Resource[] =>
    broken(aws.rolePolicy, { policy: JSON.stringify({ Statement: statements }) }, "execution-policy")(good());
  const missing = (stack: readonly Resource[]): string[] =>
    check(stack, {}, { rules: permissionRules.filter(({ id }) => id === "iam-missing") }).map(
      ({ part = "" }) => part.split(" ")[0] ?? "",
    );

  it("allows what it allows (1,000 policies), and lacks what is taken from it or denied (2,000)", () => {
    fc.assert(
      fc.property(
        fc
          .tuple(...needed.map(statement))
          .chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
        (statements) => expect(missing(withStatements(statements))).toEqual([]),
      ),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.tuple(...needed.map(statement)), fc.nat(needed.length - 1), (statements, at) => {
        expect(missing(withStatements(statements.filter((_one, index) => index !== at)))).toEqual([
          needed[at]?.action,
        ]);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(
        fc.tuple(...needed.map(statement)),
        fc
          .nat(needed.length - 1)
          .chain((at) =>
            fc.tuple(fc.constant(at), spelled(needed[at]?.action ?? ""), placed(needed[at]?.resource ?? "")),
          ),
        (statements, [at, Action, Resource]) => {
          const denied = [...statements, { Effect: "Deny", Action, Resource }];
          expect(missing(withStatements(denied))).toEqual([needed[at]?.action]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

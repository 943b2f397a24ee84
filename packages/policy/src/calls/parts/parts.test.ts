import { stackOf } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { arnOf, madeUp, type Inputs } from "../../testing/resources.ts";
import { callsIn } from "../index.ts";

const role = madeUp(aws.role, "role");
const roleArn = arnOf("role");
const at = "eu-central-1:123456789012";
const secretArn = `arn:aws:secretsmanager:${at}:secret:db-AbCdEf`;
const queue = `arn:aws:sqs:${at}:dead`;

/** What is called with the role, `action resource`, and why more may be. */
function calledBy(...others: Resource[]): { calls: string[]; open: string | undefined } {
  const stack = stackOf([
    role,
    ...others.map((one) => (namesIt(one) ? { ...one, dependsOn: [role.urn] } : one)),
  ]);
  const { made, open } = callsIn(stack);
  const own = made.filter((call) => call.role.urn === role.urn && call.isCertain !== false);
  const asked = own.flatMap(({ requests }) =>
    requests.map(({ action, resource }) => `${action} ${resource}`),
  );
  const [why] = [...open].flatMap(([one, because]) => (one.urn === role.urn ? [because] : []));
  return { calls: [...new Set(asked)].sort(), open: why };
}

it("knows the calls of what is created with tags, whose id are unknown before, and a parameter that AWS publishes", () => {
  const stack = stackOf([
    role,
    {
      ...machine({
        One: task("arn:aws:states:::aws-sdk:ec2:createSnapshot", {
          TagSpecifications: [{ ResourceType: "snapshot", Tags: [{ Key: "Name", Value: "data" }] }],
          VolumeId: "vol-0",
        }),
        Two: task("arn:aws:states:::aws-sdk:ssm:getParameter", { Name: "/aws/service/ecs/image_id" }),
      }),
      dependsOn: [role.urn],
    },
  ]);
  const region = at.split(":")[0];
  expect(
    callsIn(stack).made.flatMap(({ requests }) =>
      requests.map(({ action, resource }) => `${action} ${resource}`),
    ),
  ).toEqual(
    expect.arrayContaining([
      `ec2:CreateSnapshot arn:aws:ec2:${region}::snapshot/*`,
      `ec2:CreateSnapshot arn:aws:ec2:${at}:volume/vol-0`,
      `ec2:CreateTags arn:aws:ec2:${region}::snapshot/*`,
      `ssm:GetParameter arn:aws:ssm:${region}::parameter/aws/service/ecs/image_id`,
    ]),
  );
});

function optionGroup(parent: string | null): Resource {
  const optionSettings = [{ name: "IAM_ROLE_ARN", value: roleArn }];
  const options = [{ optionName: "SQLSERVER_BACKUP_RESTORE", optionSettings }];
  return madeUp(aws.optionGroup, "options", { options }, { parent });
}

function namesIt({ inputs }: Resource): boolean {
  return JSON.stringify(inputs).includes(roleArn) || inputs["role"] === "role";
}

const machine = (states: Inputs): Resource =>
  madeUp(aws.stateMachine, "machine", { roleArn, definition: JSON.stringify({ States: states }) });
const task = (Resource: string, Parameters: Inputs = {}): Inputs => ({ Type: "Task", Resource, Parameters });
const schedule = (arn: string, more: Inputs = {}): Resource =>
  madeUp(aws.schedule, "schedule", { target: { arn, roleArn, ...more } });
const definition = madeUp(aws.taskDefinition, "definition", {
  executionRoleArn: arnOf("execution"),
  taskRoleArn: arnOf("task"),
});
const family = [definition, madeUp(aws.role, "execution"), madeUp(aws.role, "task")];
const runsTask = [
  `ecs:RunTask ${arnOf("definition")}`,
  `iam:PassRole ${arnOf("execution")}`,
  `iam:PassRole ${arnOf("task")}`,
];

it.each<[string, Resource[], string[]]>([
  [
    "states within maps and branches",
    [
      machine({
        One: {
          Type: "Parallel",
          Branches: [
            { States: { A: task("arn:aws:states:::sns:publish", { TopicArn: "arn:aws:sns:x:1:t" }) } },
          ],
        },
        Two: {
          Type: "Map",
          ItemProcessor: {
            States: {
              B: task("arn:aws:states:::lambda:invoke", { FunctionName: "arn:aws:lambda:x:1:function:f" }),
            },
          },
        },
        Three: { Type: "Map", Iterator: { States: { C: task(`arn:aws:lambda:${at}:function:g`) } } },
      }),
    ],
    [
      "lambda:InvokeFunction arn:aws:lambda:x:1:function:f",
      `lambda:InvokeFunction arn:aws:lambda:${at}:function:g`,
      "sns:Publish arn:aws:sns:x:1:t",
    ],
  ],
  [
    "operations of the SDK under the SDK's names",
    [
      machine({
        One: task("arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups"),
        Two: task("arn:aws:states:::aws-sdk:ecs:updateService.waitForTaskToken", {
          Cluster: "main",
          Service: "web",
        }),
      }),
    ],
    [`ecs:UpdateService arn:aws:ecs:${at}:service/main/web`, `logs:DescribeLogGroups *`],
  ],
  [
    "a task that a state runs",
    [
      machine({ One: task("arn:aws:states:::ecs:runTask", { TaskDefinition: arnOf("definition") }) }),
      ...family,
    ],
    runsTask,
  ],
  [
    "a schedule's target, and what it",
    [schedule(`arn:aws:states:${at}:stateMachine:m`, { deadLetterConfig: { arn: queue } })],
    [`sqs:SendMessage ${queue}`, `states:StartExecution arn:aws:states:${at}:stateMachine:m`],
  ],
  [
    "a task that a schedule runs",
    [
      schedule(`arn:aws:ecs:${at}:cluster/main`, {
        ecsParameters: { taskDefinitionArn: arnOf("definition") },
      }),
      ...family,
    ],
    runsTask,
  ],
  [
    "a target that is an address, and a machine that logs",
    [
      madeUp(aws.eventTarget, "target", { arn: `arn:aws:events:${at}:api-destination/d/1`, roleArn }),
      madeUp(aws.stateMachine, "machine", {
        roleArn,
        definition: JSON.stringify({ States: {} }),
        tracingConfiguration: { enabled: true },
      }),
    ],
    [
      `events:InvokeApiDestination arn:aws:events:${at}:api-destination/d/1`,
      ...["GetSamplingRules", "GetSamplingTargets", "PutTelemetryRecords", "PutTraceSegments"].map(
        (action) => `xray:${action} *`,
      ),
    ],
  ],
  [
    "a target of EventBridge",
    [madeUp(aws.eventTarget, "target", { arn: `arn:aws:codebuild:${at}:project/p`, roleArn })],
    [`codebuild:StartBuild arn:aws:codebuild:${at}:project/p`],
  ],
  [
    "a build with artifacts, an image and secrets of its own",
    [
      madeUp(aws.project, "project", {
        serviceRole: roleArn,
        artifacts: { type: "S3", location: "kept/builds" },
        logsConfig: { cloudwatchLogs: { status: "DISABLED" } },
        environment: {
          image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/builders:1`,
          imagePullCredentialsType: "SERVICE_ROLE",
          environmentVariables: [
            { name: "A", type: "PARAMETER_STORE", value: "/team/a" },
            {
              name: "B",
              type: "SECRETS_MANAGER",
              value: secretArn,
            },
          ],
        },
        source: {
          buildspec:
            "version: 0.2\nphases:\n  build:\n    commands:\n      - aws s3 cp out.txt s3://kept/out.txt\n",
        },
      }),
      madeUp(aws.bucket, "kept", {}, { state: { name: "kept", arn: "arn:aws:s3:::kept", bucket: "kept" } }),
      madeUp(aws.bucketEncryption, "kept-encryption", {
        bucket: "kept",
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: `arn:aws:kms:${at}:key/k`,
            },
          },
        ],
      }),
    ],
    [
      `ecr:BatchGetImage arn:aws:ecr:${at}:repository/builders`,
      "ecr:GetAuthorizationToken *",
      `ecr:GetDownloadUrlForLayer arn:aws:ecr:${at}:repository/builders`,
      `kms:Decrypt arn:aws:kms:${at}:key/k`,
      `kms:GenerateDataKey arn:aws:kms:${at}:key/k`,
      "s3:GetBucketAcl arn:aws:s3:::kept",
      "s3:GetBucketLocation arn:aws:s3:::kept",
      "s3:PutObject arn:aws:s3:::kept/object",
      "s3:PutObject arn:aws:s3:::kept/out.txt",
      `secretsmanager:GetSecretValue ${secretArn}`,
      `ssm:GetParameters arn:aws:ssm:${at}:parameter/team/a`,
    ],
  ],
  [
    "an option group that writes backup files to its component's bucket",
    [
      optionGroup("urn:pulumi:test-dev::ballast::a:b:C::database"),
      madeUp(aws.bucket, "files", {}, { parent: "urn:pulumi:test-dev::ballast::a:b:C::database" }),
      madeUp(aws.bucket, "another"),
    ],
    [
      ...[
        "AbortMultipartUpload",
        "GetObject",
        "GetObjectAttributes",
        "ListMultipartUploadParts",
        "PutObject",
      ].map((action) => `s3:${action} ${arnOf("files")}/file`),
      ...["GetBucketLocation", "ListBucket"].map((action) => `s3:${action} ${arnOf("files")}`),
    ],
  ],
])("knows the calls of %s", (_what, others, calls) => {
  expect(calledBy(...others)).toEqual({ calls: [...calls].sort(), open: undefined });
});

it.each<[string, Resource[], RegExp]>([
  [
    "backup files in a bucket that nobody names",
    [optionGroup(null)],
    /the bucket to which options writes is unknown/,
  ],
  [
    "a state that it does not know",
    [machine({ One: task("arn:aws:states:::glue:startJobRun") })],
    /the calls of machine cannot be read/,
  ],
  [
    "a target that it does not know",
    [schedule("arn:aws:scheduler:::aws-sdk:new:doThis")],
    /the calls of schedule cannot be read/,
  ],
  [
    "an action of a pipeline that it does not know",
    [
      madeUp(aws.pipeline, "pipeline", {
        roleArn,
        stages: [{ actions: [{ name: "Go", provider: "Jenkins" }] }],
      }),
    ],
    /the calls of the action Go of pipeline are unknown/,
  ],
  [
    "a build whose specification lies in the source",
    [madeUp(aws.project, "project", { serviceRole: roleArn, source: { buildspec: "ci.yml" } })],
    /the build project cannot be read/,
  ],
  [
    "a part of another type",
    [madeUp("aws:lambda/function:Function", "job", { role: roleArn })],
    /the calls of job with role are unknown/,
  ],
  [
    "a deployment to a bucket",
    [
      madeUp(aws.pipeline, "pipeline", {
        roleArn,
        stages: [{ actions: [{ name: "Go", provider: "S3", configuration: { BucketName: "site" } }] }],
      }),
    ],
    /the calls of the action Go of pipeline are unknown/,
  ],
  [
    "a build of what the source says",
    [
      madeUp(aws.project, "project", {
        serviceRole: roleArn,
        source: { buildspec: "version: 0.2\nphases:\n  build:\n    commands:\n      - make deploy\n" },
      }),
    ],
    /the build project cannot be read/,
  ],
  [
    "snapshots that are copied to another region",
    [
      madeUp(aws.lifecyclePolicy, "backup", {
        executionRoleArn: roleArn,
        policyDetails: { resourceTypes: ["VOLUME"], schedules: [{ crossRegionCopyRules: [{}] }] },
      }),
    ],
    /the calls of backup are unknown/,
  ],
  ["nobody", [], /nothing in the stack uses role/],
])("says that more may be called with a role for %s", (_what, others, why) => {
  expect(calledBy(...others).open).toMatch(why);
});

it("shows of a command what it does, and nothing that may be secret", () => {
  const build = (command: string): Resource =>
    madeUp(aws.project, "project", {
      serviceRole: roleArn,
      source: { buildspec: `version: 0.2\nphases:\n  build:\n    commands:\n      - ${command}\n` },
    });
  const stack = stackOf([
    role,
    { ...build("aws ssm put-parameter --name /a --value hunter2"), dependsOn: [role.urn] },
  ]);
  const shown = JSON.stringify(callsIn(stack).made.map(({ why, requests }) => [why, requests]));
  expect(shown).toContain("for a command of project: aws ssm put-parameter");
  expect(shown).not.toContain("hunter2");
});

it("lets the agent of an instance pull and log for tasks that have no role for it", () => {
  const script =
    "#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\naws ec2 describe-volumes --volume-ids vol-1\n";
  const { calls, open } = calledBy(
    madeUp(aws.instanceProfile, "profile", { role: "role" }),
    madeUp(aws.launchTemplate, "template", {
      iamInstanceProfile: { arn: arnOf("profile") },
      userData: Buffer.from(script).toString("base64"),
    }),
    madeUp(aws.group, "group", { launchTemplate: { id: "template" } }),
    madeUp(aws.capacityProvider, "provider", {
      autoScalingGroupProvider: { autoScalingGroupArn: arnOf("group") },
    }),
    madeUp(aws.service, "service", { taskDefinition: arnOf("definition") }),
    madeUp(aws.taskDefinition, "definition", {
      networkMode: "awsvpc",
      containerDefinitions: JSON.stringify([
        {
          name: "web",
          image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1`,
          logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "logs" } },
        },
      ]),
    }),
  );
  expect(open).toBeUndefined();
  for (const one of [
    "ec2:DescribeVolumes *",
    `ecr:BatchGetImage arn:aws:ecr:${at}:repository/web`,
    "ecs:DiscoverPollEndpoint *",
    `logs:PutLogEvents arn:aws:logs:${at}:log-group:logs:log-stream:stream`,
  ])
    expect(calls).toContain(one);
});

import { gzipSync } from "node:zlib";
import { aws } from "@ballast/aws";
import { check } from "../index.ts";
import { broken, inContainer } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { plainSecretRules } from "./plainSecrets.ts";

const container = (settings: Inputs) => inContainer((one) => Object.assign(one, settings));
const project = (inputs: Inputs) => broken(aws.project, inputs);
const base64 = (text: string) => Buffer.from(text).toString("base64");

const good = () => [...goodStack(), madeUp(aws.project, "build", { source: { buildspec: "version: 0.2" } })];

itShowsEachRule(plainSecretRules, good, [
  [
    "ecs-environment-secrets (F.0.3)",
    container({ environment: [{ name: "DB_PASSWORD", value: "x" }] }),
    "contains a secret in plain text in its environment: DB_PASSWORD sounds like a secret",
  ],
  [
    "ecs-environment-secrets (F.0.3)",
    container({ environment: [{ name: "URL", value: "postgres://app:hunter2@db/shop" }] }),
    "contains a secret in plain text in its environment: URL holds a URL with a password",
  ],
  [
    "ecs-environment-secrets",
    container({ command: ["server", "--password", "hunter2"] }),
    "contains a secret in plain text in its command: password sounds like a secret",
  ],
  [
    "ecs-environment-secrets",
    container({ entryPoint: ["sh", "-c", "export MYSQL_PWD=hunter2; exec server"] }),
    "contains a secret in plain text in its entryPoint: MYSQL_PWD",
  ],
  [
    "ecs-environment-secrets",
    container({ dockerLabels: { "db.password": "hunter2" } }),
    "in its label db.password",
  ],
  [
    "ecs-environment-secrets",
    container({ healthCheck: { command: ["CMD-SHELL", "curl -u admin:hunter2 localhost || exit 1"] } }),
    "in its healthCheck: a password is passed on",
  ],
  [
    "ecs-environment-secrets",
    container({ logConfiguration: { logDriver: "splunk", options: { "splunk-token": "hunter2" } } }),
    "in its log option splunk-token",
  ],
  [
    "ecs-environment-secrets",
    broken(aws.taskDefinition, {
      volumes: [
        {
          name: "share",
          dockerVolumeConfiguration: {
            driver: "local",
            driverOpts: { type: "cifs", o: "username=me,password=hunter2" },
          },
        },
      ],
    }),
    "volume share contains a secret in plain text in its driver option o",
  ],
  [
    "codebuild-secrets",
    project({ environment: { environmentVariables: [{ name: "API_TOKEN", value: "hunter2" }] } }),
    "has API_TOKEN in plain text",
  ],
  [
    "codebuild-secrets",
    project({ source: { buildspec: "version: 0.2\nenv:\n  variables:\n    NPM_TOKEN: hunter2\n" } }),
    "contains a secret in plain text in its buildspec: NPM_TOKEN",
  ],
  [
    "plain-secrets",
    broken(aws.launchTemplate, { userData: base64("#!/bin/bash\nexport DB_PASSWORD=hunter2\n") }),
    "contains a secret in plain text in its user data: DB_PASSWORD sounds like a secret",
  ],
]);

const found = (type: string, inputs: Inputs): string[] =>
  check([madeUp(type, "one", inputs)], {}, { rules: plainSecretRules }).map(({ message }) => message);

const script = "#!/bin/bash\nexport DB_PASSWORD=hunter2\n";
const definition = JSON.stringify({
  containerOverrides: [{ name: "web", environment: [{ name: "DB_PASSWORD", value: "hunter2" }] }],
});
const template = (parameter: object, more = {}) =>
  JSON.stringify({ Parameters: { DbPassword: { Type: "String", ...parameter } }, Resources: {}, ...more });

it.each<[type: string, inputs: Inputs]>([
  [aws.launchTemplate, { userData: gzipSync(script).toString("base64") }],
  [aws.launchTemplate, { tags: { Note: "postgres://app:hunter2@db/shop" } }],
  [aws.instance, { userData: script }],
  [aws.instance, { userDataBase64: gzipSync(script).toString("base64") }],
  [
    aws.instance,
    { userData: `#cloud-config\nwrite_files:\n  - encoding: b64\n    content: ${base64(script)}\n` },
  ],
  [aws.launchConfiguration, { userData: script }],
  [aws.spotInstanceRequest, { userDataBase64: base64(script) }],
  [aws.spotFleetRequest, { launchSpecifications: [{ userData: script }] }],
  ["aws:lambda/function:Function", { environment: { variables: { DB_PASSWORD: "hunter2" } } }],
  ["aws:cloudwatch/eventTarget:EventTarget", { input: definition }],
  ["aws:scheduler/schedule:Schedule", { target: { input: definition } }],
  ["aws:sfn/stateMachine:StateMachine", { definition }],
  [aws.parameter, { type: "String", name: "/app/size", insecureValue: "postgres://app:hunter2@db/shop" }],
  [aws.association, { parameters: { AdminPassword: "hunter2" } }],
  [aws.association, { parameters: { commands: "net user admin; export DB_PASSWORD=hunter2" } }],
  [
    "aws:ssm/document:Document",
    { content: JSON.stringify({ mainSteps: [{ inputs: { runCommand: [script] } }] }) },
  ],
  [aws.stack, { templateBody: template({}), parameters: { DbPassword: "hunter2" } }],
  [aws.stack, { templateBody: template({ NoEcho: true, Default: "hunter2" }) }],
  [aws.stack, { templateBody: template({ NoEcho: true }, { Outputs: { Token: { Value: "hunter2" } } }) }],
  [
    "aws:batch/jobDefinition:JobDefinition",
    { containerProperties: JSON.stringify({ command: ["x", "--token", "hunter2"] }) },
  ],
  [
    aws.pipeline,
    {
      stages: [
        {
          actions: [
            {
              name: "build",
              configuration: { EnvironmentVariables: '[{"name":"NPM_TOKEN","value":"hunter2"}]' },
            },
          ],
        },
      ],
    },
  ],
  ["aws:sqs/queue:Queue", { tags: { password: "hunter2" } }],
  ["aws:glue/connection:Connection", { connectionProperties: { USERNAME: "app", PASSWORD: "hunter2" } }],
  [
    "aws:cloudfront/distribution:Distribution",
    { origins: [{ customHeaders: [{ name: "X-Api-Token", value: "hunter2" }] }] },
  ],
  [aws.topicSubscription, { protocol: "https", endpoint: "https://app:hunter2@example.com/alarms" }],
  [
    aws.topicSubscription,
    { protocol: "https", endpoint: "https://example.com/alarms?token=hunter2hunter2hunter2" },
  ],
  [aws.project, { source: { type: "GITHUB", location: "https://me:hunter2@github.com/team/app.git" } }],
  [aws.project, { source: { buildspec: "version: 0.2\nenv: { variables: { NPM_TOKEN: hunter2 } }\n" } }],
  [aws.pipeline, { stages: [{ actions: [{ name: "a", configuration: { OAuthToken: "hunter2" } }] }] }],
  [
    aws.pipeline,
    { stages: [{ actions: [{ name: "a", configuration: { UserParameters: '{"password":"hunter2"}' } }] }] },
  ],
  [aws.pipeline, { stages: [], variables: [{ name: "NPM_TOKEN", defaultValue: "hunter2" }] }],
  ["aws:apigateway/integration:Integration", { uri: "https://app:hunter2@example.com/" }],
  ["aws:apigatewayv2/stage:Stage", { stageVariables: { dbPassword: "hunter2" } }],
  ["aws:route53/record:Record", { type: "TXT", records: ["user=me password=hunter2"] }],
  ["aws:cloudwatch/dashboard:Dashboard", { dashboardBody: '{"text":"postgres://app:hunter2@db/shop"}' }],
  [
    "aws:cloudwatch/eventTarget:EventTarget",
    { httpTarget: { headerParameters: { "X-Api-Key": "hunter2" } } },
  ],
  [
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
    {
      taskInvocationParameters: {
        runCommandParameters: { parameters: [{ name: "commands", values: ["export DB_PASSWORD=hunter2"] }] },
      },
    },
  ],
  [
    "aws:ssm/document:Document",
    { content: JSON.stringify({ parameters: { DbPassword: { type: "String", default: "hunter2" } } }) },
  ],
  [
    aws.launchTemplate,
    { tagSpecifications: [{ resourceType: "instance", tags: { DbPassword: "hunter2" } }] },
  ],
  [aws.instance, { userData: "#cloud-config\nchpasswd:\n  list: |\n    root:hunter2\n" }],
  [aws.instance, { userData: "<powershell>\nnet user backup hunter2pw /add\n</powershell>" }],
  [
    "aws:cloudwatch/eventTarget:EventTarget",
    { httpTarget: { headerParameters: { Location: "https://app:hunter2hunter2@example.com/x" } } },
  ],
  [
    "aws:lambda/function:Function",
    { environment: { variables: { SETTINGS: base64('{"password":"hunter2"}') } } },
  ],
])("finds what %s shows in %j", (type, inputs) => {
  expect(found(type, inputs)).toEqual([expect.stringMatching(/^contains a secret in plain text in its /)]);
  expect(found(type, inputs).join()).not.toContain("hunter2");
});

it.each<[type: string, inputs: Inputs]>([
  [aws.stack, { templateBody: template({ NoEcho: "true" }), parameters: { DbPassword: "hunter2" } }],
  [aws.parameter, { type: "SecureString", name: "/app/password", value: "hunter2" }],
  [
    aws.project,
    {
      environment: {
        environmentVariables: [{ name: "API_TOKEN", value: "/app/token", type: "PARAMETER_STORE" }],
      },
    },
  ],
  [
    aws.project,
    {
      source: {
        buildspec:
          "version: 0.2\nenv:\n  secrets-manager:\n    NPM_TOKEN: npm:token\n    DB_PASSWORD: db-login\n  variables:\n    MODE: prod\n",
      },
    },
  ],
  [
    aws.project,
    { source: { buildspec: JSON.stringify({ env: { "parameter-store": { NPM_TOKEN: "npm-token" } } }) } },
  ],
  [
    "aws:lambda/function:Function",
    { environment: { variables: { DB_SECRET_ARN: "arn:aws:secretsmanager:x:1:secret:db" } } },
  ],
  ["aws:glue/connection:Connection", { connectionProperties: { SECRET_ID: "db-login" } }],
  [aws.instance, { userData: '#!/bin/bash\nDB_PASSWORD=$(aws ssm get-parameter --name "/db/password")\n' }],
  [aws.topicSubscription, { protocol: "https", endpoint: "https://example.com/alarms?token=$TOKEN" }],
  [aws.pipeline, { stages: [{ actions: [{ name: "a", configuration: { OAuthToken: "[secret]" } }] }] }],
  // Made for a secret: the provider hides it.
  ["aws:amplify/app:App", { oauthToken: "hunter2" }],
  [aws.instance, { userData: "#!/bin/bash\nexport PWD='/app'\n" }],
  [aws.instance, { userData: '#!/bin/bash\nsqlcmd -S db -U sa -P "$SA_PASSWORD" -Q "select 1"\n' }],
  [aws.instance, { userData: "<powershell>\nnet user guest /active:no\n</powershell>" }],
  ["aws:sqs/queue:Queue", { tags: { Note: "Basic understanding of things" } }],
])("finds nothing that %s shows in %j", (type, inputs) => expect(found(type, inputs)).toEqual([]));

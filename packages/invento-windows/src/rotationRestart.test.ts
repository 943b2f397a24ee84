import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { RotationRestart, type RotationRestartArgs } from "./index.ts";

const account = "123456789012";
const secretArn = `arn:aws:secretsmanager:eu-central-1:${account}:secret:rds!db-1-AbCdEf`;
const serviceArn = `arn:aws:ecs:eu-central-1:${account}:service/main/invento`;
const typical: RotationRestartArgs = {
  site: { accountId: account, partition: "aws", region: "eu-central-1" },
  secretArn,
  clusterArn: `arn:aws:ecs:eu-central-1:${account}:cluster/main`,
  serviceArn,
};
const build = (args: Partial<RotationRestartArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new RotationRestart("invento", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "rotationRestart.identity.txt"),
  grown: () => {
    build();
    new RotationRestart("other", typical);
  },
  added: [
    "ballast-invento-windows:index:RotationRestart other",
    "other > aws:cloudwatch/eventRule:EventRule other-rotated",
    "other > aws:cloudwatch/eventTarget:EventTarget other-restart",
    "other > aws:iam/role:Role other-restart",
    "other > aws:iam/role:Role other-start",
    "other > aws:iam/rolePolicy:RolePolicy other-restart",
    "other > aws:iam/rolePolicy:RolePolicy other-start",
    "other > aws:sfn/stateMachine:StateMachine other-restart",
  ],
  refusals: {
    "a name that IAM has no room for": {
      build: () => new RotationRestart("i".repeat(60), typical),
      paths: ["name"],
    },
  },
});

const documentOf = (text: unknown) => JSON.parse(text as string) as unknown;

it("starts when this secret has a new value, and at no other time (F.8.5)", async () => {
  const recording = await record(() => build());
  expect(documentOf(recording.the("aws:cloudwatch/eventRule:EventRule").inputs["eventPattern"])).toEqual({
    source: ["aws.secretsmanager"],
    "detail-type": ["Secret Label Updated"],
    resources: [secretArn],
    detail: { labelUpdated: ["AWSCURRENT"] },
  });
  const machine = recording.the("aws:sfn/stateMachine:StateMachine");
  expect(recording.the("aws:cloudwatch/eventTarget:EventTarget").inputs).toMatchObject({
    rule: recording.the("aws:cloudwatch/eventRule:EventRule").state["name"],
    arn: machine.state["arn"],
    roleArn: recording.the("aws:iam/role:Role", "invento-start").state["arn"],
  });
});

it("asks ECS for a new deployment of the service, and tries again when ECS is busy (F.8.5)", async () => {
  const recording = await record(() => build());
  expect(documentOf(recording.the("aws:sfn/stateMachine:StateMachine").inputs["definition"])).toMatchObject({
    StartAt: "Restart",
    States: {
      Restart: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ecs:updateService",
        Parameters: { Cluster: typical.clusterArn, Service: serviceArn, ForceNewDeployment: true },
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 6 }],
        End: true,
      },
    },
  });
});

it("may do this to this service, and nothing else (F.8.5)", async () => {
  const recording = await record(() => build());
  const machineArn = recording.the("aws:sfn/stateMachine:StateMachine").state["arn"];
  const ruleArn = recording.the("aws:cloudwatch/eventRule:EventRule").state["arn"];
  const statement = (name: string) =>
    documentOf(recording.the("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]);
  expect(statement("invento-restart")).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["ecs:UpdateService"], Resource: [serviceArn] }],
  });
  expect(statement("invento-start")).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["states:StartExecution"], Resource: [machineArn] }],
  });
  const trust = (name: string) => recording.the("aws:iam/role:Role", name).inputs["assumeRolePolicy"];
  expect(documentOf(trust("invento-start"))).toMatchObject({
    Statement: [
      {
        Principal: { Service: "events.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": ruleArn } },
      },
    ],
  });
  expect(documentOf(trust("invento-restart"))).toMatchObject({
    Statement: [
      {
        Principal: { Service: "states.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  });
});

it("works in every partition", async () => {
  const recording = await record(() =>
    build({ site: { ...typical.site, partition: "aws-cn", region: "cn-north-1" } }),
  );
  expect(recording.the("aws:sfn/stateMachine:StateMachine").inputs["definition"]).toContain(
    "arn:aws-cn:states:::aws-sdk:ecs:updateService",
  );
});

import { words } from "@ballast/model";
import { resourceType, typesWhere } from "../catalogue.ts";
import { deploymentActions } from "./actions.ts";
import { deploymentOf, handlersOf, handlersWith, typesWithCalls } from "./known.ts";
import { deploymentSteps } from "./terms.ts";

const named = (type: string, step: (typeof deploymentSteps)[number], inputs: Record<string, unknown> = {}) =>
  deploymentActions(type, step, inputs).map(({ action }) => action);

it("takes CloudFormation's handlers, and what the provider calls besides", () => {
  const type = "aws:ec2/internetGateway:InternetGateway";
  expect(named(type, "create")).toEqual(
    expect.arrayContaining(["ec2:CreateInternetGateway", "ec2:AttachInternetGateway"]),
  );
  expect(named("aws:cloudwatch/eventTarget:EventTarget", "delete")).toEqual(["events:RemoveTargets"]);
});

it("leaves out what a resource's inputs do not ask for", () => {
  const scanning = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";
  expect(named(scanning, "create", { scanType: "BASIC" }).join()).not.toMatch(/inspector2|iam:/);
  expect(named(scanning, "create", { scanType: "ENHANCED" })).toEqual(
    expect.arrayContaining(["inspector2:Enable", "iam:CreateServiceLinkedRole"]),
  );
  const pipeline = (provider: string) => ({ stages: [{ actions: [{ provider }] }] });
  const connections = ["codeconnections:PassConnection", "codestar-connections:PassConnection"];
  const pipelineType = "aws:codepipeline/pipeline:Pipeline";
  expect(named(pipelineType, "update", pipeline("CodeStarSourceConnection"))).toEqual(
    expect.arrayContaining(connections),
  );
  expect(named(pipelineType, "update", pipeline("S3")).filter((one) => connections.includes(one))).toEqual(
    [],
  );
});

it("hands on a role to the service that its property is for", () => {
  const inputs = { taskRoleArn: "arn:aws:iam::123456789012:role/web" };
  expect(deploymentActions("aws:ecs/taskDefinition:TaskDefinition", "create", inputs)).toContainEqual({
    action: "iam:PassRole",
    passes: { service: "ecs-tasks.amazonaws.com", roles: [inputs.taskRoleArn] },
  });
  expect(named("aws:ecs/taskDefinition:TaskDefinition", "create")).not.toContain("iam:PassRole");
  expect(named("aws:ecs/taskDefinition:TaskDefinition", "delete", inputs)).not.toContain("iam:PassRole");
});

/** Handlers that name iam:CreateServiceLinkedRole for what nobody here uses. */
const noLinkedRole: Record<string, string> = {
  "aws:backup/selection:Selection": "its plan is there before it, and has it made",
  "aws:ec2/flowLog:FlowLog": "a delivery to Amazon Data Firehose (VPC user guide, 'Flow logs to Firehose')",
  "aws:ssm/association:Association":
    "AWSServiceRoleForAmazonSSM collects inventory and data for Explorer, which no association of a document here does",
};

it("knows which service-linked roles CloudFormation's handlers create", () => {
  const types = handlersWith("iam:CreateServiceLinkedRole").filter((type) => type.startsWith("aws:"));
  const creates = (type: string) =>
    (resourceType(type)?.linkedRoles ?? []).length + (deploymentOf(type).creates ?? []).length > 0;
  expect(types.filter((type) => !creates(type)).sort()).toEqual(Object.keys(noLinkedRole).sort());
  expect(types.length).toBeGreaterThan(15);
});

/** Handlers that name iam:PassRole for what the provider has no property for. */
const noPassedRole: Record<string, string> = {
  "aws:backup/plan:Plan": "a plan names no role; its selections do",
  "aws:efs/fileSystem:FileSystem": "a replication, which is a resource of its own for the provider",
  "aws:ssm/document:Document":
    "assumeRole in a document's content: a runbook, which Systems Manager runs later",
};

it("knows which properties of types take a role where CloudFormation's handlers hand one on", () => {
  const types = handlersWith("iam:PassRole").filter((type) => type.startsWith("aws:"));
  expect(types.filter((type) => deploymentOf(type).passes === undefined).sort()).toEqual(
    Object.keys(noPassedRole).sort(),
  );
});

it("says nothing of a type that nobody registers, and writes actions as IAM does", () => {
  const registered = typesWhere(({ computed }) => computed !== undefined);
  expect(typesWithCalls().filter((type) => !registered.includes(type))).toEqual([]);
  const all = registered.flatMap((type) => [
    ...Object.values(handlersOf(type) ?? {}),
    ...Object.values(deploymentOf(type).calls ?? {}),
    deploymentOf(type).reads ?? "",
  ]);
  expect(all.flatMap(words).filter((action) => !/^[a-z0-9-]+:[A-Za-z0-9]+\*?$/.test(action))).toEqual([]);
});

it("reads something of every type that takes anything, and says why of the others", () => {
  const types = typesWhere(({ computed }) => computed !== undefined);
  const empty = types.filter((type) => deploymentSteps.every((step) => named(type, step).length === 0));
  const reasons = empty.map((type) => `${type}: ${deploymentOf(type).none ?? "?"}`);
  process.stdout.write(`${types.length} types; no action of the deployer's: ${reasons.join("; ")}\n`);
  expect(empty.filter((type) => deploymentOf(type).none === undefined)).toEqual([]);
  // A call that has been made is not read again.
  expect(types.filter((type) => !empty.includes(type) && named(type, "read").length === 0)).toEqual([
    "aws:lambda/invocation:Invocation",
  ]);
});

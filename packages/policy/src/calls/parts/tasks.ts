import type { Context } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import {
  containers,
  fields,
  isFields,
  isTrue,
  list,
  text,
  type Fields,
  type Resource,
  type Stack,
  type PlainSite,
} from "@ballast/model";
import { concerning } from "../../dependencies.ts";
import { logsOf, pullOf, readOf } from "./stores.ts";
import { arnAt, arnOf, asking, callsOfEach, roleOf, type Caller, type Calls, type MadeCall } from "./made.ts";

/**
 * Calls of the Systems Manager agent for commands, on an instance or in a container with ECS Exec (ECS
 * developer guide, 2026-11).
 */
export const commandChannel = [
  "CreateControlChannel",
  "CreateDataChannel",
  "OpenControlChannel",
  "OpenDataChannel",
].map((action) => `ssmmessages:${action}`);

export function callsOfTasks(stack: Stack, place: PlainSite): Calls {
  return callsOfEach(stack, stack.ofType(aws.taskDefinition), (definition, { made, open }) => {
    const execution = roleOf(stack, definition.inputs["executionRoleArn"]);
    const task = roleOf(stack, definition.inputs["taskRoleArn"]);
    if (execution) made.push(...startOf(definition, { stack, role: execution, place }));
    if (task) {
      made.push(
        ...mountsOf(definition, { stack, role: task, place }),
        ...commandsOf(definition, stack, task),
      );
      open.set(task, `the calls of the images of ${definition.name} are not in any plan`);
    }
  });
}

/**
 * The calls that ECS makes with the execution role before the first container starts, and while containers
 * write logs.
 */
export function startOf(definition: Resource, caller: Caller): MadeCall[] {
  const { inputs, name } = definition;
  const all = containers(inputs);
  const secrets = all.flatMap((one) => [
    ...[...list(one["secrets"]), ...list(fields(one["logConfiguration"])["secretOptions"])].map(
      (secret) => fields(secret)["valueFrom"],
    ),
    credentialsOf(one),
  ]);
  const shares = list(inputs["volumes"])
    .map((volume) => fields(volume)["fsxWindowsFileServerVolumeConfiguration"])
    .filter(isFields);
  const logins = shares.map((share) => fields(share["authorizationConfig"])["credentialsParameter"]);
  return [
    ...all.flatMap((one) => [
      ...pullOf(text(one["image"]), `to pull the image of ${text(one["name"])} in ${name}`, caller),
      ...logsOf(
        fields(one["logConfiguration"]),
        `to write the logs of ${text(one["name"])} in ${name}`,
        caller,
      ),
    ]),
    ...[...new Set([...secrets, ...logins].map(text))]
      .filter((reference) => reference !== "")
      .flatMap((reference) => readOf(reference, `to fetch a secret for ${name}`, caller)),
    ...filesOf(all).map((arn) => ({
      role: caller.role,
      why: `to fetch a file for ${name}`,
      requests: [
        ...asking(["s3:GetObject"], [arn]),
        ...asking(["s3:GetBucketLocation"], [arn.replace(/\/.*$/, "")]),
      ],
    })),
    // The ECS agent reads the file system's DNS name (amazon-ecs-agent, taskresource/fsxwindowsfileserver,
    // 2026-11).
    ...(shares.length > 0
      ? [
          {
            role: caller.role,
            why: `to mount the shares of ${name}`,
            requests: asking(["fsx:DescribeFileSystems"], ["*"]),
          },
        ]
      : []),
  ];
}

/**
 * The ARN of a registry credentials secret. Empty if the secret is given by name, because its ARN is then
 * unknown.
 */
function credentialsOf(container: Fields): string {
  const given = text(fields(container["repositoryCredentials"])["credentialsParameter"]);
  return given.startsWith("arn:") ? given : "";
}

/**
 * Environment files, FireLens configurations and credential specifications in S3 (ECS developer guide,
 * "Amazon ECS task execution IAM role", 2026-11).
 */
function filesOf(all: readonly Fields[]): string[] {
  const named = all.flatMap((one) => [
    ...list(one["environmentFiles"]).map((file) => text(fields(file)["value"])),
    text(fields(fields(one["firelensConfiguration"])["options"])["config-file-value"]),
    ...list(one["credentialSpecs"]).map((given) =>
      text(given).replace(/^credentialspec(?:domainless)?:/, ""),
    ),
  ]);
  return [...new Set(named.filter((value) => value.split(":")[2] === "s3"))];
}

/**
 * With IAM authorization, EFS checks whether the task role may mount and write (EFS user guide, "Using IAM to
 * control file system data access", 2026-11).
 */
function mountsOf(definition: Resource, { stack, role, place }: Caller): MadeCall[] {
  const all = containers(definition.inputs);
  return list(definition.inputs["volumes"])
    .map(fields)
    .flatMap((volume) => {
      const efs = fields(volume["efsVolumeConfiguration"]);
      const { iam, accessPointId } = fields(efs["authorizationConfig"]);
      const id = text(efs["fileSystemId"]);
      if (iam !== "ENABLED" || id === "") return [];
      const system =
        arnOf(stack, aws.fileSystem, id) ?? arnAt(place, "elasticfilesystem", `file-system/${id}`);
      const point = arnOf(stack, aws.accessPoint, accessPointId);
      const writes = all.some((one) =>
        list(one["mountPoints"])
          .map(fields)
          .some(({ sourceVolume, readOnly }) => sourceVolume === volume["name"] && !isTrue(readOnly)),
      );
      const actions = ["ClientMount", ...(writes ? ["ClientWrite"] : [])].map(
        (one) => `elasticfilesystem:${one}`,
      );
      const context: Context = {
        "aws:SecureTransport": String(efs["transitEncryption"] === "ENABLED"),
        "elasticfilesystem:AccessedViaMountTarget": "true",
        // Without an access point, the request has no such condition key.
        "elasticfilesystem:AccessPointArn": point ?? (accessPointId === undefined ? [] : text(accessPointId)),
      };
      const why = `to mount the volume ${text(volume["name"])} of ${definition.name}`;
      return [
        { role, why, requests: asking(actions, [system], context) },
        // Not certain: without an access point, the image decides whether the container writes as root.
        {
          role,
          why,
          isCertain: false,
          requests: asking(["elasticfilesystem:ClientRootAccess"], [system], context),
        },
      ];
    });
}

function commandsOf(definition: Resource, stack: Stack, role: Resource): MadeCall[] {
  const services = stack
    .ofType(aws.service)
    .filter((one) =>
      concerning(
        stack,
        one,
        definition,
        () => stack.referred(aws.taskDefinition, one.inputs["taskDefinition"]) === definition,
      ),
    );
  const open = services.filter(({ inputs }) => isTrue(inputs["enableExecuteCommand"]));
  const why = `for commands in the containers of ${definition.name}`;
  const requests = asking(commandChannel, ["*"]);
  // A principal that runs the definition directly may turn on ECS Exec.
  if (services.length === 0) return [{ role, why, isCertain: false, requests }];
  return open.length > 0 ? [{ role, why, requests }] : [];
}

/** Whether only AWS services make a call to an action, independent of the program that runs in a task. */
export const isOfService = (action: string): boolean =>
  /^(elasticfilesystem:client|ssmmessages:)/i.test(action);

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

/** What the agent of Systems Manager calls for commands, on an instance or by ECS Exec in a container (ECS developer guide, 2026-11). */
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

/** What ECS does with the execution role before the first container runs, and while they write logs. */
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
    // The agent asks for the share's DNS name (amazon-ecs-agent, taskresource/fsxwindowsfileserver, 2026-11).
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

/** A secret, by its ARN; which one a name is, only the account knows. */
function credentialsOf(container: Fields): string {
  const given = text(fields(container["repositoryCredentials"])["credentialsParameter"]);
  return given.startsWith("arn:") ? given : "";
}

/**
 * Files of variables, of FireLens and of credential specifications in buckets (ECS developer guide, "Amazon ECS task execution IAM role",
 * 2026-11).
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

/** With IAM, EFS asks whether the task may mount and write (EFS user guide, "Using IAM to control file system data access", 2026-11). */
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
        // Without an access point, the request surely lacks it.
        "elasticfilesystem:AccessPointArn": point ?? (accessPointId === undefined ? [] : text(accessPointId)),
      };
      const why = `to mount the volume ${text(volume["name"])} of ${definition.name}`;
      return [
        { role, why, requests: asking(actions, [system], context) },
        // As whom a container without an access point writes is for its image to say.
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
  // Who else runs the definition may ask for them.
  if (services.length === 0) return [{ role, why, isCertain: false, requests }];
  return open.length > 0 ? [{ role, why, requests }] : [];
}

/** What is asked of AWS only by its services, whatever program runs in a task. */
export const isOfService = (action: string): boolean =>
  /^(elasticfilesystem:client|ssmmessages:)/i.test(action);

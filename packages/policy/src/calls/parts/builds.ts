import type { Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import {
  block,
  fields,
  list,
  text,
  type Fields,
  type Resource,
  type Stack,
  type PlainSite,
} from "@ballast/model";
import { concerning } from "../../dependencies.ts";
import { callsInBuild } from "../build.ts";
import { bucketArn, logGroupArn, parameterNamed, pullOf, readOf, writingLogs } from "./stores.ts";
import { arnAt, arnOf, asking, callsOfEach, roleOf, type Caller, type Calls, type MadeCall } from "./made.ts";
import { keyArn } from "./keys.ts";
import { requestsOf } from "../requests.ts";
import { ofRole } from "../ofRole.ts";
import { certaintyOf, nameOf } from "../scriptCall.ts";

/**
 * Additional KMS actions that builds and pipelines need for their artifacts' key (CodeBuild user guide,
 * "Encrypt build outputs using a customer managed key", read 2026-11-25).
 */
const moreOfKey = ["DescribeKey", "Encrypt", "ReEncryptFrom", "ReEncryptTo"].map((action) => `kms:${action}`);
const reading = ["s3:GetObject", "s3:GetObjectVersion"];

/**
 * Required for builds in a VPC (CodeBuild user guide, "Allow CodeBuild access to AWS services required to
 * create a VPC network interface", 2026-11).
 */
const describing = ["DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs"].map(
  (what) => `ec2:Describe${what}`,
);

export function callsOfBuilds(stack: Stack, place: PlainSite): Calls {
  return callsOfEach(stack, stack.ofType(aws.project), (project, { made, open }) => {
    const role = roleOf(stack, project.inputs["serviceRole"]);
    if (role === undefined) return;
    const caller = { stack, role, place };
    made.push(...ofProject(project, caller));
    const unread = commandsOf(project, caller);
    made.push(...unread.made);
    if (!unread.isWhole) open.set(role, `calls of the build ${project.name} cannot be read`);
  });
}

function ofProject(project: Resource, caller: Caller): MadeCall[] {
  const { role, stack, place } = caller;
  const { inputs, name } = project;
  const call = (why: string, requests: MadeCall["requests"]): MadeCall => ({
    role,
    why: `${why} of ${name}`,
    requests,
  });
  const environment = block(inputs["environment"]);
  const logs = block(block(inputs["logsConfig"])["cloudwatchLogs"]);
  const named = text(logs["groupName"]);
  const groupName = named || `/aws/codebuild/${text(project.state["name"])}`;
  const ownGroup = stack.referred(aws.logGroup, groupName);
  const group = logGroupArn(ownGroup, named || `/aws/codebuild/${text(project.state["name"])}`, place);
  const network = block(inputs["vpcConfig"]);
  const stores = pipelinesOf(project, stack).flatMap(({ inputs: pipeline }) =>
    list(pipeline["artifactStores"]).map(fields),
  );
  return [
    ...(text(logs["status"]) === "DISABLED"
      ? []
      : [
          call("to write the logs", [
            ...asking(writingLogs, [`${group}:log-stream:stream`]),
            ...(ownGroup === undefined && named === "" ? asking(["logs:CreateLogGroup"], [group]) : []),
          ]),
        ]),
    ...(network["vpcId"] === undefined
      ? []
      : [call("to enter the network", interfaceRequests(network, place))]),
    ...stores.flatMap((store) => artifactsIn(store, `for the artifacts of ${name}`, caller)),
    ...(environment["imagePullCredentialsType"] === "SERVICE_ROLE"
      ? pullOf(text(environment["image"]), `to pull the image of ${name}`, caller)
      : []),
    ...list(environment["environmentVariables"])
      .map(fields)
      .filter(({ type }) => ["SECRETS_MANAGER", "PARAMETER_STORE"].includes(text(type)))
      .flatMap(({ name: variable, type, value }) =>
        readOf(
          secretArn(text(value), text(type), caller),
          `for the variable ${text(variable)} of ${name}`,
          caller,
        ),
      ),
    ...ownStore(block(inputs["artifacts"]), name, caller, reading),
    ...ownStore(block(inputs["cache"]), name, caller, reading),
  ];
}

/**
 * The ARN of a referenced secret or parameter. For a secret referenced by name, all secrets: the ARN is
 * unknown, and the text could be a secret value by mistake.
 */
function secretArn(reference: string, type: string, { stack, place }: Caller): string {
  if (type === "PARAMETER_STORE" || reference.startsWith("arn:")) return reference;
  const name = reference.split(":")[0] ?? "";
  return arnOf(stack, aws.secret, name) ?? arnAt(place, "secretsmanager", "secret:*");
}

function ownStore(store: Fields, name: string, { role, place }: Caller, reads: string[]): MadeCall[] {
  if (store["type"] !== "S3") return [];
  const bucket = text(store["location"]).split("/")[0] ?? "";
  const arn = `arn:${place.partition}:s3:::${bucket}`;
  const why = `for the artifacts or the cache of ${name}`;
  const requests = [
    ...asking(["s3:PutObject"], [`${arn}/object`]),
    ...asking(["s3:GetBucketAcl", "s3:GetBucketLocation"], [arn]),
  ];
  return [
    { role, why, requests },
    { role, why, isCertain: false, requests: asking(reads, [`${arn}/object`]) },
  ];
}

function interfaceRequests(network: Fields, place: PlainSite): MadeCall["requests"] {
  const subnets = list(network["subnets"]).map((id) => arnAt(place, "ec2", `subnet/${text(id)}`));
  const groups = list(network["securityGroupIds"]).map((id) =>
    arnAt(place, "ec2", `security-group/${text(id)}`),
  );
  const made = arnAt(place, "ec2", "network-interface/eni-0");
  return [
    ...asking(["ec2:CreateNetworkInterface"], [made, ...subnets, ...groups]),
    ...subnets.flatMap((subnet) => asking(["ec2:DeleteNetworkInterface"], [made], { "ec2:Subnet": subnet })),
    ...asking(describing, ["*"]),
    ...subnets.flatMap((subnet) =>
      asking(["ec2:CreateNetworkInterfacePermission"], [made], {
        "ec2:Subnet": subnet,
        "ec2:AuthorizedService": "codebuild.amazonaws.com",
      }),
    ),
  ];
}

const artifactKey = ["kms:Decrypt", "kms:GenerateDataKey"];

export function artifactsIn(store: Fields, why: string, { role, stack, place }: Caller): MadeCall[] {
  const arn = bucketArn(store["location"], stack, place);
  const key = keyArn(block(store["encryptionKey"])["id"], stack, place);
  return [
    { role, why, requests: asking(["s3:GetObject"], [`${arn}/object`]) },
    // Not certain: a test build writes no artifact, and a bucket without versioning has no object versions.
    {
      role,
      why,
      isCertain: false,
      requests: asking(["s3:GetObjectVersion", "s3:PutObject"], [`${arn}/object`]),
    },
    ...(key === undefined
      ? []
      : [
          { role, why: `${why}, through their key`, requests: asking(artifactKey, [key]) },
          { role, why: `${why}, through their key`, isCertain: false, requests: asking(moreOfKey, [key]) },
        ]),
  ];
}

/** The pipelines that start a build project. */
function pipelinesOf(project: Resource, stack: Stack): Resource[] {
  const starts = (pipeline: Resource): boolean =>
    actionsOf(pipeline).some(
      ({ provider, configuration }) =>
        provider === "CodeBuild" &&
        stack.referred(aws.project, fields(configuration)["ProjectName"]) === project,
    );
  return stack.ofType(aws.pipeline).filter((one) => concerning(stack, one, project, () => starts(one)));
}

export function actionsOf({ inputs }: Resource): Fields[] {
  return list(inputs["stages"])
    .flatMap((stage) => list(fields(stage)["actions"]))
    .map(fields);
}

/** Whether a project uses features whose calls are not analyzed here. */
function hasMore(inputs: Fields): boolean {
  const source = block(inputs["source"]);
  return (
    ["buildBatchConfig", "fileSystemLocations", "secondaryArtifacts", "secondarySources"].some(
      (name) => inputs[name] !== undefined,
    ) ||
    text(block(block(inputs["logsConfig"])["s3Logs"])["status"]) === "ENABLED" ||
    !["", "CODEPIPELINE", "NO_SOURCE"].includes(text(source["type"])) ||
    source["auths"] !== undefined
  );
}

/** The calls of the buildspec's commands. A buildspec in the source repository cannot be read. */
function commandsOf(project: Resource, { role, place }: Caller): { made: MadeCall[]; isWhole: boolean } {
  const { inputs, name } = project;
  const specification = text(block(inputs["source"])["buildspec"]);
  if (!specification.includes("\n")) return { made: [], isWhole: false };
  const variables = list(block(inputs["environment"])["environmentVariables"])
    .map(fields)
    .filter(({ type }) => type === undefined || type === "PLAINTEXT")
    .map((one) => [text(one["name"]), text(one["value"])]);
  const all = callsInBuild(specification, Object.fromEntries(variables) as Record<string, string>);
  const { calls, isWhole } = ofRole(all, specification);
  return {
    made: calls.map((call) => ({
      role,
      why: `for a command of ${name}: ${nameOf(call)}`,
      ...certaintyOf(call),
      requests: requestsOf(call, place).map(masked),
    })),
    isWhole: isWhole && !hasMore(inputs),
  };
}

/** The request with the parameter's name only if the text certainly is one; see `parameterNamed`. */
function masked(request: Request): Request {
  if (!request.action.startsWith("ssm:GetParameter")) return request;
  const resource = request.resource.replace(/(?<=:)parameter(\/.*)$/, (_whole, name: string) =>
    parameterNamed(name),
  );
  return { ...request, resource };
}

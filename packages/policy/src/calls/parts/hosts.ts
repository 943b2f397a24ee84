import { isManaged } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import {
  block,
  fields,
  isTrue,
  list,
  text,
  words,
  type Resource,
  type Stack,
  type PlainSite,
} from "@ballast/model";
import { concerning } from "../../dependencies.ts";
import { bootScript, bootScriptOf } from "../../userData.ts";
import { bootSettings, isOn } from "../../bootScripts/ecsSettings.ts";
import { callsInDocument, callsInNamedDocument } from "../documents.ts";
import { asking, arnOf, callsOfEach, roleOf, tagsOf, type Calls } from "./made.ts";
import { requestsOf } from "../requests.ts";
import { ofRole } from "../ofRole.ts";
import { certaintyOf, nameOf, type ScriptCall } from "../scriptCall.ts";
import { callsInUserData } from "../userData.ts";
import { borrowersOn, unnamed } from "./hostedTasks.ts";
import { commandChannel, startOf } from "./tasks.ts";

/**
 * Calls of the Systems Manager agent (Systems Manager user guide, "ec2messages, ssmmessages, and other API
 * operations", 2026-11).
 */
const managerCalls = ["ssm:UpdateInstanceInformation", ...commandChannel];

/** Calls of SSM agents before version 3.3.40.0. */
const olderCalls = words(
  "AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply",
).map((action) => `ec2messages:${action}`);

const associationCalls = [
  "ssm:DescribeAssociation",
  "ssm:DescribeDocument",
  "ssm:GetDocument",
  "ssm:ListAssociations",
  "ssm:ListInstanceAssociations",
  "ssm:UpdateAssociationStatus",
  "ssm:UpdateInstanceAssociationStatus",
];

/** A resource that starts instances with an instance profile. */
interface Host {
  /** The launch template, launch configuration or instance. */
  of: Resource;
  script: string;
  group: Resource | undefined;
  /** The associations that run documents on the instances. */
  associations: readonly Resource[];
}

/**
 * The calls that instances make with their profile's role: by agents, boot scripts, and Systems Manager
 * documents.
 */
export function callsOfHosts(stack: Stack, place: PlainSite): Calls {
  return callsOfEach(stack, stack.ofType(aws.instanceProfile), (profile, { made, open }) => {
    const role = roleOf(stack, profile.inputs["role"]);
    if (role === undefined) return;
    const hosts = hostsOf(profile, stack);
    if (hosts.length === 0) open.set(role, `the instances that use ${profile.name} are unknown`);
    for (const host of hosts) {
      const { calls, isWhole } = scriptsOn(host, stack);
      for (const { name } of borrowersOn(host.group, stack))
        open.set(role, `the calls of images of ${name} with the role of their instance are not in any plan`);
      if (!isEcs(host, stack))
        open.set(role, `the programs that the AMI of ${host.of.name} starts are unknown`);
      if (!isWhole) open.set(role, `calls of a script on ${host.of.name} cannot be read`);
      const why = `for ${host.of.name}`;
      made.push(
        ...agentCalls(host, stack).map(({ actions, on, what, isCertain = true }) => ({
          role,
          isCertain,
          why: `${what} on ${host.of.name}`,
          requests: asking(actions, [on], tagsOn(host)),
        })),
        ...calls.map((call) => ({
          role,
          why: `${why}: ${nameOf(call)}`,
          ...certaintyOf(call),
          requests: requestsOf(call, place).map((one) => ({
            ...one,
            context: {
              ...tagsIn(one.resource, stack),
              ...(/:instance\//.test(one.resource) ? tagsOn(host) : {}),
              ...one.context,
            },
          })),
        })),
        ...unnamed(host.group, stack).flatMap((definition) => startOf(definition, { stack, role, place })),
      );
    }
  });
}

function hostsOf(profile: Resource, stack: Stack): Host[] {
  const isIt = (reference: unknown): boolean => stack.referred(aws.instanceProfile, reference) === profile;
  const templates = stack.ofType(aws.launchTemplate).filter((one) =>
    concerning(stack, one, profile, () => {
      const { arn, name } = block(one.inputs["iamInstanceProfile"]);
      return isIt(arn ?? name);
    }),
  );
  const others = stack
    .ofType(aws.launchConfiguration, aws.instance)
    .filter((one) => concerning(stack, one, profile, () => isIt(one.inputs["iamInstanceProfile"])));
  const hosts = [
    ...templates.map((of) => ({ of, script: bootScript(of), group: groupOf(of, stack) })),
    ...others.map((of) => ({
      of,
      script: bootScriptOf(of.inputs["userDataBase64"] ?? of.inputs["userData"]),
      group: stack
        .ofType(aws.group)
        .find((one) =>
          concerning(stack, one, of, () => stack.referred(of.type, one.inputs["launchConfiguration"]) === of),
        ),
    })),
  ];
  return hosts.map((host) => ({ ...host, associations: associationsOn(host, stack) }));
}

function groupOf(template: Resource, stack: Stack): Resource | undefined {
  const isOf = ({ inputs }: Resource): boolean => {
    const mixed = block(block(inputs["mixedInstancesPolicy"])["launchTemplate"])[
      "launchTemplateSpecification"
    ];
    const named = [block(inputs["launchTemplate"]), block(mixed)];
    return named.some(({ id, launchTemplateId, name, launchTemplateName }) =>
      [id, launchTemplateId, name, launchTemplateName].some(
        (one) => stack.referred(template.type, one) === template,
      ),
    );
  };
  return stack.ofType(aws.group).find((one) => concerning(stack, one, template, () => isOf(one)));
}

/**
 * The instances' tags, including the tag that ECS adds to instances of a capacity provider ("Amazon ECS
 * capacity providers", 2026-11).
 */
function tagsOn({ of, group }: Host): Record<string, string> {
  const ofGroup = list(group?.inputs["tags"])
    .map(fields)
    .filter(({ propagateAtLaunch }) => isTrue(propagateAtLaunch))
    .map(({ key, value }) => [text(key), text(value)]);
  const specified = list(of.inputs["tagSpecifications"])
    .map(fields)
    .filter(({ resourceType }) => resourceType === "instance")
    .flatMap(({ tags }) => Object.entries(fields(tags)));
  const tags = Object.fromEntries([...specified, ...ofGroup]) as Record<string, unknown>;
  return asContext("ec2", tags);
}

function asContext(service: string, tags: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) =>
      [`aws:ResourceTag/${key}`, `${service}:ResourceTag/${key}`].map((name) => [name, text(value)]),
    ),
  );
}

/** The tags of a volume or file system of the stack, as condition keys. */
function tagsIn(arn: string, stack: Stack): Record<string, string> {
  const id = arn.replace(/^.*\//, "");
  const own =
    id !== "*" && /:(volume|file-system)\//.test(arn)
      ? (stack.referred(aws.volume, id) ?? stack.referred(aws.fileSystem, id))
      : undefined;
  return own === undefined ? {} : asContext(arn.split(":")[2] ?? "", tagsOf(own));
}

interface AgentCalls {
  what: string;
  /** @default true */
  isCertain?: boolean;
  actions: string[];
  on: string;
}

/**
 * Calls of the agents (ECS developer guide, "Amazon ECS container instance IAM role", 2026-11), depending on
 * the settings of the ECS agent.
 */
function agentCalls(host: Host, stack: Stack): AgentCalls[] {
  const isAssociated = host.associations.length > 0;
  const manager: AgentCalls[] = [
    // Not certain: an instance may not be managed by Systems Manager, and newer agents do not use
    // ec2messages.
    { what: "for the Systems Manager agent", actions: managerCalls, on: "*", isCertain: isAssociated },
    { what: "for the Systems Manager agent", actions: olderCalls, on: "*", isCertain: false },
    ...(isAssociated
      ? [{ what: "for the associations of Systems Manager", actions: associationCalls, on: "*" }]
      : []),
  ];
  if (!isEcs(host, stack)) return manager;
  const { values } = bootSettings(host.script);
  const cluster = arnOf(stack, aws.cluster, values.get("ECS_CLUSTER")) ?? "*";
  const what = "for the ECS agent";
  return [
    ...manager,
    { what, actions: ["ecs:DiscoverPollEndpoint"], on: "*" },
    { what, actions: ["ecs:RegisterContainerInstance"], on: cluster, isCertain: cluster !== "*" },
    // These calls concern the cluster or the instance, which is not known yet.
    { what, actions: reporting, on: "*", isCertain: false },
    ...(isOn(values.get("ECS_ENABLE_SPOT_INSTANCE_DRAINING"))
      ? [
          {
            what: "to drain before a Spot interruption",
            actions: ["ecs:UpdateContainerInstancesState"],
            on: "*",
            isCertain: false,
          },
        ]
      : []),
  ];
}

const reporting = words(
  "Poll StartTelemetrySession SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange",
).map((action) => `ecs:${action}`);

/** Whether the instances join an ECS cluster. Their image is then assumed to run nothing else. */
function isEcs({ group, script }: Host, stack: Stack): boolean {
  return (
    /\bECS_CLUSTER\b|Initialize-ECSAgent/.test(script) || (group !== undefined && isManaged(group, stack))
  );
}

/** The associations that run documents on a group's instances. */
function associationsOn({ group, of }: Pick<Host, "group" | "of">, stack: Stack): Resource[] {
  return stack.ofType(aws.association).filter(({ inputs }) =>
    list(inputs["targets"])
      .map(fields)
      .some(({ key, values }) => {
        const named = list(values);
        if (key === "tag:aws:autoscaling:groupName")
          return named.some((one) => stack.referred(aws.group, one) === group);
        if (key === "InstanceIds")
          return named.some((one) => one === "*" || stack.referred(aws.instance, one) === of);
        const tag = text(key).replace(/^tag:/, "");
        return list(group?.inputs["tags"])
          .map(fields)
          .some((one) => one["key"] === tag && named.includes(one["value"]));
      }),
  );
}

function scriptsOn(host: Host, stack: Stack): { calls: ScriptCall[]; isWhole: boolean } {
  const documents = host.associations.map(({ inputs }) => {
    const own = stack.referred(aws.document, inputs["name"]);
    return own === undefined
      ? { text: "", calls: callsInNamedDocument(text(inputs["name"]), fields(inputs["parameters"])) }
      : { text: text(own.inputs["content"]), calls: callsInDocument(own.inputs["content"]) };
  });
  const all = [...callsInUserData(host.script), ...documents.flatMap(({ calls }) => calls)];
  return ofRole(all, [host.script, ...documents.map((one) => one.text)].join("\n"));
}

import { actionFacts } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import {
  block,
  fields,
  isFalse,
  isFields,
  isTrue,
  list,
  parsed,
  text,
  words,
  type Fields,
  type Resource,
  type Stack,
  type PlainSite,
} from "@ballast/model";
import { withQualifier } from "./functions.ts";
import {
  arnAt,
  arnOf,
  asking,
  callsOfEach,
  handingOn,
  roleOf,
  together,
  type Calls,
  type MadeCall,
} from "./made.ts";
import { handing } from "../ofRole.ts";
import { requestsOf } from "../requests.ts";

/**
 * IAM prefixes, keyed by the SDK service names of Step Functions and EventBridge Scheduler, if they differ
 * (developer guides, 2026-11).
 */
const servicesOfSdk: Record<string, string> = {
  applicationautoscaling: "application-autoscaling",
  cloudwatchlogs: "logs",
  directory: "ds",
  efs: "elasticfilesystem",
  elasticloadbalancingv2: "elasticloadbalancing",
  eventbridge: "events",
  sfn: "states",
};

/**
 * The action that a service calls on its target, keyed by the service in the target's ARN (EventBridge user
 * guide, "Targets", and Scheduler's, 2026-11).
 */
const byTarget: Record<string, string> = {
  codebuild: "codebuild:StartBuild",
  codepipeline: "codepipeline:StartPipelineExecution",
  kinesis: "kinesis:PutRecord",
  lambda: "lambda:InvokeFunction",
  sns: "sns:Publish",
  sqs: "sqs:SendMessage",
  states: "states:StartExecution",
};

/** The action for targets that are EventBridge resources, keyed by resource type. */
const byKind: Record<string, string> = {
  "event-bus": "events:PutEvents",
  "api-destination": "events:InvokeApiDestination",
};

interface Work {
  role: Resource;
  why: string;
}

/** The calls that EventBridge, EventBridge Scheduler and Step Functions make with roles of the stack. */
export function callsOfEvents(stack: Stack, place: PlainSite): Calls {
  return together([
    callsOfEach(stack, stack.ofType(aws.eventTarget), (target, calls) => {
      const role = roleOf(stack, target.inputs["roleArn"]);
      if (role)
        add(
          calls,
          { role, why: `for the target ${target.name}` },
          target.name,
          targetCalls(target.inputs["arn"], target.inputs["ecsTarget"], stack, place),
        );
    }),
    callsOfEach(stack, stack.ofType(aws.schedule), (schedule, calls) => {
      const target = fields(schedule.inputs["target"]);
      const role = roleOf(stack, target["roleArn"]);
      if (!role) return;
      const work = { role, why: `for the schedule ${schedule.name}` };
      const called = sdkCall(text(target["arn"]), "scheduler", parsed(target["input"]), place);
      const others = (): MadeCall["requests"] | undefined =>
        targetCalls(target["arn"], target["ecsParameters"], stack, place);
      add(calls, work, schedule.name, called ?? others());
      const dead = text(fields(target["deadLetterConfig"])["arn"]);
      if (dead !== "")
        calls.made.push({
          role,
          why: `for the dead-letter queue of ${schedule.name}`,
          requests: asking(["sqs:SendMessage"], [dead]),
        });
    }),
    callsOfEach(stack, stack.ofType(aws.stateMachine), (machine, calls) => {
      const role = roleOf(stack, machine.inputs["roleArn"]);
      if (!role) return;
      calls.made.push(...observing(machine, role));
      if (/"Mode":"DISTRIBUTED"/.test(JSON.stringify(parsed(machine.inputs["definition"]) ?? "")))
        unread(calls, role, machine.name);
      for (const { name, state } of tasksIn(parsed(machine.inputs["definition"])))
        add(
          calls,
          { role, why: `for the state ${name} of ${machine.name}` },
          machine.name,
          stateCalls(state, stack, place),
        );
    }),
  ]);
}

function add(calls: Calls, work: Work, name: string, requests: MadeCall["requests"] | undefined): void {
  if (requests === undefined) unread(calls, work.role, name);
  else calls.made.push({ ...work, requests });
}

function unread({ open }: Calls, role: Resource, name: string): void {
  open.set(role, `the calls of ${name} cannot be read`);
}

/**
 * Calls for logs and traces (Step Functions developer guide, "Using CloudWatch Logs to log execution history"
 * and "Trace Step Functions request data in AWS X-Ray", 2026-11).
 */
function observing({ inputs, name }: Resource, role: Resource): MadeCall[] {
  const { level = "OFF" } = block(inputs["loggingConfiguration"]);
  const logs = words(
    "CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery ListLogDeliveries PutResourcePolicy UpdateLogDelivery",
  ).map((action) => `logs:${action}`);
  const traces = words("GetSamplingRules GetSamplingTargets PutTelemetryRecords PutTraceSegments").map(
    (action) => `xray:${action}`,
  );
  return [
    ...(level === "OFF"
      ? []
      : [{ role, why: `to log the executions of ${name}`, requests: asking(logs, ["*"]) }]),
    ...(isTrue(block(inputs["tracingConfiguration"])["enabled"])
      ? [{ role, why: `to trace the executions of ${name}`, requests: asking(traces, ["*"]) }]
      : []),
  ];
}

/** Undefined if the target's calls are not known. */
function targetCalls(
  target: unknown,
  task: unknown,
  stack: Stack,
  place: PlainSite,
): MadeCall["requests"] | undefined {
  const arn = text(target);
  const service = arn.split(":")[2] ?? "";
  if (service === "ecs" && isFields(task)) return runTask(task, arn, stack);
  if (service === "firehose") return asking(["firehose:PutRecord", "firehose:PutRecordBatch"], [arn]);
  const kind = arn.split(":")[5]?.split("/")[0] ?? "";
  const action = service === "events" ? byKind[kind] : byTarget[service];
  return action === undefined || place.region === "" ? undefined : asking([action], [arn]);
}

function runTask(task: Fields, cluster: string, stack: Stack): MadeCall["requests"] | undefined {
  const definition = stack.referred(aws.taskDefinition, task["taskDefinitionArn"] ?? task["TaskDefinition"]);
  const arn = arnOf(stack, aws.taskDefinition, task["taskDefinitionArn"] ?? task["TaskDefinition"]);
  if (definition === undefined || arn === undefined) return undefined;
  return [
    ...asking(["ecs:RunTask"], [arn], { "ecs:cluster": cluster }),
    ...handingOn(definition, stack),
    ...(isTagging(task)
      ? asking(["ecs:TagResource"], [cluster.replace(/:cluster\/(.*)$/, ":task/$1/0")], {
          "ecs:CreateAction": "RunTask",
        })
      : []),
  ];
}

function isTagging(task: Fields): boolean {
  return [
    "tags",
    "Tags",
    "propagateTags",
    "PropagateTags",
    "enableEcsManagedTags",
    "EnableEcsManagedTags",
  ].some((name) => task[name] !== undefined && !isFalse(task[name]));
}

/** The requests of an AWS SDK integration: `arn:aws:states:::aws-sdk:ecs:updateService`. */
function sdkCall(
  arn: string,
  by: string,
  input: unknown,
  place: PlainSite,
): MadeCall["requests"] | undefined {
  const [, service = "", operation = ""] =
    new RegExp(`^arn:[\\w-]+:${by}:::aws-sdk:([\\w-]+):(\\w+)`).exec(arn) ?? [];
  if (operation === "") return undefined;
  const action = actionFacts(`${servicesOfSdk[service] ?? service}:${operation}`)?.name;
  // With these actions, the caller passes on roles or starts work that is defined elsewhere.
  if (action === undefined || handing.test(action)) return undefined;
  const given = Object.entries(fields(input))
    // A parameter that is a path into the state's input, or an expression, is not known.
    .filter(([name]) => !name.endsWith(".$"))
    .map(([name, value]): [string, string] => [
      kebab(name),
      list(value).length > 0 ? list(value).map(text).join(" ") : text(value),
    ])
    .filter(([, value]) => value !== "" && !value.includes("{%"));
  const parameters = Object.fromEntries<string>(given);
  return [...requestsOf({ action, parameters, text: arn }, place), ...taggingBy(action, input, place)];
}

/**
 * The `ec2:CreateTags` requests for resources that EC2 creates with tags (EC2 user guide, "Grant permission
 * to tag Amazon EC2 resources during creation", read 2026-11-27).
 */
function taggingBy(action: string, input: unknown, place: PlainSite): MadeCall["requests"] {
  if (!action.startsWith("ec2:")) return [];
  const forms = actionFacts("ec2:CreateTags")?.resources ?? [];
  return list(fields(input)["TagSpecifications"])
    .map(fields)
    .flatMap((specification) => {
      const form = forms.find(({ type }) => type === text(specification["ResourceType"]))?.arn ?? "*";
      const own: Record<string, string> = {
        Partition: place.partition,
        Region: place.region,
        Account: place.accountId,
      };
      const resource = form.replace(/\$\{(\w+)\}/g, (_whole, name: string) => own[name] ?? "*");
      const tags = list(specification["Tags"])
        .map(fields)
        .map(({ Key, Value }) => [text(Key), text(Value)] as const);
      return asking(["ec2:CreateTags"], [resource], {
        "ec2:CreateAction": action.replace("ec2:", ""),
        ...Object.fromEntries(
          tags
            .filter(([, value]) => !value.includes("{%"))
            .map(([key, value]) => [`aws:RequestTag/${key}`, value]),
        ),
      });
    });
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}

/** Every Task state, including those in Map and Parallel states. */
function* tasksIn(definition: unknown): Iterable<{ name: string; state: Fields }> {
  for (const [name, value] of Object.entries(fields(fields(definition)["States"]))) {
    const state = fields(value);
    if (state["Type"] === "Task") yield { name, state };
    for (const branch of list(state["Branches"])) yield* tasksIn(branch);
    yield* tasksIn(state["Iterator"] ?? state["ItemProcessor"]);
  }
}

/**
 * The requests of optimized integrations (Step Functions developer guide, "Integrating optimized services",
 * 2026-11).
 */
function stateCalls(state: Fields, stack: Stack, place: PlainSite): MadeCall["requests"] | undefined {
  const resource = text(state["Resource"]);
  const given = fields(state["Parameters"] ?? state["Arguments"]);
  const called = sdkCall(resource, "states", given, place);
  if (called !== undefined) return called;
  if (/:lambda:[^:]*:\d+:function:/.test(resource)) return asking(["lambda:InvokeFunction"], [resource]);
  const named = (name: string): string => (/\{%/.test(text(given[name])) ? "" : text(given[name]));
  const functionArn = (name: string): string =>
    name.startsWith("arn:") ? name : arnAt(place, "lambda", `function:${name}`);
  switch (resource.replace(/^arn:[\w-]+:states:::/, "")) {
    case "lambda:invoke":
      return named("FunctionName") === ""
        ? undefined
        : asking(
            ["lambda:InvokeFunction"],
            [withQualifier(functionArn(named("FunctionName")), named("Qualifier") || undefined)],
          );
    case "sns:publish":
      return named("TopicArn") === "" ? undefined : asking(["sns:Publish"], [named("TopicArn")]);
    case "ecs:runTask":
      return runTask(given, named("Cluster"), stack);
    default:
      return undefined;
  }
}

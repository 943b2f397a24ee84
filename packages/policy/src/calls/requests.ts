import { actionFacts, type Context, type Request } from "@ballast/analysis";
import type { PlainSite } from "@ballast/model";
import { unknownAction, type ScriptCall } from "./scriptCall.ts";

/** Calls that need no permission (the services' authorization references, 2026-09). */
const undecided =
  /^(?:sts:(?:getcalleridentity|getsessiontoken)|sso:(?:getrolecredentials|listaccountroles|listaccounts|logout)|sso-oauth:.*|signin:.*)$/i;

/**
 * Detaching a volume is also authorized on the instance (EC2 user guide, "Example policies to control access
 * the Amazon EC2 API", attaching and detaching, 2026-11).
 */
const detaching = /^ec2:detachvolume$/i;

/**
 * Actions whose reference marks no resource type as required, with the resource types to use, in order of
 * preference.
 */
const preferred: readonly [RegExp, string][] = [
  [/^s3:/i, "object bucket"],
  [/^ssm:putcomplianceitems$/i, "instance managed-instance"],
];

/**
 * The authorization requests of a call: one for each resource that the action requires, with unknown parts as
 * `*`; only `*` for an action without resource types. Empty for a call that needs no permission.
 *
 * @throws never; an `unknown` call gives a request for every action.
 */
export function requestsOf(call: ScriptCall, place: PlainSite): Request[] {
  if (call.action === unknownAction) return [{ action: "*", resource: "*" }];
  if (undecided.test(call.action)) return [];
  const region = plain(call.parameters["region"]) ?? place.region;
  const context: Context = {
    "aws:RequestedRegion": region,
    ...keysOf(call),
    ...clusterOf(call, { ...place, region }),
  };
  if (/^ec2:(?:create|delete)tags$/i.test(call.action))
    return tagged(call).map((id) => ({
      action: call.action,
      resource: `arn:${place.partition}:ec2:${region}:${place.accountId}:${id}`,
      context,
    }));
  const facts = actionFacts(call.action);
  if (facts === undefined || facts.resources.length === 0)
    return [{ action: call.action, resource: "*", context }];
  const required = facts.resources.filter(
    ({ isRequired, type }) => isRequired || (type === "instance" && detaching.test(call.action)),
  );
  const choices = required.length > 0 ? required : chosen(call, facts.resources);
  const service = call.action.slice(0, call.action.indexOf(":"));
  const arns = choices.flatMap(({ type, arn }) => arnsOf(type, arn, call, { ...place, region }, service));
  return [...new Set(arns)].map((arn) => ({ action: call.action, resource: qualified(arn, call), context }));
}

const ec2Types: readonly [prefix: RegExp, type: string][] = [
  [/^vol-/, "volume"],
  [/^i-/, "instance"],
  [/^eni-/, "network-interface"],
  [/^sg-/, "security-group"],
  [/^subnet-/, "subnet"],
  [/^vpc-/, "vpc"],
];

/** The last part of the ARNs of the resources in `--resources`. */
function tagged({ parameters }: ScriptCall): string[] {
  const ids = plain(parameters["resources"]);
  return (ids === undefined ? ["*"] : valuesIn(ids)).map(
    (id) => `${ec2Types.find(([form]) => form.test(id))?.[1] ?? "*"}/${id}`,
  );
}

type Resources = NonNullable<ReturnType<typeof actionFacts>>["resources"];

/** If no resource type is required: the types that the call names, or else the first. */
function chosen(call: ScriptCall, resources: Resources): Resources {
  const order = preferred.find(([form]) => form.test(call.action))?.[1].split(" ");
  if (order !== undefined) {
    const first = order
      .map((type) => resources.find((one) => one.type === type))
      .find((one) => one !== undefined);
    if (first !== undefined) return [first];
  }
  const named = resources.filter(({ arn }) =>
    variablesOf(arn).some((name) => valueOf(name, "", call) !== undefined),
  );
  return named.length > 0 ? named : resources.slice(0, 1);
}

function variablesOf(arn: string): string[] {
  return [...arn.matchAll(/\$\{(\w+)\}/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !/^(?:Partition|Region|Account)$/.test(name));
}

/** One ARN for each value of a list option: `--volume-ids a b`. */
function arnsOf(type: string, form: string, call: ScriptCall, place: PlainSite, service: string): string[] {
  const variables = variablesOf(form);
  const last = variables.at(-1);
  const listed = last === undefined ? [undefined] : (valuesOf(last, type, call) ?? [undefined]);
  return listed.map((value) => {
    // A value may itself be an ARN.
    if (value !== undefined && /^arn:/.test(value)) return value;
    return form.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
      if (name === "Partition") return place.partition;
      if (name === "Region") return place.region;
      // ARNs of AWS's public parameters have no account (Systems Manager user guide, "Calling public
      // parameters", read 2026-11-27).
      if (name === "Account" && service === "ssm" && /^\/?aws\/service\//.test(value ?? "")) return "";
      if (name === "Account") return plain(call.parameters["registry-id"]) ?? place.accountId;
      if (name === last) return end(value, name, service);
      const other = valueOf(name, "", call);
      return other === undefined ? "*" : (/^arn:[^/]*\/(.*)$/.exec(other)?.[1] ?? other);
    });
  });
}

/** A name in the form in which it occurs in the ARN. */
function end(value: string | undefined, variable: string, service: string): string {
  if (value === undefined || value === "") return "*";
  if (/WithoutLeadingSlash$/.test(variable)) return value.replace(/^\//, "");
  // Secrets Manager appends a hyphen and six characters to a name.
  if (service === "secretsmanager") return `${value}-??????`;
  return value;
}

/** The ARN of a function's version or alias, if the call names one. */
function qualified(arn: string, { action, parameters }: ScriptCall): string {
  const qualifier = /^lambda:invokefunction$/i.test(action) ? plain(parameters["qualifier"]) : undefined;
  return qualifier === undefined || arn.split(":").length > 7 ? arn : `${arn}:${qualifier}`;
}

/** Option names for an ARN variable, if they differ from the variable's name. */
const synonyms: Record<string, string[]> = {
  "bucket-name": ["bucket"],
  "object-name": ["key"],
  "parameter-name-without-leading-slash": ["name", "names", "path"],
  "key-id": ["key-id", "target-key-id", "key"],
  "function-name": ["function-name"],
  "cluster-name": ["cluster", "cluster-name", "clusters", "name"],
  "service-name": ["service", "services", "service-name"],
  "task-id": ["task", "tasks"],
  "task-definition-family-name": ["family", "task-definition"],
  "container-instance-id": ["container-instance", "container-instances"],
  "user-name": ["user-name"],
  "role-name-with-path": ["role-name", "role-arn"],
  "queue-name": ["queue-name", "queue-url"],
  "topic-name": ["topic-arn", "name"],
  "state-machine-name": ["state-machine-arn", "name"],
  "log-group-name": ["log-group-name", "log-group-names"],
  "auto-scaling-group-friendly-name": ["auto-scaling-group-name", "auto-scaling-group-names"],
  "group-friendly-name": ["auto-scaling-group-name"],
  "db-instance-name": ["db-instance-identifier"],
  "repository-name": ["repository-name", "repository-names"],
  "table-name": ["table-name"],
  "secret-id": ["secret-id", "name"],
  "document-name": ["name", "document-name"],
  "resource-id": ["resource-id", "instance-id"],
  "instance-id": ["instance-id", "instance-ids", "resource-id", "target"],
};

function valueOf(variable: string, type: string, call: ScriptCall): string | undefined {
  return valuesOf(variable, type, call)?.[0];
}

function valuesOf(variable: string, type: string, { parameters }: ScriptCall): string[] | undefined {
  const option = variable.replace(/(?<=[a-z0-9])[A-Z]/g, "-$&").toLowerCase();
  const base = option.replace(/-(?:id|name|arn)$/, "");
  const names = [
    ...(Object.hasOwn(synonyms, option) ? (synonyms[option] ?? []) : []),
    option,
    `${option}s`,
    base,
    `${base}-arn`,
    `${base}-id`,
    `${base}-ids`,
    `${base}-name`,
    `${base}-names`,
    `${base}-identifier`,
    ...(type === "" ? [] : [type, `${type}-id`, `${type}-ids`, `${type}-name`, `${type}-arn`]),
  ];
  for (const name of names) {
    const value = plain(parameters[name]);
    if (value !== undefined) return valuesIn(value);
  }
  return undefined;
}

function plain(value: string | undefined): string | undefined {
  return value === undefined || value === "true" || value === "" ? undefined : value;
}

/** Splits a list value: `a b` or `["a","b"]`. */
function valuesIn(text: string): string[] {
  if (/^\s*\[/.test(text)) {
    const items = [...text.matchAll(/"([^"]*)"/g)].map(([, item = ""]) => item);
    if (items.length > 0) return items;
  }
  // For an SQS queue URL, only the queue's name.
  return text.split(/[\s,]+/).map((one) => /^https:\/\/sqs\.[^/]+\/\d+\/(.+)$/.exec(one)?.[1] ?? one);
}

/** The `ecs:cluster` condition key of an ECS call, for actions that support it. */
function clusterOf({ action, parameters }: ScriptCall, { partition, region, accountId }: PlainSite): Context {
  const cluster = plain(parameters["cluster"]);
  if (cluster === undefined || actionFacts(action)?.conditionKeys.includes("ecs:cluster") !== true) return {};
  const arn = cluster.startsWith("arn:")
    ? cluster
    : `arn:${partition}:ecs:${region}:${accountId}:cluster/${cluster}`;
  return { "ecs:cluster": arn };
}

/** Condition keys that the call certainly sends. */
function keysOf({ action, parameters }: ScriptCall): Context {
  if (/^ec2:/i.test(action)) return {};
  if (/^s3:listbucket$/i.test(action) && parameters["prefix"] !== undefined)
    return { "s3:prefix": parameters["prefix"] };
  if (/^cloudwatch:putmetricdata$/i.test(action) && parameters["namespace"] !== undefined)
    return { "cloudwatch:namespace": parameters["namespace"] };
  return {};
}

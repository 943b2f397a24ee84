import { namesAction } from "./evaluate.ts";
import { arnParts, isGlob } from "./globs.ts";
import type { PolicyStatement } from "./policy.ts";
import { mayAsk, settled, type Askers } from "./reach.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
/** Names that have nothing in common but that they are names: who may use all of them may use any. */
const names = letters.map((letter) => `${letter}q-${letter}w`);

interface ServiceFacts {
  actions: string;
  /** ARNs behind their partition; {r} stands for the region, {a} for the account and {n} for the name. */
  resources: string;
}

/** Actions and resources of services, from the service authorization reference (2026-11). */
const services: Record<string, ServiceFacts> = {
  iam: {
    actions:
      "AttachRolePolicy CreateAccessKey CreatePolicyVersion DeleteUser GetRole ListRoles PassRole UpdateAssumeRolePolicy",
    resources: "iam::{a}:role/{n} iam::{a}:user/{n} iam::{a}:policy/{n}",
  },
  s3: { actions: "DeleteObject GetObject ListBucket PutBucketPolicy", resources: "s3:::{n} s3:::{n}/key" },
  ec2: {
    actions: "AttachVolume DescribeInstances RunInstances TerminateInstances",
    resources: "ec2:{r}:{a}:instance/{n} ec2:{r}:{a}:volume/{n}",
  },
  kms: { actions: "Decrypt PutKeyPolicy ScheduleKeyDeletion", resources: "kms:{r}:{a}:key/{n}" },
  secretsmanager: {
    actions: "DeleteSecret GetSecretValue PutResourcePolicy",
    resources: "secretsmanager:{r}:{a}:secret:{n}",
  },
  ssm: { actions: "GetParameters PutParameter SendCommand", resources: "ssm:{r}:{a}:parameter/{n}" },
  rds: {
    actions: "DeleteDBInstance ModifyDBInstance RestoreDBInstanceFromDBSnapshot",
    resources: "rds:{r}:{a}:db:{n}",
  },
  dynamodb: { actions: "BatchGetItem DeleteTable Scan", resources: "dynamodb:{r}:{a}:table/{n}" },
  lambda: {
    actions: "AddPermission InvokeFunction UpdateFunctionCode",
    resources: "lambda:{r}:{a}:function:{n}",
  },
  ecs: {
    actions: "DeleteService ExecuteCommand RunTask",
    resources: "ecs:{r}:{a}:service/{n} ecs:{r}:{a}:task-definition/{n}",
  },
  ecr: { actions: "BatchGetImage PutImage SetRepositoryPolicy", resources: "ecr:{r}:{a}:repository/{n}" },
  sqs: { actions: "PurgeQueue ReceiveMessage", resources: "sqs:{r}:{a}:{n}" },
  sns: { actions: "AddPermission Publish Subscribe", resources: "sns:{r}:{a}:{n}" },
  logs: { actions: "DeleteLogGroup FilterLogEvents PutLogEvents", resources: "logs:{r}:{a}:log-group:{n}" },
  cloudformation: { actions: "CreateStack DeleteStack", resources: "cloudformation:{r}:{a}:stack/{n}" },
  elasticfilesystem: {
    actions: "ClientMount DeleteFileSystem",
    resources: "elasticfilesystem:{r}:{a}:file-system/{n}",
  },
  fsx: { actions: "DeleteFileSystem UpdateFileSystem", resources: "fsx:{r}:{a}:file-system/{n}" },
  route53: { actions: "ChangeResourceRecordSets DeleteHostedZone", resources: "route53:::hostedzone/{n}" },
  cloudtrail: { actions: "DeleteTrail StopLogging", resources: "cloudtrail:{r}:{a}:trail/{n}" },
  backup: { actions: "DeleteRecoveryPoint StartRestoreJob", resources: "backup:{r}:{a}:backup-vault:{n}" },
  organizations: { actions: "LeaveOrganization MoveAccount", resources: "organizations::{a}:account/{n}" },
};

/** By which a principal can give itself every right (Rhino Security Labs, "AWS IAM Privilege Escalation", read 2026-11), by the kind of resource. */
const escalations: Record<string, string> = {
  policy: "CreatePolicyVersion SetDefaultPolicyVersion",
  role: "AttachRolePolicy PutRolePolicy UpdateAssumeRolePolicy DeleteRolePermissionsBoundary",
  user: "AttachUserPolicy CreateAccessKey CreateLoginProfile PutUserPolicy UpdateLoginProfile DeleteUserPermissionsBoundary",
  group: "AddUserToGroup AttachGroupPolicy PutGroupPolicy",
};

/** Where a policy's resources are: policies name them in one account, or in each. */
interface Surroundings {
  partition: string;
  region: string;
  account: string;
}

const anySite: Surroundings = { partition: "aws", region: "eu-central-1", account: "123456789012" };

/** The sites that a policy's resources name. */
function sitesOf(statements: readonly PolicyStatement[]): Surroundings[] {
  const patterns = statements.flatMap(({ resources }) => resources.values);
  const named = patterns.map(arnParts).flatMap((parts): Surroundings[] => {
    if (parts.length < 5) return [];
    const at = (index: number, other: string) =>
      parts[index] && !isGlob(parts[index]) ? parts[index] : other;
    return [
      {
        partition: at(1, anySite.partition),
        region: at(3, anySite.region),
        account: at(4, anySite.account),
      },
    ];
  });
  return [...new Map([anySite, ...named].map((site) => [JSON.stringify(site), site])).values()].slice(0, 12);
}

function arnIn({ partition, region, account }: Surroundings, form: string, name: string): string {
  return `arn:${partition}:${form.replace("{r}", region).replace("{a}", account).replace("{n}", name)}`;
}

/**
 * Whether a policy's statements allow everything on everything, however they say it: each action on IAM, and nine of ten of other
 * services' actions on unlike resources. What is left out of the tenth protects nothing from somebody who can change permissions.
 */
export function isAdministrator(all: readonly PolicyStatement[], askers: Askers): boolean {
  const statements = settled(all, askers);
  if (statements.every(({ effect }) => effect === "Deny")) return false;
  return sitesOf(statements).some((site) => {
    const may = (service: string): boolean[] => {
      const { actions, resources } = services[service] ?? { actions: "", resources: "" };
      return actions.split(" ").flatMap((action) =>
        resources
          .split(" ")
          .flatMap((form) => ["a-q", "mq-m", "zq"].map((name) => arnIn(site, form, name)))
          .map((resource) => mayAsk(statements, { action: `${service}:${action}`, resource }, nobodys)),
      );
    };
    if (!may("iam").every(Boolean)) return false;
    const others = Object.keys(services).flatMap(may);
    return others.filter(Boolean).length >= 0.9 * others.length;
  });
}

/** Whether an action is allowed on each of unlike resources of one kind. */
export function mayOnAll(
  all: readonly PolicyStatement[],
  action: string,
  form: string,
  askers: Askers,
): boolean {
  const statements = settled(
    all.filter(({ actions }) => namesAction(actions, action)),
    askers,
  );
  return sitesOf(statements).some((site) =>
    names.every((name) => mayAsk(statements, { action, resource: arnIn(site, form, name) }, nobodys)),
  );
}

/** Letters with which most names of actions begin, and which no verb of AWS's goes on from like this. */
const beginnings = [..."acdglprstu"].map((letter) => `${letter}q-q`);

/**
 * The services of which statements together name every action, as `s3:*`; `*` for every service, and `everything but …` for what leaves
 * out some. Statements that name no action whole name none.
 */
export function wholeServices(statements: readonly PolicyStatement[]): string[] {
  const named = (service: string): boolean =>
    beginnings.every((name) =>
      statements.some(({ actions }) => !actions.not && namesAction(actions, `${service}:${name}`)),
    );
  const but = statements
    .filter(({ actions }) => actions.not)
    .map(({ actions }) => `everything but ${actions.values.join(", ")}`);
  if (named("some-service")) return ["*", ...but];
  const written = statements
    .flatMap(({ actions }) => (actions.not ? [] : actions.values))
    .map((action) => (action.split(":")[0] ?? action).replace(/[*?]+$/, "").toLowerCase())
    .filter((service) => !isGlob(service));
  return [
    ...[...new Set([...written, ...Object.keys(services)])].filter(named).map((service) => `${service}:*`),
    ...but,
  ];
}

/** Actions by which a policy's bearer can give itself, or somebody whom it can act as, more rights. */
export function escalationsOf(statements: readonly PolicyStatement[], askers: Askers): string[] {
  return Object.entries(escalations).flatMap(([kind, actions]) =>
    actions
      .split(" ")
      .map((action) => `iam:${action}`)
      .filter((action) => mayOnAll(statements, action, `iam::{a}:${kind}/{n}`, askers)),
  );
}

/** Whether a statement's resources are all of one kind of a service, whatever else they are. */
export function isForAll(statement: PolicyStatement, service: string): boolean {
  const { values, not } = statement.resources;
  const forms =
    services[service.toLowerCase()]?.resources ??
    `${service}:{r}:{a}:{n} ${service}:{r}:{a}:kind/{n} ${service}:{r}:{a}:kind:{n}`;
  const about: PolicyStatement = { ...plainAllow, resources: { values, not } };
  return forms.split(" ").some((form) => mayOnAll([about], "any:Action", form, nobodys));
}

const plainAllow = {
  effect: "Allow" as const,
  actions: { not: false, values: ["*"] },
  principals: undefined,
  conditions: {},
};
/** For statements without conditions. */
const nobodys: Askers = () => ({ values: [], mayLack: true, isChosen: true });

import { anInstance } from "./askers.ts";
import { isAbout, namesAction } from "./evaluate.ts";
import { arnParts, isGlob } from "./globs.ts";
import { allowanceOf, nobodys, type Grant } from "./grant.ts";
import type { PolicyStatement } from "./policy.ts";
import { settled, type Askers } from "./reach.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
/** Resource names without common parts: a principal that may use all of them may use any name. */
export const names = letters.map((letter) => `${letter}q-${letter}w`);

interface ServiceFacts {
  actions: string;
  /** ARNs without `arn:partition:`; {r} is replaced by the region, {a} by the account and {n} by a name. */
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

/** Partition, region and account of a policy's resources. */
export interface Whereabouts {
  partition: string;
  region: string;
  account: string;
}

const anySite: Whereabouts = { partition: "aws", region: "eu-central-1", account: "123456789012" };

/** The partitions, regions and accounts in a policy's resource ARNs, and a default one for wildcards. */
export function sitesOf(statements: readonly PolicyStatement[]): Whereabouts[] {
  const patterns = statements.flatMap(({ resources }) => resources.values);
  const named = patterns.map(arnParts).flatMap((parts): Whereabouts[] => {
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

export function arnIn({ partition, region, account }: Whereabouts, form: string, name: string): string {
  return `arn:${partition}:${form.replace("{r}", region).replace("{a}", account).replace("{n}", name)}`;
}

/**
 * Whether a principal effectively has all permissions, in whatever notation: every tested IAM action, and at
 * least nine of ten tested actions of other services on unrelated resources. Denying the rest does not stop a
 * principal that can change permissions.
 */
export function isAdministrator(grant: Grant, askers: Askers): boolean {
  if (grant.statements.every(({ effect }) => effect === "Deny")) return false;
  const isAllowed = allowanceOf(grant, askers);
  return sitesOf(grant.statements).some((site) => {
    const may = (service: string): boolean[] => {
      const { actions, resources } = services[service] ?? { actions: "", resources: "" };
      return actions.split(" ").flatMap((action) =>
        resources
          .split(" ")
          .flatMap((form) => ["a-q", "mq-m", "zq"].map((name) => arnIn(site, form, name)))
          .map((resource) => isAllowed({ action: `${service}:${action}`, resource })),
      );
    };
    if (!may("iam").every(Boolean)) return false;
    const others = Object.keys(services).flatMap(may);
    return others.filter(Boolean).length >= 0.9 * others.length;
  });
}

/** Whether an action is allowed on each of several unrelated resources of one type. */
export function mayOnAll(grant: Grant, action: string, form: string, askers: Askers): boolean {
  const about = (some: readonly PolicyStatement[]) =>
    some.filter(({ actions }) => namesAction(actions, action));
  const statements = about(grant.statements);
  if (!statements.some(({ effect }) => effect === "Allow")) return false;
  const isAllowed = allowanceOf({ statements, limits: grant.limits && about(grant.limits) }, askers);
  return sitesOf(statements).some((site) =>
    names.every((name) => isAllowed({ action, resource: arnIn(site, form, name) })),
  );
}

/** Invented action names, with the initial letters of most AWS actions but matching no real one. */
const beginnings = [..."acdglprstu"].map((letter) => `${letter}q-q`);

/**
 * The services whose every action the statements together allow: `s3:*`; `*` for every service; `everything
 * but …` for NotAction. Statements that list single actions do not count, nor do those that a Deny cancels.
 */
export function wholeServices(all: readonly PolicyStatement[], askers: Askers): string[] {
  const statements = settled(all, askers);
  const allowing = statements.filter(({ effect }) => effect === "Allow");
  const denying = statements.filter(({ effect }) => effect === "Deny");
  const isLeft = (service: string, allow: PolicyStatement): boolean =>
    beginnings.some((name) => {
      const action = `${service}:${name}`;
      return (
        namesAction(allow.actions, action) &&
        resourcesOf(allow, service).some(
          (resource) => !denying.some((deny) => isAbout(deny, { action, resource })),
        )
      );
    });
  const named = (service: string): boolean =>
    beginnings.every((name) =>
      allowing.some(({ actions }) => !actions.not && namesAction(actions, `${service}:${name}`)),
    ) && allowing.some((allow) => !allow.actions.not && isLeft(service, allow));
  const written = statements
    .flatMap(({ actions }) => actions.values)
    .map((action) => (action.split(":")[0] ?? action).replace(/[*?]+$/, "").toLowerCase())
    .filter((service) => service !== "" && !isGlob(service));
  const known = [...new Set([...written, ...Object.keys(services)])];
  const but = allowing
    .filter((allow) => allow.actions.not && [...known, "some-service"].some((one) => isLeft(one, allow)))
    .map(({ actions }) => `everything but ${actions.values.join(", ")}`);
  if (named("some-service")) return ["*", ...but];
  return [...known.filter(named).map((service) => `${service}:*`), ...but];
}

/**
 * Sample resources of a service that a statement covers: unrelated ones, or those that the statement names.
 */
function resourcesOf(statement: PolicyStatement, service: string): string[] {
  const about: PolicyStatement = { ...plainAllow, resources: statement.resources };
  const found = sitesOf([statement])
    .flatMap((site) =>
      formsOf(service).flatMap((form) => ["a-q", "mq-m", "zq"].map((name) => arnIn(site, form, name))),
    )
    .filter((resource) => isAbout(about, { action: "any:Action", resource }));
  return found.length > 0 || statement.resources.not ? found : statement.resources.values.map(anInstance);
}

function formsOf(service: string): string[] {
  const known = services[service.toLowerCase()]?.resources;
  return (known ?? `${service}:{r}:{a}:{n} ${service}:{r}:{a}:kind/{n} ${service}:{r}:{a}:kind:{n}`).split(
    " ",
  );
}

/** Whether a statement's resources include all resources of at least one type of a service. */
export function isForAll(statement: PolicyStatement, service: string): boolean {
  const about: PolicyStatement = { ...plainAllow, resources: statement.resources };
  return formsOf(service).some((form) => mayOnAll({ statements: [about] }, "any:Action", form, nobodys));
}

const plainAllow = {
  effect: "Allow" as const,
  actions: { not: false, values: ["*"] },
  principals: undefined,
  conditions: {},
};

import { canonicalType } from "./aliases.ts";
import { appautoscaling } from "./appautoscaling.ts";
import { autoscaling } from "./autoscaling.ts";
import { cloudformation } from "./cloudformation.ts";
import { backup } from "./backup.ts";
import { isDeploymentKnown } from "./deployment/known.ts";
import { createOnly } from "./cloudformation/schemas.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { codebuild } from "./codebuild.ts";
import { codecommit } from "./codecommit.ts";
import { codeconnections } from "./codeconnections.ts";
import { codepipeline } from "./codepipeline.ts";
import { directoryservice } from "./directoryservice.ts";
import { dlm } from "./dlm.ts";
import { docker } from "./docker.ts";
import { ebs } from "./ebs.ts";
import { ec2 } from "./ec2.ts";
import { ecr } from "./ecr.ts";
import { ecs } from "./ecs.ts";
import { efs } from "./efs.ts";
import { fsx } from "./fsx.ts";
import { iam } from "./iam.ts";
import { kinesis } from "./kinesis.ts";
import { kms } from "./kms.ts";
import { lambda } from "./lambda.ts";
import { lb } from "./lb.ts";
import { node, NodeKind, partOf, type Look } from "./look.ts";
import { otherServices } from "./otherServices.ts";
import { otherStores } from "./otherStores.ts";
import { answeredComputedOnUpdate, answeredReplacement, providerAnswers } from "./provider/answers.ts";
import withoutDataTypes from "./provider/withoutData.json" with { type: "json" };
import { rds } from "./rds.ts";
import { columns, type Column, type ResourceType, type Service } from "./resourceType.ts";
import { route53 } from "./route53.ts";
import { s3 } from "./s3.ts";
import { scheduler } from "./scheduler.ts";
import { secretsmanager } from "./secretsmanager.ts";
import { servicediscovery } from "./servicediscovery.ts";
import { sfn } from "./sfn.ts";
import { random } from "./random.ts";
import { sns } from "./sns.ts";
import { ssm } from "./ssm.ts";
import { vpc } from "./vpc.ts";

/**
 * Facts about replacement that the provider does not report are from the provider's documentation ("Forces new resource",
 * @pulumi/aws 7.48.0) and from its source (`CustomizeDiff`, terraform-provider-aws 6, read in November 2026).
 */
const services: readonly Service[] = [
  appautoscaling,
  autoscaling,
  backup,
  cloudformation,
  cloudwatch,
  codebuild,
  codecommit,
  codeconnections,
  codepipeline,
  directoryservice,
  dlm,
  docker,
  ebs,
  ec2,
  ecr,
  ecs,
  efs,
  fsx,
  iam,
  kinesis,
  kms,
  lambda,
  lb,
  otherServices,
  otherStores,
  random,
  rds,
  route53,
  s3,
  scheduler,
  secretsmanager,
  servicediscovery,
  sfn,
  sns,
  ssm,
  vpc,
];

const types = new Map([
  ...Object.keys(providerAnswers).map((type) => [type, withAnswers(type, {})] as const),
  ...services.flatMap(({ types: own, unknown = {} }) =>
    Object.entries<ResourceType>(own).map(
      ([type, entry]) =>
        [type, withAnswers(type, { ...entry, unknown: { ...unknown, ...entry.unknown } })] as const,
    ),
  ),
]);

function withAnswers(type: string, entry: ResourceType): ResourceType {
  const replacedBy = answeredReplacement(type, entry.replacedBy);
  const computedOnUpdate = answeredComputedOnUpdate(type, entry.computedOnUpdate);
  return { ...entry, ...(replacedBy && { replacedBy }), ...(computedOnUpdate && { computedOnUpdate }) };
}

const parts = services.flatMap((service) => Object.entries(service.parts ?? {}));
const stores = services.flatMap((service) => service.stores ?? []);
const withoutData = services.flatMap((service) => service.withoutData);
const providerTypesWithoutData = new Set(
  Object.entries(withoutDataTypes.types).flatMap(([module, names]) =>
    names.split(" ").map((name) => `aws:${module}/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`),
  ),
);

/** @param type A Pulumi or CloudFormation type. */
export function resourceType(type: string): ResourceType | undefined {
  return types.get(canonicalType(type));
}

/**
 * A description of a type: `EBS volume`, or `sqs queue` for `aws:sqs/queue:Queue`; for CloudFormation, the
 * type's name.
 */
export function wordsOf(named: string): string {
  const type = canonicalType(named);
  const known = types.get(type)?.words;
  if (known !== undefined) return known;
  if (isTemplateType(type)) return type;
  const [, module = "", name = type] = /^[^:]+:([^/:]*)[^:]*:(.*)$/.exec(type) ?? [];
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return module === "index" ? words : `${module} ${words}`;
}

/** How diagrams show a type; undefined if not decided. */
export function lookOf(named: string): Look | undefined {
  const type = canonicalType(named);
  const known = types.get(type)?.look;
  if (known !== undefined) return known;
  const of = parts.find(([prefix]) => type.startsWith(prefix))?.[1];
  if (of !== undefined) return partOf(of);
  return holdsData(type) === true ? node(NodeKind.Store) : undefined;
}

/**
 * Whether a type stores data; undefined if not known, which counts as a store. The provider's types without data are
 * listed one by one, so that a type of a newer provider is not taken for one of them.
 */
export function holdsData(named: string): boolean | undefined {
  const type = canonicalType(named);
  const known = types.get(type)?.data;
  if (known !== undefined) return known;
  if (stores.some((prefix) => type.startsWith(prefix))) return true;
  const isKnown = providerTypesWithoutData.has(type) || withoutData.some((prefix) => type.startsWith(prefix));
  return isKnown ? false : undefined;
}

/** Whether a resource of the type may store data, so that its loss must be examined. False for types of other providers. */
export function mayHoldData(type: string): boolean {
  return holdsData(type) ?? (type.startsWith("aws:") || isTemplateType(canonicalType(type)));
}

/** Types whose entries fulfill a condition, sorted. */
export function typesWhere(condition: (type: ResourceType) => boolean): string[] {
  return [...types].flatMap(([type, entry]) => (condition(entry) ? [type] : [])).sort();
}

/** Types that store data, sorted. */
export function storeTypes(): string[] {
  return typesWhere(({ data }) => data === true);
}

/** A column that an entry does not fill in. */
export interface UnknownColumn {
  type: string;
  column: Column;
  /** undefined if there is no reason, which is an error. */
  reason: string | undefined;
}

/** Types whose entries must be complete: those that programs in this repository register, and stores. */
export function judgedTypes(): string[] {
  return typesWhere(({ computed, data }) => computed !== undefined || data === true);
}

/** The unknown columns of these types, with the reasons. */
export function unknownColumns(of: readonly string[]): UnknownColumn[] {
  return of.flatMap((type) => {
    const entry = types.get(type) ?? {};
    return columns
      .filter((column) => concernsType(column, type, entry) && !isFilled(column, type, entry))
      .map((column) => ({ type, column, reason: entry.unknown?.[column] }));
  });
}

/** Whether a column applies to a type. For CloudFormation types, schemas define what replaces a resource. */
function concernsType(
  column: Column,
  type: string,
  { computed, data, isOnlyInState = false }: ResourceType,
): boolean {
  if (column === "deployment") return computed !== undefined && !isOnlyInState;
  if (column === "survival") return data !== false && !isOnlyInState;
  if (isOnlyInState) return column === "replacedBy";
  return !isTemplateType(type) || column === "data" || column === "replacedBy";
}

function isFilled(column: Column, type: string, entry: ResourceType): boolean {
  if (column === "data") return holdsData(type) !== undefined;
  if (column === "look") return lookOf(type) !== undefined;
  if (column === "replacedBy" && isTemplateType(type)) return createOnly(type).isComplete;
  if (column === "deployment") return isDeploymentKnown(type);
  return entry[column] !== undefined;
}

/** Whether this is a CloudFormation type. */
export function isTemplateType(type: string): boolean {
  return type.includes("::");
}

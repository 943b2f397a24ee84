import { topLevel } from "@ballast/model";
import { autoscaling } from "./autoscaling.ts";
import { cloudformation } from "./cloudformation.ts";
import { createOnly, nestedReplacement, Replaces } from "./cloudformation/schemas.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { codebuild } from "./codebuild.ts";
import { codecommit } from "./codecommit.ts";
import { codeconnections } from "./codeconnections.ts";
import { codepipeline } from "./codepipeline.ts";
import { directoryservice } from "./directoryservice.ts";
import { dlm } from "./dlm.ts";
import type { Fields } from "./described.ts";
import { ebs } from "./ebs.ts";
import { ec2 } from "./ec2.ts";
import { ecr } from "./ecr.ts";
import { ecs } from "./ecs.ts";
import { efs } from "./efs.ts";
import { fsx } from "./fsx.ts";
import { iam } from "./iam.ts";
import { kinesis } from "./kinesis.ts";
import { kms } from "./kms.ts";
import { lb } from "./lb.ts";
import { partOf, type Look } from "./look.ts";
import { otherServices } from "./otherServices.ts";
import { otherStores } from "./otherStores.ts";
import { rds } from "./rds.ts";
import {
  columns,
  type Column,
  type ComputedOutput,
  type ResourceType,
  type Service,
} from "./resourceType.ts";
import { route53 } from "./route53.ts";
import { s3 } from "./s3.ts";
import { scheduler } from "./scheduler.ts";
import { secretsmanager } from "./secretsmanager.ts";
import { sfn } from "./sfn.ts";
import { random } from "./random.ts";
import { sns } from "./sns.ts";
import { ssm } from "./ssm.ts";
import { vpc } from "./vpc.ts";

/**
 * What replaces a type is taken from the provider's documentation ("Forces new resource", @pulumi/aws 7.48.0), for types that hold
 * data also from the provider's schema (version 5.73, October 2024); what an update makes unknown from the provider's source
 * (`CustomizeDiff`, terraform-provider-aws 6, read in November 2026).
 */
const services: readonly Service[] = [
  autoscaling,
  cloudformation,
  cloudwatch,
  codebuild,
  codecommit,
  codeconnections,
  codepipeline,
  directoryservice,
  dlm,
  ebs,
  ec2,
  ecr,
  ecs,
  efs,
  fsx,
  iam,
  kinesis,
  kms,
  lb,
  otherServices,
  otherStores,
  random,
  rds,
  route53,
  s3,
  scheduler,
  secretsmanager,
  sfn,
  sns,
  ssm,
  vpc,
];

const types = new Map(
  services.flatMap(({ types: own, unknown = {} }) =>
    Object.entries(own).map(([type, entry]): [string, ResourceType] => [
      type,
      { ...entry, unknown: { ...unknown, ...entry.unknown } },
    ]),
  ),
);
const parts = services.flatMap((service) => Object.entries(service.parts ?? {}));
const withoutData = services.flatMap((service) => service.withoutData);

/** @param type A Pulumi type token, or a type of CloudFormation's. */
export function resourceType(type: string): ResourceType | undefined {
  return types.get(type);
}

/** A type in a few words: `EBS volume`, or `sqs queue` for `aws:sqs/queue:Queue`. */
export function wordsOf(type: string): string {
  const known = types.get(type)?.words;
  if (known !== undefined) return known;
  const [, module = "", name = type] = /^[^:]+:([^/:]*)[^:]*:(.*)$/.exec(type) ?? [];
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return module === "index" ? words : `${module} ${words}`;
}

/** How diagrams show a type; undefined if nobody has decided it. */
export function lookOf(type: string): Look | undefined {
  const known = types.get(type)?.look;
  if (known !== undefined) return known;
  const of = parts.find(([prefix]) => type.startsWith(prefix))?.[1];
  return of === undefined ? undefined : partOf(of);
}

/** Whether a type stores data; undefined if nobody has found out. */
export function holdsData(type: string): boolean | undefined {
  const known = types.get(type)?.data;
  if (known !== undefined) return known;
  return withoutData.some((prefix) => type.startsWith(prefix)) ? false : undefined;
}

/** Types whose entries fulfil a condition, sorted. */
export function typesWhere(condition: (type: ResourceType) => boolean): string[] {
  return [...types].flatMap(([type, entry]) => (condition(entry) ? [type] : [])).sort();
}

/** Types that store data, sorted. */
export function storeTypes(): string[] {
  return typesWhere(({ data }) => data === true);
}

/** A column of an entry that nobody has filled in. */
export interface UnknownColumn {
  type: string;
  column: Column;
  /** undefined if nobody has said why, which is a fault. */
  reason: string | undefined;
}

/** The types whose entries must be complete: those that programs here register, and stores. */
export function judgedTypes(): string[] {
  return typesWhere(({ computed, data }) => computed !== undefined || data === true);
}

/** The columns of these types that are unknown, with the reasons. */
export function unknownColumns(of: readonly string[]): UnknownColumn[] {
  return of.flatMap((type) => {
    const entry = types.get(type) ?? {};
    return columns
      .filter((column) => concernsType(column, type, entry) && !isFilled(column, type, entry))
      .map((column) => ({ type, column, reason: entry.unknown?.[column] }));
  });
}

/** Templates create their types, and CloudFormation's schemas say what replaces them. */
function concernsType(column: Column, type: string, { data, isOnlyInState }: ResourceType): boolean {
  if (column === "survival") return data !== false && isOnlyInState !== true;
  if (isOnlyInState === true) return column === "replacedBy";
  return !isTemplateType(type) || column === "data" || column === "replacedBy";
}

function isFilled(column: Column, type: string, entry: ResourceType): boolean {
  if (column === "data") return holdsData(type) !== undefined;
  if (column === "replacedBy" && isTemplateType(type)) return createOnly(type).isComplete;
  return entry[column] !== undefined;
}

/** Services whose resources the provider has once for all regions, without the property `region`. */
const global = ["budgets", "cloudfront", "globalaccelerator", "iam", "organizations", "route53", "shield"];

/** Whether resources of a Pulumi type are in one region, and replaced by a change of it. */
export function isRegional(type: string): boolean {
  return type.startsWith("aws:") && !global.includes(type.slice("aws:".length).split("/")[0] ?? "");
}

/** Whether this type is one of CloudFormation's. */
export function isTemplateType(type: string): boolean {
  return type.includes("::");
}

/** The inputs of a resource before and after a change. */
export interface Sides {
  before: Fields;
  after: Fields;
}

/**
 * Whether a change of a property makes the engine, or CloudFormation, replace a resource.
 *
 * @param path With indexes or without, such as `encryptionConfigurations[0].kmsKey`.
 * @param sides The resource's inputs before and after. @default - nobody knows them, so that what they decide may replace it
 */
export function replacement(type: string, path: string, sides?: Sides): Replaces {
  const property = withoutIndexes(path);
  // Of every type that has it (`forceNewIfRegionChanges` in terraform-provider-aws 6, read in November 2026).
  if (property === "region" && isRegional(type)) return Replaces.Yes;
  const known = types.get(type)?.replacedBy;
  if (known === undefined) {
    if (isTemplateType(type)) return nestedReplacement(type, property);
    return tags.includes(topLevel(property)) ? Replaces.No : Replaces.Maybe;
  }
  const { always, sometimes = [], when = {}, never = [] } = known;
  if (never.includes(topLevel(property))) return Replaces.No;
  if (always.includes("*") || always.some((one) => overlaps(property, one))) return Replaces.Yes;
  const decided = Object.entries(when).find(([one]) => overlaps(property, one));
  if (decided !== undefined && sides !== undefined)
    return decided[1](sides.before, sides.after) ? Replaces.Yes : Replaces.No;
  const isMaybe = decided !== undefined || sometimes.some((one) => overlaps(property, one));
  return isMaybe ? Replaces.Maybe : Replaces.No;
}

/** Of the changed paths, those that make the engine replace the resource. */
export function replacing(type: string, changed: readonly string[], sides?: Sides): string[] {
  return changed.filter((path) => replacement(type, path, sides) === Replaces.Yes);
}

/** Outputs of a resource whose values nobody knows until the update of these properties has ended. */
export function unknownAfterUpdate(type: string, changed: readonly string[]): string[] {
  const properties = changed.map((path) => topLevel(withoutIndexes(path)));
  return (types.get(type)?.computedOnUpdate ?? [])
    .filter((computed) => properties.some((property) => concerns(computed, property)))
    .map(({ output }) => output);
}

/** Of the changed paths, those that discard the data of a resource that stays. */
export function overwriting(type: string, changed: readonly string[]): string[] {
  const { overwrittenBy = [] } = types.get(type) ?? {};
  return changed.filter((path) => overwrittenBy.some((property) => overlaps(withoutIndexes(path), property)));
}

const tags = ["tags", "tagsAll"];

function concerns({ when, unless = [] }: ComputedOutput, property: string): boolean {
  return !unless.includes(property) && (when === undefined || when.includes(property));
}

/** Whether one path is the other, is a part of it, or holds it. */
function overlaps(path: string, property: string): boolean {
  return path === property || path.startsWith(`${property}.`) || property.startsWith(`${path}.`);
}

function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}

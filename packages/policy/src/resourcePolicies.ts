import { policyStatements } from "@ballast/analysis";
import { accessOf, aws, typesWithAccess } from "@ballast/aws";
import { text, valuesAt, type Resource, type Stack } from "@ballast/model";
import { functionBehind, withQualifier } from "./calls/parts/functions.ts";
import { arnAt, ownArn, placeOf } from "./calls/parts/made.ts";
import { mayHoldOf } from "./dependencies.ts";
import { standing, type Standing } from "./rights.ts";

/** What a resource says about who may use it. */
export interface ResourcePolicy {
  /** ARNs of whose it is, or may be. */
  subjects: string[];
  statements: Standing[];
  /** Whether there is a document: a resource may have none, and then AWS's default. */
  isGiven: boolean;
  /** Whether it rests on values that are not known yet. */
  isDoubtful: boolean;
}

/** What resources say themselves about who may use them. */
export function resourcePolicies(stack: Stack): ResourcePolicy[] {
  const all = stack
    .ofType(...typesWithAccess("resourcePolicy"))
    .map((resource) => ({ resource, ...policyOf(resource, stack) }));
  // A policy that is a resource of its own takes the place of the one that the resource was created with.
  const replaced = new Set(
    all.flatMap(({ resource, subjects, isDoubtful }) =>
      accessOf(resource.type).subject?.property === undefined || isDoubtful ? [] : subjects,
    ),
  );
  return [
    ...all.filter(
      ({ resource, subjects }) =>
        accessOf(resource.type).subject !== undefined || !subjects.some((one) => replaced.has(one)),
    ),
    ...stack.ofType(aws.lambdaPermission).map((one) => permissionOf(one, stack)),
  ];
}

/** The policies of one resource, or those that are not known yet and that may be its. */
function policyOf(resource: Resource, stack: Stack): ResourcePolicy {
  const { resourcePolicy = "" } = accessOf(resource.type);
  return during(resource, stack, (name) =>
    valuesAt(resource.inputs, resourcePolicy).flatMap((document) =>
      standing(`the policy of ${name}`, policyStatements(document)),
    ),
  );
}

/** A permission of a function is a statement of its policy (Lambda API reference, AddPermission). */
function permissionOf(resource: Resource, stack: Stack): ResourcePolicy {
  const { inputs, name } = resource;
  return during(resource, stack, (_name, [subject = "*"]) => {
    const principal = text(inputs["principal"]);
    const { sourceArn, sourceAccount, principalOrgId } = inputs;
    const qualifier = text(inputs["qualifier"]) || functionBehind(stack, inputs["function"])?.qualifier;
    const statement = {
      Effect: "Allow",
      Principal: /\.amazonaws\.com(\.cn)?$/.test(principal) ? { Service: principal } : { AWS: principal },
      Action: inputs["action"],
      Resource: withQualifier(subject, qualifier),
      Condition: {
        ...(sourceArn !== undefined && { ArnLike: { "aws:SourceArn": sourceArn } }),
        StringEquals: {
          ...(sourceAccount !== undefined && { "aws:SourceAccount": sourceAccount }),
          ...(principalOrgId !== undefined && { "aws:PrincipalOrgID": principalOrgId }),
        },
      },
    };
    return standing(`the permission ${name}`, policyStatements({ Statement: statement }));
  });
}

function during(
  resource: Resource,
  stack: Stack,
  read: (name: string, subjects: string[]) => Standing[],
): ResourcePolicy {
  const of = stack.doubt.during(() => subjectsOf(resource, stack));
  const document = stack.doubt.during(() => read(of.result.name, of.result.arns));
  const { subject } = accessOf(resource.type);
  // Of a reference that is not known yet, it may be any that it depends on.
  const possible =
    of.isDoubtful && subject !== undefined
      ? stack
          .ofType(subject.type)
          .filter((one) => mayHoldOf(stack, resource, one))
          .flatMap((one) => stack.doubt.during(() => arnsOf(one)).result)
      : [];
  return {
    subjects: [...of.result.arns, ...possible],
    statements: document.result,
    isGiven: document.result.length > 0 || isGiven(resource, stack),
    isDoubtful: of.isDoubtful || document.isDoubtful,
  };
}

function isGiven({ inputs, type }: Resource, stack: Stack): boolean {
  const { resourcePolicy = "" } = accessOf(type);
  return stack.doubt.during(() => valuesAt(inputs, resourcePolicy).some((one) => one !== "")).result;
}

function subjectsOf(resource: Resource, stack: Stack): { name: string; arns: string[] } {
  const { subject } = accessOf(resource.type);
  if (subject === undefined) return { name: resource.name, arns: arnsOf(resource) };
  const { property, type } = subject;
  if (property === undefined) {
    // Of a registry: all of its repositories.
    const place = placeOf(stack);
    return { name: "the registry", arns: place.region === "" ? [] : [arnAt(place, "ecr", "repository")] };
  }
  const reference = resource.inputs[property];
  const of =
    type === aws.lambdaFunction ? functionBehind(stack, reference)?.of : stack.referred(type, reference);
  const named = text(reference);
  if (of === undefined) return { name: named, arns: named.startsWith("arn:") ? [named] : [] };
  return { name: of.name, arns: arnsOf(of) };
}

function arnsOf(resource: Resource): string[] {
  const arn = ownArn(resource);
  return arn === "" ? [] : [arn];
}

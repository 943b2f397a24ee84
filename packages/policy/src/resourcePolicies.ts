import { policyStatements } from "@ballast/analysis";
import { accessOf, aws, typesWithAccess } from "@ballast/aws";
import { text, valuesAt, type Resource, type Stack } from "@ballast/model";
import { functionBehind, withQualifier } from "./calls/parts/functions.ts";
import { arnAt, ownArn, placeOf } from "./calls/parts/made.ts";
import { mayHoldOf } from "./dependencies.ts";
import { standing, type Standing } from "./rights.ts";

/** A resource policy. */
export interface ResourcePolicy {
  /** ARNs of the resources that the policy belongs to, or may belong to. */
  subjects: string[];
  statements: Standing[];
  /** Whether there is a policy document. Without one, AWS's default policy applies. */
  isGiven: boolean;
  /** Whether the policy depends on values that are not known yet. */
  isDoubtful: boolean;
}

/** The resource policies of a stack. */
export function resourcePolicies(stack: Stack): ResourcePolicy[] {
  const all = stack
    .ofType(...typesWithAccess("resourcePolicy"))
    .map((resource) => ({ resource, ...policyOf(resource, stack) }));
  // A separate policy resource replaces the policy with which the resource was created.
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

/** The policies in one resource, including those that are not known yet and may be its. */
function policyOf(resource: Resource, stack: Stack): ResourcePolicy {
  const { resourcePolicy = "" } = accessOf(resource.type);
  return during(resource, stack, (name) =>
    valuesAt(resource.inputs, resourcePolicy).flatMap((document) =>
      standing(`the policy of ${name}`, policyStatements(document)),
    ),
  );
}

/** A Lambda permission is one statement of the function's policy (Lambda API reference, AddPermission). */
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
  // A reference that is not known yet may be to any resource that it depends on.
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
    // A registry policy concerns all repositories.
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

import * as pulumi from "@pulumi/pulumi";
import type { Faults } from "./faults.ts";
import { isOutput } from "./isOutput.ts";
import { kindOf } from "./quoting.ts";
import { allowedReference, referenceFault, type ReferenceRule } from "./secretReferenceRule.ts";

/** Whether the value is an output or a promise. `heldReference` checks it when it is known. */
export function isLater(value: unknown): boolean {
  return isOutput(value) || value instanceof Promise;
}

/** Checks a reference that is known when the program runs; what is not known yet is for `heldReference`. */
export function checkSecretReference(
  faults: Faults,
  path: string,
  value: unknown,
  rule: ReferenceRule = {},
): void {
  if (value === undefined || isLater(value)) return;
  const fault = referenceFault(value, rule);
  if (fault !== undefined) faults.add(path, fault);
}

/** The full ARN of a secret of Secrets Manager, and nothing after it. */
export function checkSecretArn(faults: Faults, path: string, value: unknown): void {
  checkSecretReference(faults, path, value);
}

/**
 * A reference that holds only a value that its field accepts: use it in place of the argument, wherever that goes. An
 * output that turns out to be something else fails what uses it, before the value reaches a resource.
 *
 * @param subject Of the message: `TaskDefinition "web"`.
 */
export function heldReference(
  subject: string,
  path: string,
  value: pulumi.Input<string>,
  rule: ReferenceRule = {},
): pulumi.Input<string> {
  const faultOf = (known: unknown): string | undefined =>
    known === undefined
      ? `turned out to be undefined; give ${allowedReference(rule)}`
      : referenceFault(known, rule);
  if (!isLater(value)) {
    refuseLate(subject, path, faultOf(value));
    return value;
  }
  const later = pulumi.output(value);
  return later.apply(async (known) => {
    if (known !== undefined || !(await isLeftOutByMocks(later))) refuseLate(subject, path, faultOf(known));
    return known;
  });
}

/**
 * Whether an undefined value is the output of a resource under mocks. Mocks of other teams, written as in Pulumi's guide, return
 * no ARN. The SDK knows the resources of an output, but its types do not show them.
 */
export async function isLeftOutByMocks(output: pulumi.Output<unknown>): Promise<boolean> {
  if (pulumi.runtime.getEngine() !== undefined) return false;
  const { allResources } = output as unknown as { allResources?: () => Promise<ReadonlySet<unknown>> };
  return allResources !== undefined && (await allResources()).size > 0;
}

/** The output, if `faultOf` finds no error in its value; otherwise an output that fails. */
export function held<T>(
  subject: string,
  path: string,
  value: pulumi.Output<T>,
  faultOf: (known: unknown) => string | undefined,
): pulumi.Output<T> {
  return value.apply((known) => {
    refuseLate(subject, path, faultOf(known));
    return known;
  });
}

/** Refuses what an output turned out to hold, if there is a reason to. For `apply`. */
export function refuseLate(subject: string, path: string, reason: string | undefined): void {
  if (reason === undefined) return;
  throw new pulumi.InputPropertiesError({
    message: `${subject} is refused. 1 error:\n  ${path}: ${reason}`,
    errors: [{ propertyPath: path, reason }],
  });
}

function textFault(value: unknown): string | undefined {
  return typeof value === "string" && value !== ""
    ? undefined
    : `is ${kindOf(value)} (not shown); expected: a string that is not empty.`;
}

/** A part of a login that is kept as a secret: a text, if it is only known later, too; and always a secret. */
export function heldText(subject: string, path: string, value: pulumi.Input<string>): pulumi.Output<string> {
  return held(subject, path, pulumi.secret(value), textFault);
}

import { aws } from "@ballast/aws";
import { text, type Resource, type Stack } from "@ballast/model";

/** A function, and the version or alias that a reference names. */
export interface QualifiedFunction {
  of: Resource;
  /** Version or alias. @default - the function itself */
  qualifier?: string;
}

const qualified = /^((?:arn:[\w-]+:lambda:[^:]*:\d*:|\d{12}:)?(?:function:)?[\w-]+):([\w$-]+)$/;

/**
 * The function of the stack that a reference names: by name, by ARN, by either with a version or alias after
 * it (Lambda API reference, `FunctionName`), or by an alias resource of the stack.
 */
export function functionBehind(stack: Stack, reference: unknown): QualifiedFunction | undefined {
  const own = stack.referred(aws.lambdaFunction, reference);
  if (own !== undefined) return { of: own };
  // The Pulumi provider refers to an alias by its ARN.
  const alias = stack
    .ofType(aws.lambdaAlias)
    .find(({ id, state }) => text(reference) !== "" && [id, state["arn"]].includes(reference as string));
  if (alias !== undefined) {
    const of = functionBehind(stack, alias.inputs["functionName"])?.of;
    return of && { of, qualifier: text(alias.inputs["name"] ?? alias.state["name"]) };
  }
  const [, name, qualifier] = qualified.exec(text(reference)) ?? [];
  const of = name === undefined ? undefined : stack.referred(aws.lambdaFunction, name);
  return of && qualifier !== undefined ? { of, qualifier } : undefined;
}

/**
 * The function's ARN with a version or alias, each of which has a separate policy (Lambda developer guide,
 * "Granting others access to your function", 2026-11).
 */
export function withQualifier(arn: string, qualifier: string | undefined): string {
  return qualifier === undefined || arn === "" ? arn : `${arn}:${qualifier}`;
}

import { aws } from "@ballast/aws";
import { text, type Resource, type Stack } from "@ballast/model";

/** A function, and the version or alias of it that is meant. */
export interface QualifiedFunction {
  of: Resource;
  /** A version or an alias. @default - the function itself */
  qualifier?: string;
}

const qualified = /^((?:arn:[\w-]+:lambda:[^:]*:\d*:|\d{12}:)?(?:function:)?[\w-]+):([\w$-]+)$/;

/**
 * The function of the stack that a reference means: by its name, its ARN, one with a version or an alias behind it (Lambda API
 * reference, `FunctionName`), or an alias of the stack.
 */
export function functionBehind(stack: Stack, reference: unknown): QualifiedFunction | undefined {
  const own = stack.referred(aws.lambdaFunction, reference);
  if (own !== undefined) return { of: own };
  // The provider names an alias by its ARN.
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

/** A version and an alias have a policy of their own, which that of the function does not replace (Lambda developer guide, "Granting others access to your function", 2026-11). */
export function withQualifier(arn: string, qualifier: string | undefined): string {
  return qualifier === undefined || arn === "" ? arn : `${arn}:${qualifier}`;
}

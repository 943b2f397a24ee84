import { OperateError } from "@ballast/operate";
import type { Place } from "./planning.ts";

/**
 * Where to ask AWS: a stack's things are where the stack is, whatever the environment says.
 *
 * @param otherwise How to ask about another region: `name volumes by --tag without a stack`.
 * @throws {OperateError} if --region says another one than the stack's settings.
 */
export function placeToAsk(
  { stack, region }: { stack?: string; region?: string },
  ofStack: Place | undefined,
  otherwise: string,
): { region?: string; profile?: string } {
  // Without a region in the stack's settings the environment says it.
  if (ofStack === undefined || ofStack.region === "") return region === undefined ? {} : { region };
  if (region !== undefined && region !== ofStack.region) {
    throw new OperateError(
      `--region is ${region}, but ${stack} is in ${ofStack.region}. Leave --region out, or ${otherwise}.`,
    );
  }
  const { profile } = ofStack;
  return { region: ofStack.region, ...(profile !== undefined && { profile }) };
}

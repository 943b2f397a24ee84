import { OperateError } from "@ballast/operate";
import type { Place } from "./planning.ts";

/**
 * The region and profile for AWS calls. Those in the stack's settings override the environment.
 *
 * @param otherwise How to use another region, for the message: `name volumes by --tag without a stack`.
 * @throws {OperateError} if --region differs from the stack's settings.
 */
export function placeToAsk(
  { stack, region }: { stack?: string; region?: string },
  ofStack: Place | undefined,
  otherwise: string,
): { region?: string; profile?: string } {
  // If the stack's settings have no region, the environment sets it.
  if (ofStack === undefined || ofStack.region === "") return region === undefined ? {} : { region };
  if (region !== undefined && region !== ofStack.region) {
    throw new OperateError(
      `--region is ${region}, but ${stack} is in ${ofStack.region}. Leave --region out, or ${otherwise}.`,
    );
  }
  const { profile } = ofStack;
  return { region: ofStack.region, ...(profile !== undefined && { profile }) };
}

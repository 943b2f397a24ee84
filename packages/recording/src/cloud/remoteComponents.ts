import type { ConstructRequest, Construction } from "./construction.ts";
import { vpcChildren } from "./vpcChildren.ts";

export type { Registered } from "./construction.ts";

/** The components of other providers that our stacks use, as those providers make them. */
export const remoteComponents: Record<string, (request: ConstructRequest) => Construction> = {
  "awsx:ec2:Vpc": vpcChildren,
};

import type { ProviderType, Service } from "./resourceType.ts";

/**
 * Every argument replaces them (`RequiresReplace` of each attribute in terraform-provider-random 3, its documentation says the same of
 * `keepers`). What they generate stands in the state alone.
 */
const generated: ProviderType = { replacedBy: { always: ["*"] }, data: true, isOnlyInState: true };

/** Types that are not AWS's, with which programs generate passwords, keys and names. */
export const random: Service = {
  withoutData: ["random:", "tls:"],
  types: {
    "random:index/randomBytes:RandomBytes": generated,
    "random:index/randomPassword:RandomPassword": generated,
    "tls:index/privateKey:PrivateKey": generated,
  },
};

export { PrivateRegistry, type PrivateRegistryArgs, type RegistryCredentials } from "./privateRegistry.ts";
export { checkSecretArn } from "./secretArn.ts";
export { PullThroughCache, UpstreamRegistry, type PullThroughCacheArgs } from "./pullThroughCache.ts";

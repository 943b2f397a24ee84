export { PrivateRegistry, type PrivateRegistryArgs, type RegistryCredentials } from "./privateRegistry.ts";
export { PullThroughCache, UpstreamRegistry, type PullThroughCacheArgs } from "./pullThroughCache.ts";

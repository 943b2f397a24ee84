export { PrivateRegistry, type PrivateRegistryArgs, type RegistryCredentials } from "./privateRegistry.ts";
export { PullThroughCache } from "./pullThroughCache.ts";
export { UpstreamRegistry, type PullThroughCacheArgs } from "./pullThroughCacheArgs.ts";

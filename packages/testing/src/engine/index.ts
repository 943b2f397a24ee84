export { asPlanned, leaves, withHashedAssets, type Planned } from "./compare.ts";
export type { PolicyPackPaths } from "./policyAnalyzer.ts";
export { scratchSandbox } from "./scratch.ts";
export type { Ended, EngineStack, StateDeployment, StateResource } from "./engineStack.ts";
export { EngineSandbox, type SandboxOptions } from "./sandbox.ts";
export { StandInCloud, type CreateFault, type Existing } from "./standInCloud.ts";

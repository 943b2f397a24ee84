export { asPlanned, leaves, type Planned } from "./compare.ts";
export type { PolicyPackPaths } from "./policyAnalyzer.ts";
export { scratchSandbox } from "./scratch.ts";
export {
  EngineSandbox,
  type Ended,
  type EngineStack,
  type SandboxOptions,
  type StateDeployment,
  type StateResource,
} from "./sandbox.ts";
export { StandInCloud, type CreateFault, type Existing } from "./standInCloud.ts";

export type { RexrayEbsArgs, RexrayPlugin } from "./args.ts";
export { BlockMode, isEphemeral, isInState } from "./modes.ts";
export { RexrayEbs } from "./rexrayEbs.ts";
export { rexrayVolume, type RexrayVolume } from "./options.ts";

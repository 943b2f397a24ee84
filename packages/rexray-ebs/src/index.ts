export type { RexrayEbsArgs, RexrayPlugin } from "./args.ts";
export { BlockMode, type Survival } from "./modes.ts";
export { RexrayEbs } from "./rexrayEbs.ts";
